import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { listen } from '../../simulator/loopback.ts';
import { type Setting, startSetting } from '../../simulator/setting.ts';
import { createStory, type Story } from '../../simulator/story.ts';
import { helpersOf } from '../processes/helpers-of.ts';
import { prepareGround } from './journeys.ts';
import { type BotChild, spawnBot } from './spawn-bot.ts';

const nobody = { add: () => undefined, idle: async () => undefined, stop: async () => undefined };

/** A cluster that ends whatever connects to it, as a fault in native code does. */
interface Poison {
  readonly server: Server;
  readonly address: string;
  bite: () => void;
  /** How often something connected. */
  bites: number;
}

async function startPoison(): Promise<Poison> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    poison.bites += 1;
    poison.bite();
    socket.destroy();
  });
  const address = `https://127.0.0.1:${await listen(server)}`;
  const poison: Poison = { server, address, bite: () => undefined, bites: 0 };
  return poison;
}

describe.skipIf(process.platform !== 'linux')('a cluster that ends whatever looks at it', () => {
  let setting: Setting;
  let story: Story;
  let poison: Poison;
  let bot: BotChild;
  let poisoned: number;

  beforeAll(async () => {
    setting = await startSetting();
    prepareGround(setting);
    story = createStory(setting, { queue: nobody });
    poison = await startPoison();
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
  const poisonous = async () => {
    const user = { username: 'one', groups: ['system:masters'] };
    const kubeconfig = await setting.providerCluster.kubeconfigWithCertificate(user);
    return kubeconfig.replace(/https:\/\/127\.0\.0\.1:\d+/, poison.address);
  };

  test('costs its prober, and its author is told, and the operator', {
    timeout: 180_000,
  }, async () => {
    poison.bite = () => {
      for (const { pid, program } of helpersOf(bot.process.pid ?? 0)) {
        if (program === 'prober') process.kill(pid, 'SIGKILL');
      }
    };
    poisoned = await story.fileRequest('external-provider', 's390x', await poisonous());
    await says(poisoned, 'cluster-crash');
    expect(await story.status(poisoned)).toContain('The bot checks again until');
    expect(poison.bites).toBe(1);
    const metrics = await fetch(`http://127.0.0.1:${bot.port}/metrics`);
    expect(await metrics.text()).toContain(
      'cluster_onboarding_helper_deaths_total{operation="look",death="crash"} 1\n',
    );
  });

  test('and everything else goes on in the same bot', { timeout: 180_000 }, async () => {
    const renewed = setting.cluster.kubeconfigFor(account);
    await says(await story.fileRequest('build-cluster', 'rosa-1', renewed), 'Waiting for review');
    expect(bot.process.exitCode ?? bot.process.signalCode).toBeNull();
    expect(poison.bites).toBe(1);
  });

  test('if the bot itself is killed at it, again and again, the next one goes on', {
    timeout: 180_000,
  }, async () => {
    poison.bite = () => bot.kill();
    await story.comment('contributor', poisoned, '/onboard retry');
    for (let death = 1; death <= 2; death += 1) {
      expect(await bot.end).toBe('SIGKILL');
      expect(poison.bites).toBe(1 + death);
      if (death === 2) poison.bite = () => undefined;
      bot = await spawnBot(setting);
    }
    await says(poisoned, 'cluster-unreachable');
  });
});
