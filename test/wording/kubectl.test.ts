import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import {
  bindClusterAdmin,
  bindControlPlaneReader,
  bindLeastPrivilege,
  bindNamespaceAdmin,
  createNamespace,
  createServiceAccount,
  createTokenSecret,
  encryptKubeconfig,
  flattenKubeconfig,
  script,
  setVariables,
  writeKubeconfig,
} from '../../src/wording/kubectl.ts';
import { hasGpg, hasKubectl } from '../installed.ts';

/** No cluster here: what would ask one is answered or shown, all else is the real kubectl. */
const withoutCluster = `
kubectl() {
  case "$1" in
    apply) cat ;;
    get) printf %s "$(printf the-token | base64)" ;;
    create) command kubectl "$@" --dry-run=client --output yaml ;;
    *) command kubectl "$@" ;;
  esac
}
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'co-'));
  writeFileSync(
    join(folder, 'admin.yaml'),
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

function bash(...commands: readonly string[]): string {
  const run = spawnSync('bash', ['-e'], {
    input: script(withoutCluster, setVariables('jobs'), ...commands),
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, KUBECONFIG: join(folder, 'admin.yaml') },
  });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return run.stdout;
}

function documents(yaml: string): unknown[] {
  return parseAllDocuments(yaml).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

const account = {
  kind: 'ServiceAccount',
  name: 'prow-workloads-cluster-automation',
  namespace: 'jobs',
};

describe.skipIf(!hasKubectl)('with the real kubectl (left out where there is none)', () => {
  test('the kubeconfig holds one cluster, and the service account instead of the administrator', () => {
    bash(writeKubeconfig);
    const file = join(folder, 'my-kubeconfig.yaml');
    expect(parse(readFileSync(file, 'utf8'))).toMatchObject({
      'current-context': 'mine',
      clusters: [{ name: 'mine', cluster: { server: 'https://api.example.com:6443/path' } }],
      contexts: [
        { context: { cluster: 'mine', user: account.name, namespace: 'jobs' }, name: 'mine' },
      ],
      users: [{ name: account.name, user: { token: 'the-token' } }],
    });
    expect(readFileSync(file, 'utf8')).not.toContain('the-admin-token');
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('the flattened kubeconfig is the current context alone', () => {
    bash(flattenKubeconfig);
    const kubeconfig = parse(readFileSync(join(folder, 'my-kubeconfig.yaml'), 'utf8'));
    expect(kubeconfig.contexts).toHaveLength(1);
    expect(kubeconfig.users[0].user.token).toBe('the-admin-token');
  });

  test('namespace, service account and bindings are what the procedure asks for', () => {
    expect(parse(bash(createNamespace('jobs')))).toMatchObject({
      kind: 'Namespace',
      metadata: { name: 'jobs' },
    });
    expect(parse(bash(createServiceAccount))).toMatchObject({
      kind: 'ServiceAccount',
      metadata: { name: account.name, namespace: 'jobs' },
    });
    expect(parse(bash(bindNamespaceAdmin))).toMatchObject({
      kind: 'RoleBinding',
      metadata: { namespace: 'jobs' },
      roleRef: { kind: 'ClusterRole', name: 'admin' },
      subjects: [account],
    });
    expect(parse(bash(bindClusterAdmin))).toMatchObject({
      kind: 'ClusterRoleBinding',
      roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [account],
    });
  });
});

describe('manifests', () => {
  test('the token secret is attached to the service account', () => {
    expect(documents(bash(createTokenSecret))).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/service-account-token',
        metadata: {
          name: account.name,
          namespace: 'jobs',
          annotations: { 'kubernetes.io/service-account.name': account.name },
        },
      },
    ]);
  });

  test('two rules let the bot see the control plane', () => {
    const [role, binding] = documents(bash(bindControlPlaneReader));
    expect(role).toMatchObject({
      kind: 'ClusterRole',
      rules: [
        { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get'] },
      ],
    });
    expect(binding).toMatchObject({ kind: 'ClusterRoleBinding', subjects: [account] });
  });

  test('the narrow role covers what Prow needs', () => {
    const [role, binding] = documents(bash(bindLeastPrivilege));
    expect(role).toMatchObject({ kind: 'Role', metadata: { namespace: 'jobs' } });
    expect(JSON.stringify(role)).toContain('pods/log');
    expect(binding).toMatchObject({ kind: 'RoleBinding', subjects: [account] });
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
