import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/problem.ts';
import { findKubeconfig } from '../../../src/secrets/archive/find.ts';
import { readEntries } from '../../../src/secrets/archive/yaml/entries.ts';
import type { Registered } from '../../../src/secrets/secrets.ts';
import { asBlock, kubeconfigOf, mainYml } from '../archive-samples.ts';

const now = new Date('2026-11-24T12:00:00Z');
const find = (cluster: Registered, text = mainYml) =>
  findKubeconfig(readEntries(text, 'main.yml'), cluster, now);
const buildCluster = (name: string) => ({ kind: 'build-cluster', name }) as const;
const provider = (name: string) => ({ kind: 'external-provider', name }) as const;

describe('a kubeconfig in the secrets', () => {
  test('of a build cluster is a context of the merged one, whichever is in use', () => {
    for (const name of ['control-plane', 'workloads']) {
      expect(find(buildCluster(name))).toMatchObject({
        server: `https://${name}.example.com`,
        credentials: { type: 'token', token: `token-of-${name}` },
      });
    }
  });

  test('of a provider is the context in use in its entry, whatever it is called', () => {
    const text = `other: ${asBlock(kubeconfigOf('first', 'other'))}`;
    expect(find(provider('other'), text)?.server).toBe('https://first.example.com');
  });

  test.each([
    ['a context that is not there', buildCluster('arm'), mainYml],
    [
      'a name that only a cluster has',
      buildCluster('a'),
      'kubeconfig: |\n  clusters: [{name: a}]\n',
    ],
    ['an entry that is not there', provider('other'), mainYml],
    ['an entry that is no kubeconfig', provider('gcs'), mainYml],
    ['an entry that is no text', provider('dockerMirrorProxyCA'), mainYml],
  ])('is none: %s', (_what, cluster, text) => {
    expect(find(cluster, text)).toBeUndefined();
  });

  test.each([
    ['a field that nobody knows', '  users:\n', '  odd: true\n  users:\n'],
    ['a part of it', '    token: token-of-control-plane', '    exec: {}'],
    ['an item without a name', '  name: control-plane\n', '  nome: control-plane\n'],
    ['a name that is there twice', '- name: control-plane-user', '- name: workloads'],
    ['the context in use', 'current-context: control-plane', 'current-context: gone'],
  ])('is found whatever is odd in the rest of the file: %s', (_what, plain, odd) => {
    const text = mainYml.replace(plain, odd);
    expect(text).not.toBe(mainYml);
    expect(find(buildCluster('workloads'), text)?.server).toBe('https://workloads.example.com');
  });

  test.each(['contexts', 'clusters', 'users'] as const)('is not chosen from two: %s', (list) => {
    const name = list === 'users' ? 'workloads-user' : 'workloads';
    const part = list.slice(0, -1);
    const text = mainYml.replace(`  ${list}:\n`, `  ${list}:\n  - {name: ${name}, ${part}: {}}\n`);
    expect(text).not.toBe(mainYml);
    expect(() => find(buildCluster('workloads'), text)).toThrow(ProblemError);
  });

  test('is vetted as a submission is', () => {
    const text = mainYml.replace('    token: token-of-workloads', '    tokenFile: /etc/passwd');
    expect(text).not.toBe(mainYml);
    expect(() => find(buildCluster('workloads'), text)).toThrow(ProblemError);
    expect(() => find(buildCluster('workloads'), text)).toThrow('kubeconfig-token-file');
    expect(find(buildCluster('control-plane'), text)).toBeDefined();
  });
});
