import { describe, expect, test } from 'vitest';
import { findContext } from '../../../src/kubeconfig/edit/find-context.ts';
import { readRegistered } from '../../../src/kubeconfig/read-registered.ts';
import { kubectlStyle } from '../kubeconfigs.ts';

const one = 'contexts:\n- name: only\n  context: {cluster: c, user: u}\n';

describe('the context that counts', () => {
  test.each<[string, string, string | undefined, string | undefined]>([
    ['the one that is asked for', kubectlStyle, 'b', 'b'],
    ['else the one in use', kubectlStyle, undefined, 'a'],
    ['else the only one', one, undefined, 'only'],
    ['none of two', kubectlStyle.replace('current-context: a\n', ''), undefined, undefined],
    ['none where another is in use', `${one}current-context: x\n`, undefined, undefined],
    ['none where it is asked for and not there', one, 'x', undefined],
  ])('%s', (_which, text, name, expected) => {
    expect(findContext(text, name)?.context.name).toBe(expected);
  });

  test.each([
    ['where the contexts are a map', 'contexts: {a: {name: a}}\n'],
    ['where one has no name', 'contexts:\n- name: a\n- context: {}\n'],
    ['where one is no map', 'contexts:\n- name: a\n- b\n'],
    ['where a name is a list', 'contexts:\n- name: a\n- name: [b]\n'],
    ['where a name is there twice', 'contexts:\n- name: a\n- name: a\n'],
  ])('is not found %s', (_where, text) => {
    expect(findContext(text, 'a')).toBeUndefined();
  });
});

test('a registered context leads to the cluster that it names, of several', () => {
  const contexts = readRegistered(kubectlStyle)?.contexts;
  expect(contexts?.map(({ name, cluster }) => [name, cluster?.server])).toEqual([
    ['a', 'https://a.example.com'],
    ['b', 'https://b.example.com'],
  ]);
});
