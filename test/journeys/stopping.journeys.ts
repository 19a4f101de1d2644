import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { infra, type Setting, startSetting } from '../../simulator/setting.ts';
import { type Child, logOf, startChild } from './child-process.ts';

let setting: Setting;
let bot: Child;
beforeAll(async () => {
  setting = await startSetting();
});
afterAll(async () => {
  bot.kill();
  await setting.close();
});

test('a signal during the first resync lets the step end that a webhook began', async () => {
  const { github, environment } = setting;
  const list = Promise.withResolvers<undefined>();
  const answer = Promise.withResolvers<undefined>();
  let isWriting = false;
  github.onRequest(async ({ method, template }) => {
    if (method === 'GET' && template === '/repos/{owner}/{repo}/issues') return list.promise;
    if (method !== 'POST' || !template.endsWith('/comments')) return undefined;
    isWriting = true;
    return answer.promise;
  });
  github.setWebhookUrl(`http://127.0.0.1:${environment.PORT}/api/github/webhooks`);
  bot = startChild(process.execPath, ['src/index.ts'], environment);
  const until = (look: () => boolean) => vi.waitUntil(look, { timeout: 30_000 });
  const says = (words: string) => logOf(bot).some(({ msg }) => msg === words);

  await until(() => says('listening'));
  const title = 'Add Prow build cluster rosa-1';
  await github.as('contributor').rest.issues.create({ ...infra, title, body: 'To follow.' });
  await until(() => isWriting);
  bot.process.kill('SIGTERM');
  await until(() => says('stopping'));
  answer.resolve(undefined);
  list.resolve(undefined);
  expect(await bot.end).toBe(0);
  expect(says('run ended')).toBe(true);
});
