import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { applyEdits } from '../../src/kubeconfig/edit.ts';
import type { Kubeconfig, KubeconfigNames } from '../../src/kubeconfig/kubeconfig.ts';
import { mergeKubeconfig } from '../../src/kubeconfig/merge.ts';
import { proveMerged } from '../../src/kubeconfig/proof.ts';
import { readRegistered } from '../../src/kubeconfig/registered.ts';
import { renderKubeconfig } from '../../src/kubeconfig/render.ts';

const added: Kubeconfig = {
  server: 'https://rosa.example.com:6443/k8s/clusters/c-1',
  certificateAuthority: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  credentials: { type: 'token', token: 'new-token' },
  namespace: 'kubevirt-prow-jobs',
};
const names: KubeconfigNames = { context: 'rosa-1', cluster: 'rosa-1', user: 'prow' };

const cluster = (name: string) => ({ name, cluster: { server: `https://${name}.example.com` } });
const context = (name: string) => ({ name, context: { cluster: name, user: name } });
const user = (name: string) => ({ name, user: { token: `token-of-${name}` } });
const config = (...all: string[]) => ({
  apiVersion: 'v1',
  clusters: all.map(cluster),
  contexts: all.map(context),
  'current-context': all[0] ?? '',
  kind: 'Config',
  preferences: {},
  users: all.map(user),
});

const kubectlStyle = stringify(config('a', 'b'), { indentSeq: false });
const indented = stringify(config('a', 'b'), { indentSeq: true });

const styles: readonly (readonly [string, string])[] = [
  ['as kubectl writes it', kubectlStyle],
  ['with indented lists', indented],
  ['with CRLF', kubectlStyle.replaceAll('\n', '\r\n')],
  ['without a last newline', kubectlStyle.trimEnd()],
  ['with blank lines at the end', `${kubectlStyle}\n\n`],
  [
    'with comments behind items',
    kubectlStyle.replace('token: token-of-b', 'token: token-of-b # b'),
  ],
  ['with comments between lists', kubectlStyle.replace('contexts:', '# the contexts\ncontexts:')],
  ['with a comment at the end', `${kubectlStyle}# end\n`],
  [
    'with quotes of all kinds',
    kubectlStyle.replace('name: a', "name: 'a'").replace('kind: Config', 'kind: "Config"'),
  ],
  ['as JSON on many lines', JSON.stringify(config('a', 'b'), null, 4)],
  ['as JSON on one line', JSON.stringify(config('a', 'b'))],
  [
    'with flow items',
    'kind: Config\nclusters: [{name: a, cluster: {server: https://a}}]\ncontexts: []\nusers: []\n',
  ],
  ['with empty lists', stringify(config())],
  [
    'with lists that are null',
    'apiVersion: v1\nkind: Config\nclusters: null\ncontexts:\nusers: # none yet\n',
  ],
  ['without the lists', 'apiVersion: v1\nkind: Config\n'],
  ['without the lists, as JSON', '{"kind": "Config"}'],
  [
    'with a last value that keeps its blank lines',
    `${kubectlStyle}- name: c\n  user:\n    token: |+\n      x\n\n\n`,
  ],
  ['without contexts, and with users at the end', 'clusters: []\nusers:\n- name: b\n  user: {}\n'],
  ['with users that are null at the end and no other list', 'kind: Config\nusers:'],
  ['with a document end', `---\n${kubectlStyle}...\n`],
  ['with a document end and without contexts', 'users:\n- name: b\n  user: {}\n...\n# end\n'],
  ['with a byte-order mark and without the lists', '\ufeffkind: Config\n'],
  ['with all indented', kubectlStyle.replace(/^(?=.)/gm, '  ')],
  ['with lists that are indented by eight', kubectlStyle.replace(/^(?=[- ] )/gm, '        ')],
  ['with an empty mapping', '{}'],
  ['with an empty mapping on two lines', '{\n}\n'],
  ['as JSON in tabs', JSON.stringify({ ...config('a'), contexts: null }, null, '\t')],
  [
    'in flow style with commas behind the last items',
    'clusters: [{name: a, cluster: {}},]\ncontexts: [\n  {name: a, context: {}}, # a\n]\nusers: [ # b\n  ]\n',
  ],
  ['in flow style with a comma at the end', '{"kind": "Config", "users": [],}'],
  ['with line ends of both kinds', kubectlStyle.replace('kind: Config\n', 'kind: Config\r\n')],
  ['with blanks at the end', `${kubectlStyle.trimEnd()}   \n   \n`],
  ['with blanks on a last line', `${kubectlStyle}   `],
  ['with a comment in the indentation of the last item', `${kubectlStyle}  # b\n# end\n`],
  ['with an item that says nothing', `${kubectlStyle}- name: c\n  user: # none\n`],
  ['with an item that is behind an anchor', kubectlStyle.replace('- name: a', '- &a\n  name: a')],
  [
    'with names that are no strings to everybody',
    'users:\n- name: y\n  user: {}\n- name: 123\n  user: {}\n',
  ],
  [
    'with a last value that ends in a line end, before another list',
    'users:\n- name: a\n  user:\n    token: |\n      x\n\n\n# the clusters\nclusters: []\n',
  ],
  [
    'with a last value that keeps its blank lines, before another list',
    'users:\r\n- name: a\r\n  user:\r\n    token: |+\r\n      x\r\n\r\nclusters: []\r\n',
  ],
  [
    'with a last value that strips its line end, without a last newline',
    `${kubectlStyle}- name: c\n  user:\n    token: |-\n      x`,
  ],
  [
    'with a folded last value',
    `${kubectlStyle}- name: c\n  user:\n    token: >-\n      x\n      y\n`,
  ],
];

/** What is inserted, taken out again. */
function withoutInserted(text: string, edits: ReturnType<typeof mergeKubeconfig>): string {
  const merged = applyEdits(text, edits ?? []);
  const inOrder = (edits ?? []).toSorted((one, other) => one.start - other.start);
  let shift = 0;
  const reverse = inOrder.map(({ start, end, text: inserted }) => {
    const from = start + shift;
    shift += inserted.length - (end - start);
    return { start: from, end: from + inserted.length, text: text.slice(start, end) };
  });
  return applyEdits(merged, reverse);
}

describe('a cluster is merged into a kubeconfig', () => {
  test.each(styles)('%s', (_style, text) => {
    const edits = mergeKubeconfig(text, added, names);
    expect(edits).toBeDefined();
    const merged = applyEdits(text, edits ?? []);
    const before = parse(text);
    const after = parse(merged);
    expect(after.contexts).toEqual([
      ...(before.contexts ?? []),
      {
        name: 'rosa-1',
        context: { cluster: 'rosa-1', namespace: 'kubevirt-prow-jobs', user: 'prow' },
      },
    ]);
    expect(after.users).toEqual([
      ...(before.users ?? []),
      { name: 'prow', user: { token: 'new-token' } },
    ]);
    expect(after['current-context']).toEqual(before['current-context']);
    expect(proveMerged({ before: text, after: merged }, added, names)).toBe(
      (before.contexts ?? []).length,
    );
    expect(withoutInserted(text, edits)).toBe(text);
  });

  test.each([
    ['no YAML', '}{'],
    ['a list', '- a\n'],
    ['clusters that are no list', 'kind: Config\nclusters: 3\ncontexts: []\nusers: []\n'],
    ['a list that is used twice', 'users: &u\n- name: a\n  user: {}\nx: *u\n'],
    ['two documents', `${kubectlStyle}---\n${kubectlStyle}`],
    ['a list that is there twice', 'users: []\nusers: []\n'],
    ['nothing', ''],
    [
      'a token that ends in a newline to some readers only',
      `${kubectlStyle}- name: c\n  user:\n    token: |\n      x`,
    ],
  ])('but not into %s', (_what, text) => {
    expect(mergeKubeconfig(text, added, names)).toBeUndefined();
  });

  test('and merging many one after another keeps each', () => {
    let text = kubectlStyle;
    for (const name of ['x-1', 'x-2', 'x-3']) {
      const own = { context: name, cluster: name, user: name };
      text = applyEdits(text, mergeKubeconfig(text, added, own) ?? []);
    }
    expect(parse(text).contexts.map((item: { name: string }) => item.name)).toEqual([
      'a',
      'b',
      'x-1',
      'x-2',
      'x-3',
    ]);
  });

  test('every other byte stays, whatever was there', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
    const known = fc.uniqueArray(
      name.filter((text) => text !== 'rosa-1' && text !== 'prow'),
      {
        maxLength: 5,
      },
    );
    const layout = fc.record({
      indentSeq: fc.boolean(),
      lineEnd: fc.constantFrom('\n', '\r\n'),
      tail: fc.constantFrom('', '\n', '# end\n', '\n\n# end'),
      trimmed: fc.boolean(),
      json: fc.boolean(),
    });
    fc.assert(
      fc.property(known, layout, (all, { indentSeq, lineEnd, tail, trimmed, json }) => {
        const yaml = json
          ? JSON.stringify(config(...all), null, 2)
          : stringify(config(...all), { indentSeq }) + tail;
        const text = (trimmed ? yaml.trimEnd() : yaml).replaceAll('\n', lineEnd);
        const edits = mergeKubeconfig(text, added, names);
        const merged = applyEdits(text, edits ?? []);
        expect(withoutInserted(text, edits)).toBe(text);
        expect(proveMerged({ before: text, after: merged }, added, names)).toBe(all.length);
      }),
    );
  });
});

describe('the proof refuses', () => {
  const merged = applyEdits(kubectlStyle, mergeKubeconfig(kubectlStyle, added, names) ?? []);
  test.each([
    ['a changed token', merged.replace('token-of-a', 'token-of-x')],
    ['a context too many', merged.replace('contexts:\n', 'contexts:\n- name: z\n  context: {}\n')],
    ['another server', merged.replace('rosa.example.com', 'evil.example.com')],
    [
      'a lost cluster',
      merged.replace('- name: a\n  cluster:\n    server: https://a.example.com\n', ''),
    ],
    ['a changed current-context', merged.replace('current-context: a', 'current-context: b')],
  ])('%s', (_what, after) => {
    expect(after).not.toBe(merged);
    expect(proveMerged({ before: kubectlStyle, after }, added, names)).toBeUndefined();
  });

  test('a name that is there already', () => {
    const twice = { ...names, user: 'a' };
    const after = applyEdits(kubectlStyle, mergeKubeconfig(kubectlStyle, added, twice) ?? []);
    expect(proveMerged({ before: kubectlStyle, after }, added, twice)).toBeUndefined();
  });
});

describe('what is registered', () => {
  test('are names, servers and authorities', () => {
    expect(readRegistered(renderKubeconfig(added, names))).toEqual({
      names: ['rosa-1', 'rosa-1', 'prow'],
      clusters: [
        { name: 'rosa-1', server: added.server, certificateAuthority: added.certificateAuthority },
      ],
    });
  });

  test.each([
    ['a service account', '{"type": "service_account"}'],
    ['a key', '-----BEGIN KEY-----\nAAAA\n'],
    ['a word', 'secret'],
    ['two documents', 'users:\n- name: a\n---\nusers: []\n'],
    ['an alias that leads nowhere', 'kind: Config\nusers: *u\n'],
    ['a list', '- name: a\n'],
    ['nothing', ''],
  ])('%s is no kubeconfig', (_what, text) => {
    expect(readRegistered(text)).toBeUndefined();
  });

  test('an alias bomb is no kubeconfig, and ends at once', () => {
    const levels = Array.from({ length: 20 }, (_, level) =>
      level === 0 ? 'l0: &l0 [a]' : `l${level}: &l${level} [${`*l${level - 1},`.repeat(9)}]`,
    );
    const text = `kind: Config\n${levels.join('\n')}`;
    expect(readRegistered(text)).toBeUndefined();
    expect(proveMerged({ before: text, after: text }, added, names)).toBeUndefined();
  });

  test.each(['{{ canary }}: x\n', '? [canary]\n: x\n'])(
    'of %j, an entry that is none, nothing is told on standard error',
    (text) => {
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      readRegistered(text);
      mergeKubeconfig(text, added, names);
      proveMerged({ before: text, after: text }, added, names);
      expect(warn).not.toHaveBeenCalled();
      warn.mockRestore();
    },
  );

  test.each([
    ['an item without a name', 'users:\n-\n- user: {}\n- name: old\n'],
    ['a list that is none', 'users: {}\ncontexts: 3\nclusters:\n- name: old\n'],
    ['a name that is no string', 'users:\n- name: 123\n', '123'],
    ['a number that names can be written like', 'users:\n- name: 0x1F\n', '0x1F'],
    ['a name that YAML 1.1 takes for a boolean', 'users:\n- name: y\n', 'y'],
  ])('beside %s too', (_what, text, name = 'old') => {
    expect(readRegistered(text)?.names).toEqual([name]);
  });

  test('with paths and programs, which are left alone', () => {
    const text = [
      'clusters:',
      '- {name: a, cluster: {server: "https://a", certificate-authority: /etc/passwd}}',
      'users:',
      '- {name: a, user: {exec: {command: "false"}}}',
    ].join('\n');
    expect(readRegistered(text)).toEqual({
      names: ['a', 'a'],
      clusters: [{ name: 'a', server: 'https://a' }],
    });
  });

  test('a name counts whatever else is odd', () => {
    const odd = 'clusters:\n- name: old\n  cluster: {}\ncontexts: []\nusers: null\n';
    expect(readRegistered(odd)).toEqual({ names: ['old'], clusters: [] });
  });
});

const words = ['on', 'y', '123', '1e3', '0x1f', '1:30', 'null', 'true', '0o7', 'a'];

test.each(words)('the name %j is written so that everybody reads a string', (word) => {
  const rendered = renderKubeconfig(added, { context: word, cluster: word, user: word });
  for (const version of ['1.1', '1.2'] as const) {
    expect(parse(rendered, { version })['current-context']).toBe(word);
  }
});

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!hasKubectl) console.info('kubectl is not installed: its reading of merged files is left out');

describe.skipIf(!hasKubectl)('kubectl reads', () => {
  const contexts = (text: string): string[] => {
    const folder = mkdtempSync(join(tmpdir(), 'kc-'));
    try {
      writeFileSync(join(folder, 'config'), text);
      const output = execFileSync('kubectl', [
        '--kubeconfig',
        join(folder, 'config'),
        'config',
        'get-contexts',
        '--output=name',
      ]);
      return output.toString().trim().split('\n').sort();
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test('what was rendered', () => {
    const own = { context: '123', cluster: 'on', user: '1e3' };
    expect(contexts(renderKubeconfig(added, own))).toEqual(['123']);
  });

  test.each(styles.slice(0, 6))('what was merged %s', (_style, text) => {
    const merged = applyEdits(text, mergeKubeconfig(text, added, names) ?? []);
    expect(contexts(merged)).toEqual(['a', 'b', 'rosa-1']);
  });
});
