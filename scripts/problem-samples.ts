import { type ProblemDetails, type ProblemId, problems } from '../src/problem.ts';

type Samples<Id extends ProblemId> = {
  readonly [Each in Id]: readonly [ProblemDetails[Each], ...ProblemDetails[Each][]];
};

/** Those whose sentences need to know something. */
type Detailed = {
  [Id in ProblemId]: keyof (typeof problems)[Id]['details'] extends never ? never : Id;
}[ProblemId];

const namespace = 'kubevirt-prow-jobs';
const deployScript = 'github/ci/prow-deploy/hack/deploy.sh';
const keyId = '0123456789ABCDEF';
const ours = 'FEDCBA9876543210';

/** With each of the values that one of its details may have. */
function each<Key extends string, Value extends string, Others extends object>(
  key: Key,
  { details }: { readonly details: Readonly<Record<Key, { readonly options: readonly Value[] }>> },
  others?: Others,
) {
  const [first, ...more] = details[key].options.map((value) => ({ ...others, [key]: value }));
  return [first, ...more] as [Others & Record<Key, Value>, ...(Others & Record<Key, Value>)[]];
}

const { reason } = problems['key-unreadable'].details;
const { object: _, ...refusal } = problems['admission-refused'].details;

const samples: Samples<Detailed> = {
  'name-invalid': [
    { kind: 'build-cluster', name: 'My Cluster' },
    { kind: 'external-provider', name: 'my.cluster' },
    { kind: 'build-cluster', name: '' },
    {
      ...{ kind: 'build-cluster', name: 'rosa-1 please' },
      meant: { operation: 'add', name: 'rosa-1' },
    },
  ],
  'name-reserved': [{ name: 'default' }],
  'name-taken': [{ name: 'prow-workloads' }],
  'issue-too-long': [{}, { attachments: 20 }],
  'name-unknown': [
    { kind: 'build-cluster', name: 'prow-workloads' },
    { kind: 'external-provider', name: 's390x' },
  ],
  'changed-too-often': [{ until: '2026-11-25T12:00:00.000Z' }],
  'attachment-host': [{ host: 'files.github.example' }],
  'attachment-too-large': [{ limitBytes: 1_048_576 }],
  'attachment-archive-broken': each('format', problems['attachment-archive-broken']),
  'attachment-not-openpgp': each('what', problems['attachment-not-openpgp']),
  'attachment-packing': each('format', problems['attachment-packing']),
  'attachment-archive-files': [{ count: 3 }],
  'credential-in-plaintext': each('what', problems['credential-in-plaintext']),
  'openpgp-not-a-message': [{ block: 'PGP PUBLIC KEY BLOCK' }],
  'openpgp-several-messages': [{ count: 2 }],
  'openpgp-too-many-recipients': [{ count: 65, limit: 64 }],
  'openpgp-other-recipient': [
    { recipients: [keyId], ours: '99F7C0D2E1BB8025', subkeyId: ours },
    { recipients: [keyId, keyId, keyId], ours: '99F7C0D2E1BB8025', subkeyId: ours },
    { recipients: ['0'.repeat(16)], ours: '99F7C0D2E1BB8025', subkeyId: ours },
  ],
  'openpgp-damaged': each('reason', problems['openpgp-damaged']),
  'openpgp-signing-key': [{ keyId, ours }],
  'openpgp-old-subkey': [{ keyId, ours }],
  'openpgp-unsupported': [
    { reason: 'integrity' },
    { reason: 'cipher' },
    { reason: 'version' },
    { reason: 'algorithm', keyId, algorithm: 'ML-KEM-768+X25519', ours },
  ],
  'decrypted-too-large': [{ limitBytes: 1_048_576 }],
  'kubeconfig-not-yaml': [
    ...each('reason', problems['kubeconfig-not-yaml']),
    { reason: 'syntax', line: 3 },
  ],
  'kubeconfig-other-content': each('what', problems['kubeconfig-other-content']),
  'kubeconfig-empty': each('what', problems['kubeconfig-empty']),
  'kubeconfig-base64': each('writtenBy', problems['kubeconfig-base64']),
  'kubeconfig-other-object': [
    { object: 'Secret', key: 'value' },
    { object: 'Secret', key: '' },
    { object: 'ConfigMap', key: 'kubeconfig' },
    { object: 'List', key: '' },
    { object: 'service account token', key: '' },
    { object: 'token', key: '' },
    { object: 'field', key: '' },
  ],
  'kubeconfig-placeholder': [{ path: 'users[].user.token' }],
  'kubeconfig-yaml-feature': [
    ...each('feature', problems['kubeconfig-yaml-feature']),
    { feature: 'duplicate key', line: 3 },
  ],
  'kubeconfig-shape': [{ path: 'clusters[0].cluster', expected: 'a map' }],
  'kubeconfig-unknown-field': [
    { path: 'users[0].user' },
    { path: 'clusters[].cluster.tls_server_name', meant: 'tls-server-name' },
  ],
  'kubeconfig-exec': [{ of: 'Amazon EKS' }, { of: 'others' }],
  'kubeconfig-auth-provider': [{ of: 'Google GKE' }, { of: 'others' }],
  'kubeconfig-file-path': [
    { field: 'client-certificate', isOnWindows: false },
    { field: 'client-certificate', isOnWindows: true },
  ],
  'kubeconfig-no-current-context': each('contexts', problems['kubeconfig-no-current-context']),
  'kubeconfig-dangling-reference': each('to', problems['kubeconfig-dangling-reference']),
  'kubeconfig-duplicate-name': each('list', problems['kubeconfig-duplicate-name']),
  'kubeconfig-server': each('reason', problems['kubeconfig-server']),
  'kubeconfig-token': each('reason', problems['kubeconfig-token']),
  'kubeconfig-ca': [
    ...each('reason', problems['kubeconfig-ca']),
    { reason: 'serial number', position: 2 },
  ],
  'kubeconfig-client-certificate': each('reason', problems['kubeconfig-client-certificate']),
  'kubeconfig-too-large': [{ limitBytes: 32_768 }],
  'cluster-address': each('server', problems['cluster-address']),
  'cluster-unreachable': each('reason', problems['cluster-unreachable']),
  'cluster-tls': each('reason', problems['cluster-tls']),
  'cluster-certificate': [
    ...each('fault', problems['cluster-certificate']),
    { fault: 'serial number', position: 2 },
  ],
  'cluster-error': [{ status: 429 }, { status: 503 }, { status: 500 }],
  'credentials-refused': each('cause', problems['credentials-refused']),
  'identity-not-service-account': [{ namespace }],
  'identity-other-namespace': [{ namespace }],
  'token-expires': each('of', problems['token-expires']),
  'credentials-end': each('credentials', problems['credentials-end']),
  'token-lifetime-unknown': each('of', problems['token-lifetime-unknown']),
  'namespace-missing': [{ namespace }],
  'service-account-missing': [{ namespace }],
  'token-secret-missing': [{ namespace }],
  'token-secret-other': [{ namespace }],
  'permissions-missing': [{ namespace, resource: 'pods', verbs: ['create', 'delete', 'list'] }],
  'permissions-excess': [{ namespace }],
  'admission-refused': [
    ...each('by', { details: refusal }, { namespace, object: 'pod' as const }),
    { namespace, object: 'secret', by: 'quota' },
    { namespace, object: 'secret', by: 'something else' },
  ],
  'dry-run-unsupported': each('object', problems['dry-run-unsupported']),
  'control-plane-small': [
    { found: 1, needed: 3 },
    { found: 2, needed: 3 },
  ],
  'control-plane-not-ready': [
    { listed: 3, ready: 2, needed: 3 },
    { listed: 1, ready: 0, needed: 3 },
    { listed: 3, ready: 1, needed: 3 },
  ],
  'control-plane-hidden': [
    { addresses: 1, needed: 3 },
    { addresses: 2, needed: 3 },
  ],
  'control-plane-unreadable': [{ needed: 3, namespace }],
  'cluster-in-both-kinds': each('kind', problems['cluster-in-both-kinds']),
  'secrets-missing': [{ path: 'secrets.tar.asc' }],
  'secrets-undecryptable': each('reason', problems['secrets-undecryptable'], {
    path: 'secrets.tar.asc',
  }),
  'secrets-too-large': [{ limitBytes: 4_194_304 }],
  'file-unreadable': [{ variable: 'PGP_PRIVATE_KEY_PATH', code: 'ENOENT' }],
  'secrets-tar': [{ reason: 'it is compressed' }],
  'secrets-file-missing': [{ file: 'main.yml' }],
  'secrets-yaml': [
    ...each('reason', problems['secrets-yaml'], { file: 'main.yml' }),
    { file: 'main.yml', reason: 'duplicate key', line: 3 },
  ],
  'secrets-kubeconfig-entry': [
    ...each('reason', problems['secrets-kubeconfig-entry'], {
      file: 'main.yml',
      entry: 'kubeconfig',
    }),
    { file: 'main.yml', entry: 'kubeconfig', reason: 'syntax', line: 3 },
  ],
  'secrets-current-context': [{ name: 'prow-workloads' }],
  'secrets-shared': [{ name: 'prow-workloads' }],
  'kubeconfig-full': [{ limitBytes: 262_144 }],
  'secrets-not-provable': [{ file: 'main.yml' }],
  'recipient-unknown': [{ keyId }],
  'recipient-unusable': [
    ...each('reason', problems['recipient-unusable'], { keyId }),
    { keyId, reason: 'too short', algorithm: 'RSA-1024' },
  ],
  'recipients-unconfirmed': [
    {
      keys: ['0123456789ABCDEF0123456789ABCDEF01234567'],
      hasOtherGitCryptKey: false,
      readers: 'set',
    },
    { keys: [], hasOtherGitCryptKey: true, readers: 'set' },
  ],
  'git-crypt-not-applied': [{ path: 'secrets/kubeconfigs/rosa-1' }],
  'git-crypt-in-clear': [{ path: 'secrets/kubeconfigs/rosa-1' }],
  'git-crypt-damaged': [{ path: 'secrets/kubeconfigs/rosa-1' }],
  'git-crypt-kubeconfig': each('reason', problems['git-crypt-kubeconfig'], {
    path: 'secrets/kubeconfigs/rosa-1',
  }),
  'git-crypt-not-yaml': [
    ...each('reason', problems['git-crypt-not-yaml'], { path: 'secrets/kubeconfigs/rosa-1' }),
    { path: 'secrets/kubeconfigs/rosa-1', reason: 'duplicate key', line: 3 },
  ],
  'git-crypt-key-missing': [{ keyName: 'default' }],
  'git-crypt-key-unreadable': [{ path: `.git-crypt/keys/default/0/${'A'.repeat(40)}.gpg` }],
  'git-crypt-key-unproved': [{ keyName: 'default' }],
  'key-unreadable': [
    ...each('reason', { details: { reason } }, { source: 'PGP_PRIVATE_KEY_PATH' as const }),
    { source: 'PGP_RECIPIENTS_PATH', file: 'alice.asc', reason: 'private key' },
    {
      ...{ source: 'PGP_RECIPIENTS_PATH', file: 'alice.asc', reason: 'algorithm', keyId },
      algorithm: 'Ed448, version 5',
    },
  ],
  'key-unusable': [
    { keyId, reason: 'no secret', subkeyId: ours },
    ...each('reason', problems['key-unusable'], { keyId }),
    { keyId, reason: 'algorithm', algorithm: 'brainpoolP256r1' },
  ],
  'key-passphrase': [{ keyId }],
  'key-cannot-decrypt': [{ path: 'secrets.tar.asc' }],
  'app-not-installed': [{ repository: 'kubevirt/secrets' }],
  'app-permission': [
    { repository: 'kubevirt/secrets', permission: 'pull_requests', level: 'write' },
  ],
  'repository-renamed': [{ repository: 'kubevirt/project-infra' }],
  'app-suspended': [{ repository: 'kubevirt/secrets' }],
  'github-refused': [
    { repository: 'kubevirt/secrets', status: 403, said: 'Resource not accessible by integration' },
    { repository: 'kubevirt/secrets', status: 422 },
    { said: 'Repository rule violations found' },
  ],
  'github-failed': [{ status: 502 }],
  'hold-refused': [{ said: 'Resource not accessible by integration' }, {}],
  'branch-has-other-commits': [{ branch: 'cluster-onboarding/issue-42' }],
  'deploy-script': each('reason', problems['deploy-script'], { path: deployScript }),
  'deploy-lists': [
    {
      paths: [
        'github/ci/prow-deploy/files/jobs/kubevirt/project-infra/project-infra-periodics.yaml',
      ],
    },
  ],
  'proposal-unreadable': [{ number: 12 }],
  'merged-entry-missing': [{ name: 'rosa-1' }],
  'helper-not-begun': each('death', problems['helper-not-begun']),
};

export const problemIds = Object.keys(problems) as ProblemId[];

/** Details for every problem, one for each sentence that it can have. */
export const problemSamples = {
  ...Object.fromEntries(problemIds.map((id) => [id, [{}]])),
  ...samples,
} as Samples<ProblemId>;
