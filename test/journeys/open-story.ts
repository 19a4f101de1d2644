import { expect } from 'vitest';
import { type Setting, type SettingOptions, startSetting } from '../../simulator/setting.ts';
import { createStory, type Story } from '../../simulator/story.ts';
import type { Bot } from '../../src/server/bot.ts';

export const account = {
  namespace: 'kubevirt-prow-jobs',
  name: 'prow-workloads-cluster-automation',
};

export interface OpenStory {
  readonly setting: Setting;
  readonly story: Story;
  readonly bot: Bot;
  readonly logs: readonly string[];
  /** Ends the story; whatever happened in it, GitHub must have recognised each request. */
  readonly close: () => Promise<void>;
}

/** A bot that runs, in front of a cluster that its administrator has prepared. */
export async function openStory(options: SettingOptions = {}): Promise<OpenStory> {
  const logs: string[] = [];
  const setting = await startSetting({ log: (line) => logs.push(line), ...options });
  const bot = await setting.startBot();
  return {
    setting,
    bot,
    logs,
    story: createStory(setting, bot),
    close: async () => {
      await setting.close();
      expect(setting.github.violations).toEqual([]);
    },
  };
}

/** The kubeconfig of a build cluster that has all it needs. */
export function preparedKubeconfig({ cluster }: Setting): string {
  cluster.prepareBuildCluster(account);
  return cluster.kubeconfigFor(account);
}
