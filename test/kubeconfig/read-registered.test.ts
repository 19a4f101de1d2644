import { describe, expect, test, vi } from 'vitest';
import { mergeKubeconfig } from '../../src/kubeconfig/edit/add.ts';
import { proveKubeconfig, withAdded } from '../../src/kubeconfig/edit/proof.ts';
import { readRegistered } from '../../src/kubeconfig/read-registered.ts';
import { renderKubeconfig } from '../../src/kubeconfig/render.ts';
import { serverOf } from '../../src/kubeconfig/server-identity.ts';
import { added, names } from './kubeconfigs.ts';

describe('what is registered', () => {
  test('are names, servers and authorities, and what contexts lead to', () => {
    const { server, certificateAuthority, namespace } = added;
    const cluster = { name: 'rosa-1', server, certificateAuthority };
    expect(readRegistered(renderKubeconfig(added, names))).toEqual({
      names: ['rosa-1', 'rosa-1', 'prow'],
      clusters: [cluster],
      contexts: [{ name: 'rosa-1', cluster, namespace }],
      currentContext: 'rosa-1',
    });
  });

  test.each([
    ['with a name of its certificate', { tlsServerName: 'api.internal' }],
    ['without one', {}],
  ])('are servers %s', (_how, name) => {
    const clusters = readRegistered(renderKubeconfig({ ...added, ...name }, names))?.clusters ?? [];
    expect(clusters.map(serverOf)).toEqual([{ server: added.server, ...name }]);
    expect(clusters).toEqual([
      {
        name: 'rosa-1',
        certificateAuthority: added.certificateAuthority,
        ...clusters.map(serverOf)[0],
      },
    ]);
  });

  test('are contexts that lead nowhere, and such that are odd', () => {
    const text = [
      'contexts:',
      '- {name: a, context: {cluster: b}}',
      '- {name: c, context: 3}',
      '- {context: {}}',
      'current-context: [a]',
    ].join('\n');
    const { contexts, currentContext } = readRegistered(text) ?? {};
    expect(contexts).toEqual([{ name: 'a' }, { name: 'c' }]);
    expect(currentContext).toBeUndefined();
  });

  test('is nothing where a kubeconfig lists nothing', () => {
    const nothing = { names: [], clusters: [], contexts: [] };
    expect(readRegistered('kind: Config\nclusters: []\n')).toEqual(nothing);
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
    expect(proveKubeconfig({ before: text, after: text }, withAdded(added, names))).toBeUndefined();
  });

  test.each(['{{ canary }}: x\n', '? [canary]\n: x\n'])(
    'of %j, an entry that is none, nothing is told on standard error',
    (text) => {
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      readRegistered(text);
      mergeKubeconfig(text, added, names);
      proveKubeconfig({ before: text, after: text }, withAdded(added, names));
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
      contexts: [],
    });
  });

  test('a name counts whatever else is odd', () => {
    const odd = 'clusters:\n- name: old\n  cluster: {}\ncontexts: []\nusers: null\n';
    expect(readRegistered(odd)).toEqual({ names: ['old'], clusters: [], contexts: [] });
  });
});
