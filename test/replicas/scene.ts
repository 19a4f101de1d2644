import { createMessage, encrypt, readKey } from 'openpgp';
import { vi } from 'vitest';
import { type SimulatedCluster, startCluster } from '../../simulator/cluster/cluster.ts';
import { findFreePort } from '../../simulator/loopback.ts';
import { type KeyPair, makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { writeOperatorsKeys } from '../../simulator/operators-keys.ts';
import { initialEntries, packSecrets } from '../../simulator/secrets-archive.ts';
import { environmentOn, infra, secretsRepository } from '../../simulator/setting.ts';
import { type Child, npmStart } from '../journeys/child-process.ts';
import { type SeparateGitHub, startSeparateGitHub } from '../journeys/separate-github.ts';
import { type RedisServer, startRedis } from '../redis/redis-server.ts';
import { type Balancer, startBalancer } from './balancer.ts';

/** A replica of the bot in a process of its own, which may be started again. */
export interface Replica {
  readonly port: number;
  readonly process: () => Child;
  readonly start: () => void;
  readonly readyz: () => Promise<string>;
  /** The steps that its process did for a request, in their order. */
  readonly steps: (issue?: number) => readonly string[];
}

/** Two replicas behind a balancer, a Redis and a GitHub, each in a process of its own. */
export interface Scene {
  readonly github: SeparateGitHub;
  readonly redis: RedisServer;
  readonly replicas: readonly [Replica, Replica];
  /** Of each replica; they differ in their port. */
  readonly environment: NodeJS.ProcessEnv;
  readonly file: (name: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

export const password = 'a-password-of-redis';

export async function openScene(): Promise<Scene> {
  const [cluster, key, redis, one, other] = await Promise.all([
    startCluster(),
    makeKeyPair({ name: 'kubevirt-bot automation' }),
    startRedis(['--requirepass', password]),
    findFreePort(),
    findFreePort(),
  ]);
  const balancer = await startBalancer([one, other]);
  const archive = await packSecrets(initialEntries('apiVersion: v1\nkind: Config\n'), [key]);
  const github = await startSeparateGitHub(
    { 'secrets.tar.asc': archive },
    `${balancer.url}/api/github/webhooks`,
  );
  const keys = await writeOperatorsKeys({ privateKey: key.armoredPrivateKey });
  const environment = {
    ...environmentOn(github),
    ...keys.environment,
    REDIS_URL: `redis://:${password}@127.0.0.1:${redis.port}`,
  };
  const replicas = [startReplica(one, environment), startReplica(other, environment)] as const;
  return {
    github,
    redis,
    replicas,
    environment,
    file: (name) => file(github, { cluster, key, name }),
    close: async () => {
      await close({ github, redis, replicas }, balancer, cluster);
      await keys.remove();
    },
  };
}

function startReplica(port: number, environment: NodeJS.ProcessEnv): Replica {
  const run = () => npmStart({ ...environment, PORT: String(port) });
  let child = run();
  return {
    port,
    process: () => child,
    start: () => {
      child = run();
    },
    readyz: async () => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      return response ? response.text() : 'nobody answers';
    },
    steps: (issue) => {
      const found = child.output().stdout.matchAll(/"issue":(\d+),"step":"([a-z-]+)"/g);
      return [...found].flatMap(([, number, step = '']) =>
        issue === undefined || Number(number) === issue ? [step] : [],
      );
    },
  };
}

interface Lent {
  readonly cluster: SimulatedCluster;
  readonly key: KeyPair;
  readonly name: string;
}

async function file(github: SeparateGitHub, { cluster, key, name }: Lent): Promise<number> {
  // A credential of its own each: the same one again is a copy.
  const user = { username: name, groups: ['system:masters'] };
  const encrypted = await encrypt({
    message: await createMessage({ text: await cluster.kubeconfigWithCertificate(user) }),
    encryptionKeys: await readKey({ armoredKey: key.armoredPublicKey }),
  });
  const { data } = await github.as('contributor').rest.issues.create({
    ...infra,
    title: `Add KubeVirtCI external provider ${name}`,
    body: `[kubeconfig](${await github.upload('my-kubeconfig.txt', encrypted)})`,
  });
  return data.number;
}

async function close(
  { github, redis, replicas }: Pick<Scene, 'github' | 'redis' | 'replicas'>,
  balancer: Balancer,
  cluster: SimulatedCluster,
): Promise<void> {
  for (const { process } of replicas) process().kill();
  balancer.close();
  await Promise.all([github.close(), redis.close(), cluster.close()]);
}

/** What the bot wrote about a request. */
export async function written(github: SeparateGitHub, issue_number: number) {
  const { issues, pulls } = github.as('maintainer').rest;
  const { data: issue } = await issues.get({ ...infra, issue_number });
  const { data: comments } = await issues.listComments({ ...infra, issue_number });
  const { data: all } = await pulls.list({ ...secretsRepository, state: 'all' });
  return {
    issue: issue.state,
    comments: comments.flatMap(({ user, body }) => (user?.type === 'Bot' ? [body ?? ''] : [])),
    pulls: all.filter(({ head }) => head.ref === `cluster-onboarding/issue-${issue_number}`),
  };
}

export const within = <Value>(seconds: number, look: () => Value | Promise<Value>) =>
  vi.waitFor(look, { timeout: seconds * 1000, interval: 20 });
