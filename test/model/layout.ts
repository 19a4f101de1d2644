import { fail } from '../../src/problem.ts';
import type {
  Addition,
  OpenSecrets,
  SecretsLayout,
  WrittenFile,
} from '../../src/secrets/secrets.ts';
import { secretsPath } from './github.ts';

/** Secrets that anybody can read: a line for each cluster, and one that no two versions share. */
const header = 'secrets';
let versions = 0;

export interface Entry {
  readonly name: string;
  readonly server: string;
}

export function writeSecrets(entries: readonly Entry[]): string {
  // Each encryption of the same text gives another message.
  versions += 1;
  return [header, ...entries.map(({ name, server }) => `${name} ${server}`), versions].join('\n');
}

/** Undefined where it is no such file. */
export function readSecrets(content: string): readonly Entry[] | undefined {
  const [first, ...lines] = content.split('\n');
  if (first !== header) return undefined;
  return lines.slice(0, -1).map((line) => {
    const [name = '', server = ''] = line.split(' ');
    return { name, server };
  });
}

/** Who can decrypt them: the bot, and whom somebody has named in an entry of a certain name. */
export function readersOf(entries: readonly Entry[]): readonly string[] {
  const named = entries.filter(({ name }) => name.startsWith('reader-'));
  return ['openpgp:bot', ...named.map(({ name }) => `openpgp:${name}`)];
}

export const layout: SecretsLayout = {
  concerns: (path) => path === secretsPath,
  deployedByScript: false,
  isDeterministic: false,
  placeOf: (name) => ({ type: 'entry', entry: name }),
  collect: async (files) => {
    const bytes = await files.read(secretsPath);
    return new Map(bytes && [[secretsPath, bytes]]);
  },
};

const kind = 'build-cluster';

export const openSecrets: OpenSecrets = async (encrypted) => {
  const bytes = encrypted.get(secretsPath) ?? fail('secrets-missing', { path: secretsPath });
  const entries = readSecrets(new TextDecoder().decode(bytes));
  if (!entries) return fail('secrets-undecryptable', { path: secretsPath, reason: 'damaged' });
  return {
    namesTaken: new Set(entries.map(({ name }) => name)),
    clusters: entries.map((cluster) => ({ ...cluster, kind })),
    registrations: entries.map((cluster) => ({
      kind,
      name: cluster.name,
      cluster,
    })),
    obstacle: async () => undefined,
    find: ({ name }) => {
      const found = entries.find((entry) => entry.name === name);
      return found && { server: found.server, credentials: { type: 'token', token: 'merged' } };
    },
    entry: async () => undefined,
    add: async (addition) => changeOf(entries, addition),
    rotate: async () => [],
    remove: async () => [],
  };
};

function changeOf(entries: readonly Entry[], { name, kubeconfig }: Addition): WrittenFile {
  const { server } = kubeconfig;
  return {
    path: secretsPath,
    content: new TextEncoder().encode(writeSecrets([...entries, { name, server }])),
    summary: {
      operation: 'add',
      file: secretsPath,
      entry: name,
      isNew: true,
      context: name,
      cluster: name,
      user: name,
      server,
      unchangedEntries: entries.length,
      unchangedFiles: 0,
      recipients: [],
      readers: readersOf(entries),
    },
  };
}
