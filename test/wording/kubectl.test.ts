import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { encryptKubeconfig } from '../../src/wording/kubectl.ts';
import { manifests } from '../../src/wording/manifests.ts';
import { encrypt, remake } from '../../src/wording/problems/remedies.ts';
import { hasGpg, hasKubectl } from '../installed.ts';

/** No cluster, no key server and no waiting here; all else is the real kubectl. */
const withoutCluster = `
gpg() { case "$*" in *--encrypt*) cat my-kubeconfig.yaml > my-kubeconfig.asc.txt ;; esac; }
sleep() { :; }
kubectl() {
  case "$1" in
    apply) cat > applied ;;
    get) printf the-token ;;
    *) command kubectl "$@" ;;
  esac
}
`;

const context = {
  kind: 'build-cluster',
  operation: 'add',
  keyId: '0123456789ABCDEF',
  jobsNamespace: 'jobs',
} as const;

let folder: string;
const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'co-'));
  writeFileSync(
    at('admin.yaml'),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'mine',
      clusters: [
        { name: 'mine', cluster: { server: 'https://api.example.com:6443/path' } },
        { name: 'other', cluster: { server: 'https://other.example.com' } },
      ],
      contexts: [
        { name: 'mine', context: { cluster: 'mine', user: 'admin' } },
        { name: 'other', context: { cluster: 'other', user: 'admin' } },
      ],
      users: [{ name: 'admin', user: { token: 'the-admin-token' } }],
    }),
  );
});

afterEach(() => rmSync(folder, { recursive: true }));

function bash(command: string, changed = ''): string {
  const run = spawnSync('bash', {
    input: `${withoutCluster}\n${changed}\n${command}`,
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, KUBECONFIG: at('admin.yaml') },
  });
  expect(run.status).toBe(0);
  return run.stdout;
}

describe.skipIf(!hasKubectl)('with the real kubectl (left out where there is none)', () => {
  test('the kubeconfig holds one cluster, and the service account instead of the administrator', () => {
    bash(remake(context));
    const account = 'prow-workloads-cluster-automation';
    expect(parse(read('my-kubeconfig.yaml'))).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'kubevirt-ci',
      clusters: [{ name: 'kubevirt-ci', cluster: { server: 'https://api.example.com:6443/path' } }],
      contexts: [
        {
          context: { cluster: 'kubevirt-ci', user: account, namespace: 'jobs' },
          name: 'kubevirt-ci',
        },
      ],
      users: [{ name: account, user: { token: 'the-token' } }],
    });
    expect(statSync(at('my-kubeconfig.yaml')).mode & 0o077).toBe(0);
    expect(read('my-kubeconfig.asc.txt')).toBe(read('my-kubeconfig.yaml'));
    expect(read('applied')).toContain(`{"name":"${account}","namespace":"jobs"}`);
  });

  const failures = [
    ['objects are refused', 'kubectl() { return 1; }'],
    [
      'no token comes',
      'kubectl() { case "$1" in get) return 1 ;; apply) cat >/dev/null ;; esac; }',
    ],
    ['there is no current context', 'export KUBECONFIG=/dev/null'],
    ['the file can not be written', 'umask() { return 1; }'],
  ] as const;

  test.each(failures)('where %s, what is there is neither changed nor encrypted', (_, failure) => {
    writeFileSync(at('my-kubeconfig.yaml'), 'before');
    expect(bash(remake(context), failure)).toMatch(/^Not encrypted.*\n$/m);
    expect(read('my-kubeconfig.yaml')).toBe('before');
    expect(() => read('my-kubeconfig.asc.txt')).toThrow(/ENOENT/);
  });

  test('a kubeconfig of a provider is encrypted as it is, and made only where there is none', () => {
    const provider = { ...context, kind: 'external-provider' } as const;
    writeFileSync(at('my-kubeconfig.yaml'), 'before');
    bash(encrypt(provider));
    expect(read('my-kubeconfig.asc.txt')).toBe('before');
    rmSync(at('my-kubeconfig.yaml'));
    bash(encrypt(provider));
    expect(read('my-kubeconfig.asc.txt')).toContain('the-token');
  });

  test('nobody else of a build cluster is ever encrypted, whatever lies there', () => {
    writeFileSync(at('my-kubeconfig.yaml'), 'of an administrator');
    bash(encrypt(context));
    expect(read('my-kubeconfig.asc.txt')).toContain('the-token');
    expect(read('my-kubeconfig.asc.txt')).not.toContain('administrator');
  });
});

describe('manifests', () => {
  const names = { namespace: 'jobs', serviceAccount: 'account', secret: 'token' };
  const objectsOf = (kind: 'build-cluster' | 'external-provider') =>
    manifests[kind](names).flatMap(({ objects }) => objects);
  const subjects = [{ kind: 'ServiceAccount', name: 'account', namespace: 'jobs' }];

  test('have a token secret that is attached to the service account', () => {
    for (const kind of ['build-cluster', 'external-provider'] as const) {
      expect(objectsOf(kind)).toContainEqual({
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/service-account-token',
        metadata: {
          name: 'token',
          namespace: 'jobs',
          annotations: { 'kubernetes.io/service-account.name': 'account' },
        },
      });
    }
  });

  test('bind a build cluster to what Prow needs, and to two rules that show the control plane', () => {
    expect(objectsOf('build-cluster')).toMatchObject([
      { kind: 'Namespace', metadata: { name: 'jobs' } },
      { kind: 'ServiceAccount', metadata: { name: 'account', namespace: 'jobs' } },
      { kind: 'Secret' },
      { kind: 'Role', metadata: { namespace: 'jobs' } },
      { kind: 'RoleBinding', metadata: { namespace: 'jobs' }, roleRef: { kind: 'Role' }, subjects },
      {
        kind: 'ClusterRole',
        rules: [
          { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
          { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get'] },
        ],
      },
      { kind: 'ClusterRoleBinding', subjects },
    ]);
  });

  test('make an administrator of a provider', () => {
    expect(objectsOf('external-provider').at(-1)).toMatchObject({
      kind: 'ClusterRoleBinding',
      roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
      subjects,
    });
  });

  test('name each binding after its account, so that another one keeps its own', () => {
    const bindings = objectsOf('build-cluster').filter((object) => 'roleRef' in object);
    expect(bindings).toHaveLength(2);
    for (const binding of bindings) {
      expect(binding).toMatchObject({ metadata: { name: expect.stringMatching(/-account$/) } });
    }
  });
});

test.skipIf(!hasGpg)('gpg takes the command to encrypt (left out where there is no gpg)', () => {
  const command = encryptKubeconfig('0123456789ABCDEF').replace('gpg ', 'gpg --dry-run --batch ');
  const { stderr } = spawnSync('bash', ['-c', command], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, GNUPGHOME: folder },
  });
  // The options are fine; only the key is not there.
  expect(stderr).toContain('0123456789ABCDEF: skipped: No public key');
});
