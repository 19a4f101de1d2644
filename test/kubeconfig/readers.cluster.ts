import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { mergeKubeconfig } from '../../src/kubeconfig/edit/add.ts';
import { applyEdits } from '../../src/kubeconfig/edit/text-edit.ts';
import { renderKubeconfig } from '../../src/kubeconfig/render.ts';
import { hasKubectl, hasPyYaml } from '../installed.ts';
import { readWithPyYaml } from '../secrets/readers.ts';
import { added, names, styles } from './kubeconfigs.ts';

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
