import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { mergeKubeconfig } from '../../../src/kubeconfig/edit/add.ts';
import { findContext } from '../../../src/kubeconfig/edit/find-context.ts';
import { proveKubeconfig, withoutContext } from '../../../src/kubeconfig/edit/proof.ts';
import { removeContext } from '../../../src/kubeconfig/edit/remove.ts';
import { applyEdits } from '../../../src/kubeconfig/edit/text-edit.ts';
import {
  added,
  isStringToAll,
  kubeconfigText,
  kubectlStyle,
  names,
  styles,
} from '../kubeconfigs.ts';

function remove(text: string, name: string): string | undefined {
  const found = findContext(text, name);
  const edits = found && removeContext(found);
  return edits && applyEdits(text, edits);
}

const add = (text: string) => applyEdits(text, mergeKubeconfig(text, added, names) ?? []);

const lists = ['clusters', 'contexts', 'users'] as const;
const hasAllLists = (text: string) => lists.every((list) => Array.isArray(parse(text)?.[list]));
/** There, what is added gets line ends that its neighbours have not. */
const isMixed = (text: string) => /[^\r]\n/.test(text) && text.includes('\r\n');

describe('what was added is taken out again', () => {
  const exact = styles.filter(([, text]) => hasAllLists(text) && !isMixed(text));
  test.each(exact)('%s', (_style, text) => {
    expect(remove(add(text), names.context)).toBe(text);
  });

  const others = styles.filter((style) => !exact.includes(style));
  test.each(others)('%s, but for line ends and empty lists', (_style, text) => {
    const before = parse(text) ?? {};
    const after = parse(remove(add(text), names.context) ?? '');
    for (const list of lists) expect(after[list] ?? []).toEqual(before[list] ?? []);
  });
});

describe('an item goes with its lines and nothing else', () => {
  const user = (name: string) => `- name: ${name}\n  user:\n    token: token-of-${name}\n`;
  const file = (users: string) =>
    `clusters: []\ncontexts: [{name: a, context: {user: a, cluster: none}}, {name: b, context: {user: b}}]\n${users}`;
  test.each<{ when: string; users: string; after: string }>([
    {
      when: 'the first',
      users: `users:\n${user('a')}${user('b')}`,
      after: `users:\n${user('b')}`,
    },
    {
      when: 'the last',
      users: `users:\n${user('b')}${user('a')}kind: Config\n`,
      after: `users:\n${user('b')}kind: Config\n`,
    },
    {
      when: 'the only one leaves an empty list',
      users: `users: # of Prow\n${user('a')}kind: Config\n`,
      after: 'users: [] # of Prow\nkind: Config\n',
    },
    {
      when: 'without the comments above and below it',
      users: `users:\n${user('b')}# s390x\n${user('a')}  # below\n\n# end\n`,
      after: `users:\n${user('b')}# s390x\n  # below\n\n# end\n`,
    },
    {
      when: 'with the comments in it',
      users: `users:\n- # this\n  name: a # that\n\n  user: # and\n    # so\n    token: x # on\n${user('b')}`,
      after: `users:\n${user('b')}`,
    },
    {
      when: 'with the blank lines that its value keeps',
      users: `users:\n- name: a\n  user:\n    token: |+\n      x\n\n\n${user('b')}`,
      after: `users:\n${user('b')}`,
    },
    {
      when: 'with the line end before it where the text has no last one',
      users: `users:\n${user('b')}${user('a').trimEnd()}`,
      after: `users:\n${user('b').trimEnd()}`,
    },
    {
      when: 'but without it where the value before would be read in two ways',
      users: `users:\n- name: b\n  user:\n    token: |\n      x\n${user('a').trimEnd()}`,
      after: 'users:\n- name: b\n  user:\n    token: |\n      x\n',
    },
    {
      when: 'in flow style, the first',
      users: 'users: [{name: a}, {name: b}]',
      after: 'users: [{name: b}]',
    },
    {
      when: 'in flow style, the last',
      users: 'users: [\n  {name: b},\n  {name: a},\n]\n',
      after: 'users: [\n  {name: b},\n]\n',
    },
    {
      when: 'in flow style, the only one',
      users: 'users: [ {name: a} , ]\n',
      after: 'users: [  ]\n',
    },
    {
      when: 'in flow style, the only one with its comma at once',
      users: 'users: [{name: a},]\n',
      after: 'users: []\n',
    },
    {
      when: 'with a list in it at its end',
      users: `users:\n- name: a\n  groups:\n  - x\n  - y # last\n\n${user('b')}`,
      after: `users:\n\n${user('b')}`,
    },
  ])('$when', ({ users, after }) => {
    const expected = file(after).replace('{name: a, context: {user: a, cluster: none}}, ', '');
    expect(remove(file(users), 'a')).toBe(expected);
  });
});

test('a cluster and a user that another context refers to stay', () => {
  const shared = kubectlStyle.replace('cluster: b\n    user: b', 'cluster: a\n    user: a');
  const after = parse(remove(shared, 'a') ?? '');
  expect(after.contexts.map(({ name }: { name: string }) => name)).toEqual(['b']);
  expect(after.users).toEqual(parse(shared).users);
  expect(after.clusters).toEqual(parse(shared).clusters);
});

test.each([
  ['a name that is not there', kubectlStyle.replaceAll('name: a', 'name: c')],
  ['a context that is there twice', kubectlStyle.replaceAll('name: b', 'name: a')],
  ['no YAML', '}{'],
  ['a list that is used twice', `${kubectlStyle.replace('users:', 'users: &u')}x: *u\n`],
  ['an item that is used twice', `${kubectlStyle.replace('- name: a', '- &a\n  name: a')}x: *a\n`],
  ['lists that are none', 'contexts: {a: b}\n'],
  [
    'comments before the comma between the items of a flow list',
    'contexts: [{name: b} # b\n , {name: a}]\nusers: []\nclusters: []\n',
  ],
  [
    'comments between the items of a flow list',
    'contexts: [{name: b}, # b\n {name: a}]\nusers: []\nclusters: []\n',
  ],
])('it is not taken out of %s', (_what, text) => {
  expect(remove(text, 'a')).toBeUndefined();
});

test('the one in use is known', () => {
  expect(findContext(kubectlStyle, 'a')?.isCurrent).toBe(true);
  expect(findContext(kubectlStyle, 'b')?.isCurrent).toBe(false);
  expect(findContext(kubectlStyle)?.context.name).toBe('a');
  expect(findContext(kubectlStyle.replace('current-context: a\n', ''))).toBeUndefined();
});

test('all others stay as they are, whatever was there', () => {
  fc.assert(
    fc.property(kubeconfigText, fc.nat(), ({ text, all }, index) => {
      const name = all.filter(isStringToAll).at(index % Math.max(all.length, 1));
      if (name === undefined) return;
      const after = remove(text, name);
      const going = { context: name, cluster: name, user: name };
      const texts = { before: text, after: after ?? '' };
      expect(proveKubeconfig(texts, withoutContext(going))).toBe(all.length - 1);
      const lines = (text ?? '').split('\n');
      if (!text.includes('[') && after !== undefined) {
        expect(lines.filter((line) => line.startsWith('#'))).toEqual(
          after.split('\n').filter((line) => line.startsWith('#')),
        );
      }
    }),
  );
});
