import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { mergeKubeconfig } from '../../src/kubeconfig/edit/add.ts';
import { applyEdits } from '../../src/kubeconfig/edit/text-edit.ts';
import { openssl } from '../../src/kubeconfig/openssl.ts';
import { renderKubeconfig } from '../../src/kubeconfig/render.ts';
import { vetKubeconfig } from '../../src/kubeconfig/vet/vet.ts';
import { hasKubectl, hasPyYaml } from '../installed.ts';
import { jwt } from '../probe/observations.ts';
import { thrownProblem } from '../problem-of.ts';
import { readWithPyYaml } from '../secrets/readers.ts';
import { added, fieldsOf, names, type Parts, styles } from './kubeconfigs.ts';

if (!hasKubectl) console.info('kubectl is not installed: what it reads and writes is left out');

const run = promisify(execFile);
const merge = (text: string) => applyEdits(text, mergeKubeconfig(text, added, names) ?? []);

async function viewWithKubectl(text: string, output: 'json' | 'yaml'): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kc-'));
  const file = join(folder, 'config');
  try {
    writeFileSync(file, text);
    const args = ['config', 'view', '--raw', '--kubeconfig', file, '--output', output];
    return (await run('kubectl', args)).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Viewed {
  readonly clusters?: readonly { name: string; cluster?: { server?: string } }[] | null;
  readonly contexts?: readonly { name: string; context?: { user?: string } }[] | null;
  readonly users?: readonly { name: string; user?: { token?: string } | null }[] | null;
  readonly 'current-context'?: string;
}

/** kubectl sorts by name and puts in what is not there. */
function essence(file: Viewed) {
  return {
    clusters: file.clusters
      ?.map(({ name, cluster }) => `${name} at ${cluster?.server ?? ''}`)
      .sort(),
    contexts: file.contexts?.map(({ name, context }) => `${name} as ${context?.user ?? ''}`).sort(),
    users: file.users?.map(({ name, user }) => `${name} by ${user?.token ?? ''}`).sort(),
    current: file['current-context'] || undefined,
  };
}

const lists = ['clusters', 'contexts', 'users'] as const;

describe.skipIf(!hasKubectl)('kubectl', () => {
  test.each(['prow', 'on', '123', '1e3', 'null'])(
    'itself would write the same for %s',
    async (name) => {
      const text = renderKubeconfig(added, { context: name, cluster: name, user: name });
      const written = await viewWithKubectl(text, 'yaml');
      expect(written.replace('preferences: {}\n', '')).toBe(text);
    },
  );

  // Names that are no strings it refuses.
  const readable = styles.filter(([, text]) => !/name: (y|123)$/m.test(text));

  test.concurrent.each(readable)('reads all of a merged file %s', async (_style, text) => {
    const before: Viewed = parse(text);
    const own: Viewed = parse(renderKubeconfig(added, names));
    const after: Viewed = JSON.parse(await viewWithKubectl(merge(text), 'json'));
    const expected = {
      clusters: [...(before.clusters ?? []), ...(own.clusters ?? [])],
      contexts: [...(before.contexts ?? []), ...(own.contexts ?? [])],
      users: [...(before.users ?? []), ...(own.users ?? [])],
      'current-context': before['current-context'],
    };
    expect(essence(after)).toEqual(essence(expected));
  });
});

/** What one of the two reads. Where the bot and kubectl differ, why that is wanted. */
interface Beside {
  readonly what: string;
  readonly content: string | Uint8Array;
  readonly kubectl: boolean;
  readonly bot: boolean;
  readonly why?: string;
}

const good = stringify(fieldsOf());
const utf16 = (content: string) => Buffer.from(content, 'utf16le');
const withParts = (parts: Parts) => stringify(fieldsOf(parts));
const klog = 'W1130 04:00:00.000000   12345 gcp.go:119] WARNING: deprecated';
const bothRead = { kubectl: true, bot: true };
const neitherReads = { kubectl: false, bot: false };
const onlyKubectl = (why: string) => ({ kubectl: true, bot: false, why });
const onlyBot = (why: string) => ({ kubectl: false, bot: true, why });

const beside: readonly Beside[] = [
  { what: 'YAML', content: good, ...bothRead },
  { what: 'JSON', content: JSON.stringify(fieldsOf()), ...bothRead },
  { what: 'UTF-8 with a byte-order mark', content: `\ufeff${good}`, ...bothRead },
  { what: 'UTF-16', content: utf16(`\ufeff${good}`), ...bothRead },
  { what: 'UTF-16, the other octet first', content: utf16(`\ufeff${good}`).swap16(), ...bothRead },
  {
    what: 'UTF-16 without a byte-order mark',
    content: utf16(good),
    ...onlyBot('there is one way to read it, and people of Windows have such files'),
  },
  { what: 'a last document that says nothing', content: `${good}---\n`, ...bothRead },
  { what: 'a line of klog', content: `${klog}\n${good}`, ...bothRead },
  {
    what: 'a line of klog with two colons',
    content: `${klog}: see x\n${good}`,
    ...onlyBot('a line of klog is no part of a kubeconfig, whatever is in it'),
  },
  {
    what: 'a server beyond ASCII',
    content: withParts({ cluster: { server: 'https://köln.example.com' } }),
    ...bothRead,
  },
  { what: 'nothing', content: '', ...neitherReads },
  { what: 'Base64', content: Buffer.from(good).toString('base64'), ...neitherReads },
  {
    what: 'a context that is gone',
    content: withParts({ root: { 'current-context': 'gone' } }),
    ...neitherReads,
  },
  {
    what: 'a user twice',
    content: withParts({ root: { users: [{ name: 'u' }, { name: 'u' }] } }),
    ...neitherReads,
  },
  {
    what: 'another document behind the first',
    content: `${good}---\n${good}`,
    ...onlyKubectl('it reads the first alone, and nobody knows which one is meant'),
  },
  {
    what: 'a key twice',
    content: `${good}kind: Config\n`,
    ...onlyKubectl('it takes the last, and other readers the first or none'),
  },
  {
    what: 'a field that nobody knows',
    content: withParts({ cluster: { 'api-version': 'v1' } }),
    ...onlyKubectl('it drops what a later version may give a meaning'),
  },
  {
    what: 'a program',
    content: withParts({
      user: {
        token: null,
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'true',
          interactiveMode: 'Never',
        },
      },
    }),
    ...onlyKubectl('it would run beside all secrets'),
  },
  {
    what: 'what kubectl leaves out',
    content: withParts({ user: { token: 'REDACTED' } }),
    ...onlyKubectl('it would be asked of the cluster, which would refuse it for another reason'),
  },
  {
    what: 'a token in Base64',
    content: withParts({ user: { token: Buffer.from(jwt({ sub: 'x' })).toString('base64') } }),
    ...onlyKubectl('the cluster would refuse it without a word of the reason'),
  },
];

describe.skipIf(!hasKubectl)('kubectl beside the bot', () => {
  test.concurrent.each(beside)('$what', async ({ content, kubectl, bot, why }) => {
    expect(kubectl === bot).toBe(why === undefined);
    const server = await serverOfKubectl(content);
    expect(server !== undefined).toBe(kubectl);
    const read = () => vetKubeconfig(Buffer.from(content), new Date(), openssl);
    const found = thrownProblem(read);
    expect(found === undefined).toBe(bot);
    if (kubectl && bot) expect(read().server).toBe(new URL(server ?? '').href.replace(/\/$/, ''));
  });
});

/** Of the context in use; undefined where it can't tell. */
async function serverOfKubectl(content: string | Uint8Array): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'kc-'));
  const file = join(folder, 'config');
  try {
    writeFileSync(file, content);
    const output = 'jsonpath={.clusters[0].cluster.server}';
    const args = ['config', 'view', '--minify', '--raw', '--kubeconfig', file, '--output', output];
    const read = await run('kubectl', args).catch(() => undefined);
    return read?.stdout || undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasPyYaml)('PyYAML', () => {
  // It does not read tabs, not even in JSON.
  const readable = styles.map(([, text]) => text).filter((text) => !text.includes('\t'));
  const asMap = (pairs: unknown) => new Map(pairs as [string, unknown][]);

  test('reads what was and what is new in merged files', () => {
    const [own, ...all] = readWithPyYaml([
      renderKubeconfig(added, names),
      ...readable,
      ...readable.map(merge),
    ]).map(asMap);
    for (const [index, text] of readable.entries()) {
      const before = all[index];
      const after = all[index + readable.length];
      const listOf = (file: typeof own, list: string) => [file?.get(list) ?? []].flat(1);
      for (const list of lists) {
        const expected = [...listOf(before, list), ...listOf(own, list)];
        expect(listOf(after, list), text).toEqual(expected);
      }
      const others = (file: typeof own) =>
        [...(file ?? [])].filter(([key]) => !lists.some((list) => list === key));
      expect(others(after)).toEqual(others(before));
    }
  });
});
