import { expect } from 'vitest';
import { type Setting, type SettingOptions, startSetting } from '../../simulator/setting.ts';
import { createStory, type Story } from '../../simulator/story.ts';
import type { Bot } from '../../src/server/bot.ts';
import { canariesIn, canariesOf, tellingWords, writtenByBot } from './canaries.ts';

export const account = {
  namespace: 'kubevirt-prow-jobs',
  name: 'prow-workloads-cluster-automation',
};

export interface OpenStory {
  readonly setting: Setting;
  readonly story: Story;
  readonly bot: Bot;
  readonly logs: readonly string[];
  /** Ends the story: GitHub must have recognised each request, and no secret may be seen. */
  readonly close: () => Promise<void>;
}

/** A bot that runs, in front of a cluster that its administrator has prepared. */
export async function openStory(options: SettingOptions = {}): Promise<OpenStory> {
  const logs: string[] = [];
  const setting = await startSetting({
    log: (line) => logs.push(line),
    environment: { LOG_LEVEL: 'debug' },
    ...options,
  });
  const canaries = await canariesOf(setting);
  const bot = await setting.startBot();
  return {
    setting,
    bot,
    logs,
    story: createStory(setting, bot),
    close: async () => {
      await expectNoLeak(setting, canaries, logs).finally(() => setting.close());
      expect(setting.github.violations).toEqual([]);
    },
  };
}

/** At the end of every story, whatever was tested in it. */
async function expectNoLeak(
  setting: Setting,
  fromStart: readonly string[],
  logs: readonly string[],
): Promise<void> {
  const canaries = [...fromStart, ...tellingWords(setting.encryptedTexts)];
  expect(canaries.length).toBeGreaterThan(10);
  const { forAll, forMaintainers } = await writtenByBot(setting);
  const addresses = [setting.cluster, setting.providerCluster].map(({ server }) => server);
  expect([...logs, ...forMaintainers].flatMap((text) => canariesIn(text, canaries))).toEqual([]);
  expect(forAll.flatMap((text) => canariesIn(text, [...canaries, ...addresses]))).toEqual([]);
}

/** The kubeconfig of a build cluster that has all it needs. */
export function preparedKubeconfig({ cluster }: Setting): string {
  cluster.prepareBuildCluster(account);
  return cluster.kubeconfigFor(account);
}
