import { createHmac } from 'node:crypto';
import { platform } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultPeople } from '../../simulator/github/seed.ts';
import { infra, type Setting, startSetting } from '../../simulator/setting.ts';
import { memoryLimits } from '../../src/adapters/processes/limits.ts';
import { hasGpg } from '../installed.ts';
import { startGpg } from '../openpgp/gpg.ts';
import { type Bomb, bombs, makeBzip2Bomb } from './bombs.ts';
import { hostileAnswers, startHostileCluster } from './hostile-cluster.ts';
import { type Figures, type Measured, startMeasured } from './measure.ts';

/** MiB that the bot takes at rest, and above that. */
const restLimit = 130;
const memoryLimit = 150;
/** MiB of all processes together. */
const totalLimit = 400;
const blockedLimitMs = 100;
/** MiB that a helper may get beyond its limit before it is ended. */
const overshoot = 32;

const isLinux = platform() === 'linux';
if (!isLinux) console.warn('not on Linux: left out what is measured with its /proc');

const figures: Record<string, Figures> = {};
afterAll(() => console.table(figures));

/** Holds what the bot took since the start to the limits, once it has nothing left to do. */
async function expectModest(what: string, { cost }: Measured): Promise<void> {
  const figure = await cost();
  figures[what] = figure;
  expect(figure.memory).toBeLessThan(memoryLimit);
  expect(figure.blocked).toBeLessThan(blockedLimitMs);
  expect(figure.all).toBeLessThan(totalLimit);
  for (const kind of ['sandbox', 'public-sandbox', 'prober'] as const)
    expect(figure[kind], kind).toBeLessThan(memoryLimits[kind] / 1024 ** 2 + overshoot);
}

let setting: Setting;
let bot: Measured;

/** For the tests of a block. */
function startMeasuredBot(): void {
  beforeAll(async () => {
    setting = await startSetting();
    bot = await startMeasured(setting);
  });
  afterAll(async () => {
    await bot.end();
    await setting.close();
  });
}

describe.skipIf(!isLinux)('the bot stays small and awake, whatever', () => {
  startMeasuredBot();

  test('and it rests', () => {
    figures['at rest, with spares'] = { memory: 0, blocked: 0, late: 0, ...bot.atRest };
    expect(bot.atRest.bot).toBeLessThan(restLimit);
    expect(bot.atRest.all).toBeLessThan(totalLimit);
  });

  async function submit({ what, answer }: Bomb, bytes: Uint8Array) {
    const url = setting.github.uploadAttachment('kubeconfig.txt', bytes);
    await bot.start();
    const issue = await bot.story.fileIssue('Add Prow build cluster bomb', `[file](${url})`);
    await expectModest(what, bot);
    expect(await bot.story.status(issue)).toContain(answer);
  }

  test.each(bombs)('is attached: $what', async (bomb) => {
    await submit(bomb, await bomb.make(setting.automationKey.armoredPublicKey));
  });

  test.skipIf(!hasGpg)('is attached: OpenPGP bzip2, made by gpg', async () => {
    const gpg = startGpg();
    gpg.run(['--import'], setting.automationKey.armoredPublicKey);
    const bytes = makeBzip2Bomb(gpg, setting.automationKey.keyId);
    await submit({ what: 'OpenPGP bzip2', answer: 'decrypted-too-large' }, bytes);
    gpg.end();
  });

  test('is filed: 200 issues of the greatest length', async () => {
    bot.listen(false);
    const body = filledWith('- a\n');
    for (let n = 0; n < 200; n += 1) await bot.story.fileIssue(`Something else, ${n}`, body);
    bot.listen(true);
    await bot.start();
    await bot.resync();
    await expectModest('200 issues, at a resync', bot);
  });

  test.each([
    [1000, 'stranger', '> - - 🙂\n', 'submission-missing'],
    [200, 'contributor', '- a\n', 'issue-too-long'],
  ])(
    'is commented: %i times by a %s, with all that fits of %j',
    async (count, login, markup, id) => {
      const issue = await bot.story.settle(
        bot.story.fileIssue('Add Prow build cluster flooded', 'Please.'),
      );
      bot.listen(false);
      for (const body of texts(count, markup)) await bot.story.comment(login, issue, body);
      bot.listen(true);
      await bot.start();
      await bot.story.comment('contributor', issue, '/onboard retry');
      await expectModest(`${count} comments by a ${login}`, bot);
      expect(await bot.story.status(issue)).toContain(id);
    },
  );

  test.each([
    // Whether the answer is read before the connection ends is up to the network.
    [25, 'genuine', true, ['cut off', 413]],
    [2, 'genuine', true, [200]],
    [2, 'forged', false, [401]],
  ])('is delivered: %i MB, %s', async (megabytes, what, isGenuine, status) => {
    const issue = '"issue":{"number":1,"title":""},"repository":{"full_name":"a/b"}';
    const body = `{"action":"opened",${issue},"a":[${'{"b":1},'.repeat(125_000 * megabytes)}0]}`;
    const secret = isGenuine ? setting.github.webhookSecret : 'guessed';
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    await bot.start();
    const headers = {
      'x-hub-signature-256': `sha256=${signature}`,
      'x-github-event': 'issues',
      'x-github-delivery': 'a',
      'content-type': 'application/json',
    };
    const answered = await fetch(bot.webhookUrl, { method: 'POST', headers, body }).then(
      (response) => response.status,
      () => 'cut off',
    );
    await expectModest(`webhook of ${megabytes} MB, ${what}`, bot);
    expect(status).toContain(answered);
  });
});

/** With a bot of its own: what so many inputs left in the other would count for the clusters. */
describe.skipIf(!isLinux)('the bot stays small and awake, whatever is answered', () => {
  startMeasuredBot();

  test.each(hostileAnswers)('by four clusters at once: %s', async (what, answer) => {
    const clusters = await Promise.all(defaultPeople.map(() => startHostileCluster(answer)));
    const texts = await Promise.all(clusters.map((each) => bot.story.attach(each.kubeconfig)));
    await bot.start();
    // Of one person they would be looked at one after the other.
    const filed = defaultPeople.map(async (login, n) => {
      const title = `Add Prow build cluster hostile-${n}`;
      const { issues } = setting.github.as(login).rest;
      const { data } = await issues.create({ ...infra, title, body: texts[n] });
      return { login, issue: data.number };
    });
    const all = await Promise.all(filed);
    await expectModest(what, bot);
    for (const { login, issue } of all) {
      expect(await bot.story.status(issue)).toMatch(/your turn/);
      await bot.story.comment(login, issue, '/onboard cancel');
    }
    await bot.story.settle();
    await Promise.all(clusters.map((each) => each.close()));
  });
});

/** As long as GitHub allows, with what makes the bot look at the markup. */
function filledWith(markup: string): string {
  const start = 'https://github.com/user-attachments/files/1/k.txt\n\n/onboard help\n\n';
  return start.padEnd(65_536, markup);
}

/** So many texts, each of another length: what was read once is remembered. */
function texts(count: number, markup: string): string[] {
  const longest = filledWith(markup);
  return Array.from({ length: count }, (_, n) => longest.slice(0, longest.length - n));
}

test.skipIf(!isLinux)('a bot without helpers is found out', async () => {
  const setting = await startSetting();
  const bot = await startMeasured(setting, false);
  const issue = await bot.story.fileIssue('Add Prow build cluster flooded', 'Please.');
  bot.listen(false);
  for (const comment of texts(16, '- a\n')) await bot.story.comment('contributor', issue, comment);
  bot.listen(true);
  await bot.start();
  await bot.story.comment('contributor', issue, '/onboard retry');
  const figure = await bot.cost();
  figures['16 comments, without helpers'] = figure;
  await bot.end();
  await setting.close();
  expect(figure.blocked).toBeGreaterThan(blockedLimitMs);
});
