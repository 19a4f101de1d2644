import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { type GitCryptFiles, makeGitCryptFiles } from '../../simulator/git-crypt-files.ts';
import {
  type Ground,
  infra,
  type Setting,
  secretsRepository,
  startGround,
  startSetting,
} from '../../simulator/setting.ts';
import { createStory } from '../../simulator/story.ts';
import { type BotChild, spawnBot } from '../failures/spawn-bot.ts';
import { preparedKubeconfig } from '../journeys/open-story.ts';
import { decryptedKey, formsOfBytes, formsOfSecrets, secretsIn } from './canaries-in-memory.ts';
import { helpersOf } from './helpers-of.ts';

const nobody = { add: () => undefined, idle: async () => undefined, stop: async () => undefined };

/** Where something has to be merged. */
const layouts = [
  { layout: 'archive', merged: [secretsRepository] },
  { layout: 'git-crypt', merged: [secretsRepository, infra] },
] as const;

describe.skipIf(process.platform !== 'linux').each(layouts)(
  "the bot's memory ($layout)",
  ({ layout, merged }) => {
    let ground: Ground;
    let gitCrypt: GitCryptFiles;
    let setting: Setting;
    let bot: BotChild;

    beforeEach(async () => {
      ground = await startGround({ passphrase: 'correct horse' });
      const { automationKey, maintainerKey, prowCluster } = ground;
      const registered = { 'prow-workloads': prowCluster.adminKubeconfig() };
      gitCrypt = await makeGitCryptFiles(registered, [automationKey, maintainerKey]);
      const environment = { JOB_SECRETS: 'gcs/service-account.json=gcsServiceAccount' };
      setting = await startSetting({ ground, layout, gitCrypt, environment });
      bot = await spawnBot(setting);
    });
    afterEach(async () => {
      bot.kill();
      await bot.end;
      await setting.close();
      await ground.close();
    });

    test('holds no secret but its own, at any time', { timeout: 180_000 }, async () => {
      const story = createStory(setting, { queue: nobody });
      const until = (holds: () => Promise<boolean>) =>
        vi.waitUntil(holds, { timeout: 90_000, interval: 50 });
      const pid = Number(bot.process.pid);
      const kubeconfig = preparedKubeconfig(setting);
      const issue = await story.fileRequest('build-cluster', 'rosa-1', kubeconfig);
      const forms = await formsOfSecrets(setting, gitCrypt.key);
      const found: (readonly string[])[] = [];
      const search = async () => void found.push(await secretsIn(pid, forms));
      // The secrets were just changed then.
      setting.github.onRequest(async ({ method, template }) => {
        if (method === 'POST' && template.endsWith('/git/trees')) await search();
        return undefined;
      });
      await until(async () => (await story.status(issue)).includes('Waiting for review'));
      // What is there is found: in a sandbox the key.
      const key = formsOfBytes(await decryptedKey(setting), 'the OpenPGP key');
      const spare = helpersOf(pid).find(({ program }) => program === 'sandbox');
      expect(await secretsIn(Number(spare?.pid), key)).toEqual(['the OpenPGP key']);

      for (const repository of merged) {
        await until(async () => (await story.pulls(repository)).length > 0);
        for (const { number } of await story.pulls(repository))
          await story.merge(number, repository);
      }
      await until(async () => (await story.issue(issue)).state === 'closed');
      expect(setting.cluster.admin.readSecret({ ...account, name: 'gcs' })).toBeDefined();
      await search();
      expect(found.length).toBeGreaterThan(1);
      for (const secrets of found) expect(secrets).toEqual([setting.environment.WEBHOOK_SECRET]);
    });
  },
);
