import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { listen } from '../../simulator/loopback.ts';
import { type Setting, startSetting } from '../../simulator/setting.ts';
import { createStory, type Story } from '../../simulator/story.ts';
import { prepareGround } from './journeys.ts';
import { type BotChild, spawnBot } from './spawn-bot.ts';

const nobody = { add: () => undefined, idle: async () => undefined, stop: async () => undefined };

/** A cluster that ends whatever connects to it, as a fault in native code does. */
interface Poison {
  readonly server: Server;
  readonly address: string;
  deadly: boolean;
  /** How often something connected. */
  bites: number;
}

async function startPoison(bite: () => void): Promise<Poison> {
  const server = createServer((socket) => {
    poison.bites += 1;
    if (poison.deadly) bite();
    socket.destroy();
  });
  const address = `https://127.0.0.1:${await listen(server)}`;
  const poison = { server, address, deadly: true, bites: 0 };
  return poison;
}

describe('a request that ends the process', () => {
  let setting: Setting;
  let story: Story;
  let poison: Poison;
  let bot: BotChild;
  let poisoned: number;
  const honest: number[] = [];

  beforeAll(async () => {
    setting = await startSetting();
    prepareGround(setting);
    story = createStory(setting, { queue: nobody });
    poison = await startPoison(() => bot.kill());
    bot = await spawnBot(setting);
  }, 120_000);
  afterAll(async () => {
    bot.kill();
    await bot.end;
    poison.server.close();
    await setting.close();
  });

  const says = (issue: number, words: string) =>
    vi.waitFor(async () => expect(await story.status(issue)).toContain(words), {
      timeout: 60_000,
      interval: 100,
    });
  /** Waits for the death, and starts another process. */
  const startAgain = async () => {
    expect(await bot.end).toBe('SIGKILL');
    bot = await spawnBot(setting);
  };
  const setAside = async () => {
    const response = await fetch(`http://127.0.0.1:${bot.port}/metrics`);
    const found = /^cluster_onboarding_set_aside_requests (\d+)$/m.exec(await response.text());
    return Number(found?.[1]);
  };
  const poisonous = async (username: string) => {
    const user = { username, groups: ['system:masters'] };
    const kubeconfig = await setting.providerCluster.kubeconfigWithCertificate(user);
    return kubeconfig.replace(/https:\/\/127\.0\.0\.1:\d+/, poison.address);
  };

  test('is tried once more, alone, and then set aside', { timeout: 180_000 }, async () => {
    poisoned = await story.fileRequest('external-provider', 's390x', await poisonous('one'));
    await startAgain();
    // At the start it is found again, with others that come meanwhile.
    const renewed = setting.cluster.kubeconfigFor(account);
    honest.push(await story.fileRequest('build-cluster', 'rosa-1', renewed));
    await startAgain();
    await says(poisoned, 'request-set-aside');
    expect(await story.status(poisoned)).toContain('A maintainer has to act');
    expect(poison.bites).toBe(2);
  });

  test('and everything else goes on', { timeout: 180_000 }, async () => {
    for (const issue of honest) await says(issue, 'Waiting for review');
    const kubeconfig = setting.providerCluster.adminKubeconfig();
    await says(await story.fileRequest('external-provider', 'arm64', kubeconfig), 'Waiting for');
    expect(await setAside()).toBe(1);
    expect(poison.bites).toBe(2);
  });

  test('neither its author nor another start walks into it again', {
    timeout: 180_000,
  }, async () => {
    await story.comment('contributor', poisoned, '/onboard retry');
    await says(poisoned, 'you may not use');
    const other = await story.attach(await poisonous('other'));
    await story.comment('contributor', poisoned, other);
    bot.kill();
    await startAgain();
    await story.comment('contributor', poisoned, '/onboard help');
    await says(poisoned, 'the commands are listed below');
    expect(await story.status(poisoned)).toContain('request-set-aside');
    expect(poison.bites).toBe(2);
  });

  test('a maintainer has it tried again, as often as before', { timeout: 180_000 }, async () => {
    await story.comment('maintainer', poisoned, '/onboard retry');
    await startAgain();
    await startAgain();
    await says(poisoned, 'request-set-aside');
    expect(poison.bites).toBe(4);
  });

  test('and once it is mended, it goes on like any other', { timeout: 180_000 }, async () => {
    poison.deadly = false;
    await story.comment('maintainer', poisoned, '/onboard retry');
    await says(poisoned, 'cluster-unreachable');
    await vi.waitFor(async () => expect(await setAside()).toBe(0), 10_000);
  });
});
