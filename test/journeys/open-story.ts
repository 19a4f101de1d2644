import { afterAll, beforeAll, expect } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import {
  type Ground,
  type Setting,
  type SettingOptions,
  startGround,
  startSetting,
} from '../../simulator/setting.ts';
import { createStory, type Story } from '../../simulator/story.ts';
import type { Bot } from '../../src/server/bot.ts';
import { canariesOf, createSearch, tellingWords, writtenByBot } from './canaries.ts';
import { type Traces, watchTraces } from './traces.ts';

export interface OpenStory {
  readonly setting: Setting;
  readonly story: Story;
  readonly bot: Bot;
  /** Lets the bot look at everything again, and waits until all is done. */
  readonly resync: () => Promise<void>;
  readonly logs: readonly string[];
  /** Ends the story: GitHub must have recognised each request, and no secret may be seen. */
  readonly close: () => Promise<void>;
}

/** One ground for all tests of a block: to make its keys and clusters takes a while. */
export function sharedGround(prepare?: (ground: Ground) => void): () => Ground {
  let ground: Ground;
  beforeAll(async () => {
    ground = await startGround({});
    prepare?.(ground);
  });
  afterAll(() => ground.close());
  return () => ground;
}

/** A bot that runs, in front of a cluster that its administrator has prepared. */
export async function openStory(options: SettingOptions = {}): Promise<OpenStory> {
  const logs: string[] = [];
  const traces = watchTraces();
  const setting = await startSetting({
    log: (line) => logs.push(line),
    environment: { LOG_LEVEL: 'trace' },
    ...options,
  });
  const canaries = await canariesOf(setting);
  const bot = await setting.startBot();
  const story = createStory(setting, bot);
  return {
    setting,
    bot,
    logs,
    story,
    resync: () => story.settle(bot.resync()),
    close: async () => {
      logs.push(...(await pagesOf(bot)));
      await expectNoLeak({ setting, canaries, logs, traces })
        .finally(() => setting.close())
        .finally(traces.stop);
      expect(setting.github.violations).toEqual([]);
    },
  };
}

/** What the bot shows to whoever asks it over HTTP. */
async function pagesOf({ port }: Bot): Promise<readonly string[]> {
  const pages = ['/healthz', '/readyz', '/metrics', '/', '/ping'].map(async (path) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return `${[...response.headers].join()}${await response.text()}`;
  });
  const shown = await Promise.allSettled(pages);
  return shown.flatMap((page) => (page.status === 'fulfilled' ? [page.value] : []));
}

export interface Ended {
  readonly setting: Setting;
  readonly canaries: readonly string[];
  readonly logs: readonly string[];
  readonly traces?: Traces;
}

/** At the end of every story, whatever was tested in it: no secret may be seen anywhere. */
export async function expectNoLeak(ended: Ended): Promise<void> {
  const { setting, logs, traces } = ended;
  const canaries = [...ended.canaries, ...tellingWords(setting.encryptedTexts)];
  expect(canaries.length).toBeGreaterThan(10);
  const { forAll, forMaintainers } = await writtenByBot(setting);
  const search = createSearch(canaries);
  const left = traces ? [...traces.output(), ...traces.files(), ...traces.processArguments()] : [];
  expect([...logs, ...forMaintainers, ...left].flatMap(search)).toEqual([]);
  const addresses = [setting.cluster, setting.providerCluster].map(({ server }) => server);
  expect(forAll.flatMap(createSearch([...canaries, ...addresses]))).toEqual([]);
}

/** The kubeconfig of a build cluster that has all it needs. */
export function preparedKubeconfig({ cluster }: Setting): string {
  cluster.prepareBuildCluster(account);
  return cluster.kubeconfigFor(account);
}

let accounts = 0;

/** The same with a credential of its own: the same one in two issues is a copy. */
export function freshKubeconfig({ cluster }: Setting): string {
  accounts += 1;
  const own = { ...account, name: `account-${accounts}` };
  cluster.prepareBuildCluster(own);
  return cluster.kubeconfigFor(own);
}
