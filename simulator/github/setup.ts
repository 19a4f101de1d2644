import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Emulator } from './emulator.ts';
import { objectOf } from './json.ts';
import { admitPeople, appToken, createBot, install, populate } from './populate.ts';
import { defaultEvents, defaultPermissions, type RepositorySeed } from './seed.ts';
import type { Webhooks } from './webhooks.ts';
import type { Installation, Repository, World } from './world.ts';

export const appId = 424242;

/** The login that owns everything in the emulator and that nobody uses. */
export const owner = 'root';

export interface AppOptions {
  readonly slug?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly events?: readonly string[];
  /** Full names of where it is installed; everywhere where left out. */
  readonly repositories?: readonly string[];
}

/** What a GitHub is made from. */
export interface Ground {
  readonly app: AppOptions;
  readonly seeds: readonly RepositorySeed[];
  readonly tokens: ReadonlyMap<string, string>;
  readonly key: KeyObject;
}

export function emulatorSeed({ app, seeds, tokens, key }: Ground) {
  const owners = [...new Set(seeds.map(({ name }) => splitName(name).owner))];
  const all = { contents: 'write', issues: 'write', metadata: 'read', pull_requests: 'write' };
  return {
    tokens: Object.fromEntries([...tokens].map(([login, token]) => [token, login])),
    github: {
      users: [owner, ...tokens.keys()].map((login) => ({
        login,
        name: login,
        email: `${login}@example.com`,
      })),
      orgs: owners.map((login) => ({ login, members: [{ login: owner, role: 'admin' }] })),
      repos: seeds.map((seed) => ({
        ...splitName(seed.name),
        private: seed.private ?? false,
        default_branch: seed.defaultBranch ?? 'main',
        auto_init: false,
      })),
      apps: [
        {
          app_id: appId,
          slug: slugOf(app),
          name: 'Cluster onboarding',
          private_key: key.export({ type: 'pkcs1', format: 'pem' }),
          permissions: all,
          installations: owners.map((account, index) => ({
            installation_id: 7001 + index,
            account,
          })),
        },
      ],
    },
  };
}

function slugOf(app: AppOptions): string {
  return app.slug ?? 'cluster-onboarding';
}

function splitName(fullName: string) {
  const [login = '', name = ''] = fullName.split('/');
  return { owner: login, name };
}

export interface WorldGround extends Ground {
  readonly emulator: Emulator;
  readonly host: string;
  readonly webhooks: Webhooks;
}

export async function createWorld(ground: WorldGround): Promise<World> {
  const { app, seeds, tokens, key, emulator, host, webhooks } = ground;
  const repositories = seeds.map(repositoryOf);
  const installed = app.repositories;
  const jwt = () => appToken(appId, key);
  const installations = await install(
    emulator,
    jwt,
    repositories.filter(({ fullName }) => installed?.includes(fullName) ?? true),
  );
  for (const seed of seeds) {
    await populate(emulator, seed);
    await admitPeople(emulator, seed);
  }
  const login = `${slugOf(app)}[bot]`;
  const bot = await createBot(emulator, login, await firstPlace(installations, seeds));
  const shown = objectOf(await emulator.act({ token: jwt(), method: 'GET', path: '/app' }));
  const permissions = app.permissions ?? defaultPermissions;
  const events = app.events ?? defaultEvents;
  return {
    origin: `http://${host}`,
    emulator,
    people: new Map([...tokens].map(([login, token]) => [token, login])),
    repositories: new Map(repositories.map((item) => [item.fullName.toLowerCase(), item])),
    app: {
      id: appId,
      slug: slugOf(app),
      publicKey: createPublicKey(key),
      permissions,
      events,
      bot,
      json: { ...shown, permissions, events, owner: await emulator.read(`/users/${owner}`) },
    },
    installations,
    tokens: new Map(),
    pulls: new Map(),
    reactions: new Map(),
    edits: new Map(),
    mailed: new Set(),
    mailing: new Set(),
    renames: new Map(),
    signedCommits: new Set(),
    webhooks,
  };
}

function repositoryOf(seed: RepositorySeed): Repository {
  return {
    ...splitName(seed.name),
    fullName: seed.name,
    private: seed.private ?? false,
    defaultBranch: seed.defaultBranch ?? 'main',
    roles: new Map(Object.entries(seed.roles ?? {})),
  };
}

/** Some repository of some installation. */
async function firstPlace(
  installations: readonly Installation[],
  seeds: readonly RepositorySeed[],
) {
  const [installation] = installations;
  const repository = seeds.find(({ name }) => splitName(name).owner === installation?.account);
  if (!installation || !repository) throw new Error('a GitHub needs a repository');
  return { token: await installation.token(), repository: repository.name };
}
