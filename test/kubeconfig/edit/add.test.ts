import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { mergeKubeconfig } from '../../../src/kubeconfig/edit/add.ts';
import { proveKubeconfig, withAdded } from '../../../src/kubeconfig/edit/proof.ts';
import { applyEdits } from '../../../src/kubeconfig/edit/text-edit.ts';
import { kubeconfigOf } from '../../secrets/archive-samples.ts';
import { added, kubeconfigText, kubectlStyle, names, styles } from '../kubeconfigs.ts';

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
    expect(proveKubeconfig({ before: text, after: merged }, withAdded(added, names))).toBe(
      (before.contexts ?? []).length,
    );
    expect(withoutInserted(text, edits)).toBe(text);
  });

  test('beside as many as fit, soon', () => {
    const count = 1000;
    const text = kubeconfigOf(...Array.from({ length: count }, (_, n) => `cluster-${n}`));
    const merged = applyEdits(text, mergeKubeconfig(text, added, names) ?? []);
    const begun = process.cpuUsage();
    expect(proveKubeconfig({ before: text, after: merged }, withAdded(added, names))).toBe(count);
    // A second. To look each context up among all of them took ten.
    expect(process.cpuUsage(begun).user).toBeLessThan(5_000_000);
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

  test.each([
    [
      'a list in one line gets an item in it',
      'users: [{name: a}]\n',
      'users: [{name: a}, {"name":"prow","user":{"token":"new-token"}}]\n',
    ],
    [
      'a list over several lines gets lines as they are',
      'users: [\n  {name: a},\n  {name: b}\n]\n',
      'users: [\n  {name: a},\n  {name: b},\n  {\n      "name": "prow",\n      "user": {\n          "token": "new-token"\n      }\n  }\n]\n',
    ],
    [
      'blank lines behind a list stay behind it',
      'users:\n- name: a\n\n\nkind: Config\n',
      'users:\n- name: a\n- name: prow\n  user:\n    token: new-token\n\n\nkind: Config\n',
    ],
    [
      'blank lines in a last value stay in it',
      'users:\n- name: |+\n    a\n\n\nkind: Config\n',
      'users:\n- name: |+\n    a\n\n\n- name: prow\n  user:\n    token: new-token\nkind: Config\n',
    ],
    [
      'a comment behind the last item stays with it',
      'users:\n- name: a # of Prow\nkind: Config\n',
      'users:\n- name: a # of Prow\n- name: prow\n  user:\n    token: new-token\nkind: Config\n',
    ],
  ])('so that %s', (_what, users, expected) => {
    const rest = 'clusters: []\ncontexts: []\n';
    const merged = applyEdits(rest + users, mergeKubeconfig(rest + users, added, names) ?? []);
    expect(merged.slice(merged.indexOf('users:'))).toBe(expected);
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
    fc.assert(
      fc.property(kubeconfigText, ({ text, all }) => {
        const edits = mergeKubeconfig(text, added, names);
        const merged = applyEdits(text, edits ?? []);
        expect(withoutInserted(text, edits)).toBe(text);
        expect(proveKubeconfig({ before: text, after: merged }, withAdded(added, names))).toBe(
          all.length,
        );
      }),
    );
  });
});

describe('the proof refuses', () => {
  const merge = () => applyEdits(kubectlStyle, mergeKubeconfig(kubectlStyle, added, names) ?? []);
  test.each<[string, string | RegExp, string]>([
    ['a changed token', 'token-of-a', 'token-of-x'],
    ['a context too many', 'contexts:\n', 'contexts:\n- name: z\n  context: {}\n'],
    ['another server', 'rosa.example.com', 'evil.example.com'],
    ['a lost cluster', '- name: a\n  cluster:\n    server: https://a.example.com\n', ''],
    ['a changed current-context', 'current-context: a', 'current-context: b'],
    ['another order', /(- name: a\n.*\n.*\n)(- name: b\n.*\n.*\n)/, '$2$1'],
    ['a lost field', 'preferences: {}\n', ''],
    ['a second document', /$/, '---\n{}\n'],
  ])('%s', (_what, some, other) => {
    const merged = merge();
    const after = merged.replace(some, other);
    expect(after).not.toBe(merged);
    expect(
      proveKubeconfig({ before: kubectlStyle, after }, withAdded(added, names)),
    ).toBeUndefined();
  });

  test.each([
    ['before', '- a\n', kubectlStyle],
    ['after', kubectlStyle, '- a\n'],
  ])('what was no kubeconfig %s', (_when, before, after) => {
    expect(proveKubeconfig({ before, after }, withAdded(added, names))).toBeUndefined();
  });

  test('a name that is a string in YAML 1.2 only', () => {
    const odd = { context: 'on', cluster: 'on', user: 'on' };
    const edits = mergeKubeconfig(kubectlStyle, added, odd) ?? [];
    const quoted = applyEdits(kubectlStyle, edits);
    expect(proveKubeconfig({ before: kubectlStyle, after: quoted }, withAdded(added, odd))).toBe(2);
    const after = quoted.replaceAll('"on"', 'on');
    expect(proveKubeconfig({ before: kubectlStyle, after }, withAdded(added, odd))).toBeUndefined();
  });

  test('a name that is there already', () => {
    const twice = { ...names, user: 'a' };
    const after = applyEdits(kubectlStyle, mergeKubeconfig(kubectlStyle, added, twice) ?? []);
    expect(
      proveKubeconfig({ before: kubectlStyle, after }, withAdded(added, twice)),
    ).toBeUndefined();
  });
});

describe('the proof counts the contexts that are the same', () => {
  const count = (text: string, change: (text: string) => string) =>
    proveKubeconfig({ before: text, after: change(text) }, () => parse(change(text)));

  test.each<[string, (text: string) => string, number]>([
    ['all where nothing changes', (text) => text, 2],
    ['not one that leads elsewhere', (text) => text.replace('cluster: b', 'cluster: a'), 1],
    ['not one with another cluster', (text) => text.replace('//b.', '//c.'), 1],
    ['not one with another user', (text) => text.replace('token-of-b', 'another'), 1],
    ['not one whose cluster is gone', (text) => text.replace('- name: a', '- name: c'), 1],
  ])('%s', (_what, change, expected) => {
    expect(count(kubectlStyle, change)).toBe(expected);
  });

  test('and one that refers to nothing', () => {
    const text = kubectlStyle.replace(/ {2}context:\n {4}cluster: b\n {4}user: b\n/, '');
    expect(text).not.toBe(kubectlStyle);
    expect(count(text, (same) => same)).toBe(2);
  });
});
