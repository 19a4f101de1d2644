import type { ProblemDetails, ProblemId } from '../../src/problem.ts';

type Samples = {
  readonly [Id in ProblemId]: readonly [ProblemDetails[Id], ...ProblemDetails[Id][]];
};

const namespace = 'kubevirt-prow-jobs';
const deployScript = 'github/ci/prow-deploy/hack/deploy.sh';
const keyId = '0123456789ABCDEF';

/** Details for every problem, one for each sentence that it can have. */
export const problemSamples: Samples = {
  'name-invalid': [
    { kind: 'build-cluster', name: 'My Cluster' },
    { kind: 'external-provider', name: 'my.cluster' },
    { kind: 'build-cluster', name: '' },
  ],
  'name-reserved': [{ name: 'default' }],
  'name-taken': [{ name: 'prow-workloads' }],

  'submission-missing': [{}],
  'attachment-gone': [{}],
  'attachment-unavailable': [{}],
  'attachment-redirect': [{}],
  'attachment-too-large': [{ limitBytes: 1_048_576 }],
  'attachment-archive-broken': [{ format: 'gzip' }, { format: 'zip' }, { format: 'tar' }],
  'attachment-archive-files': [{ count: 3 }],
  'attachment-not-openpgp': [{}],
  'credential-in-plaintext': [{ what: 'kubeconfig' }, { what: 'token' }, { what: 'private key' }],

  'openpgp-several-messages': [{}],
  'openpgp-not-a-message': [{ block: 'PGP PUBLIC KEY BLOCK' }],
  'openpgp-damaged': [{}],
  'openpgp-not-encrypted': [{}],
  'openpgp-password-only': [{}],
  'openpgp-too-many-recipients': [{ limit: 16 }],
  'openpgp-other-recipient': [
    { recipients: [keyId], ours: '99F7C0D2E1BB8025' },
    { recipients: [keyId, keyId, keyId], ours: '99F7C0D2E1BB8025' },
    { recipients: [], ours: '99F7C0D2E1BB8025' },
  ],
  'openpgp-unsupported': [{}],
  'decrypted-too-large': [{ limitBytes: 1_048_576 }],

  'kubeconfig-not-yaml': [{}],
  'kubeconfig-yaml-feature': [
    { feature: 'alias' },
    { feature: 'anchor' },
    { feature: 'merge key' },
    { feature: 'tag' },
    { feature: 'several documents' },
    { feature: 'duplicate key' },
    { feature: 'depth' },
  ],
  'kubeconfig-shape': [{ path: 'clusters[0].cluster', expected: 'a map' }],
  'kubeconfig-unknown-field': [{ path: 'users[0].user' }],
  'kubeconfig-exec': [{}],
  'kubeconfig-auth-provider': [{}],
  'kubeconfig-file-path': [{ field: 'client-certificate' }],
  'kubeconfig-proxy': [{}],
  'kubeconfig-insecure': [{}],
  'kubeconfig-impersonation': [{}],
  'kubeconfig-basic-auth': [{}],
  'kubeconfig-no-current-context': [{}],
  'kubeconfig-dangling-reference': [{ to: 'context' }, { to: 'cluster' }, { to: 'user' }],
  'kubeconfig-duplicate-name': [{ list: 'contexts' }, { list: 'clusters' }, { list: 'users' }],
  'kubeconfig-server': [
    { reason: 'not a URL' },
    { reason: 'not https' },
    { reason: 'credentials' },
    { reason: 'query' },
    { reason: 'control characters' },
  ],
  'kubeconfig-ca': [
    { reason: 'not base64' },
    { reason: 'not a certificate' },
    { reason: 'expired' },
  ],
  'kubeconfig-tls-server-name': [{}],
  'kubeconfig-token': [{}],
  'kubeconfig-no-credentials': [{}],
  'kubeconfig-two-credentials': [{}],
  'kubeconfig-client-certificate': [
    { reason: 'not base64' },
    { reason: 'not a certificate' },
    { reason: 'expired' },
    { reason: 'not a key' },
    { reason: 'key missing' },
    { reason: 'certificate missing' },
    { reason: 'key of another certificate' },
  ],
  'kubeconfig-namespace': [{}],

  'cluster-address': [{}],
  'cluster-unreachable': [
    { reason: 'name not found' },
    { reason: 'refused' },
    { reason: 'timeout' },
    { reason: 'connection lost' },
    { reason: 'no TLS' },
  ],
  'cluster-tls': [
    { reason: 'other CA' },
    { reason: 'other host name' },
    { reason: 'expired' },
    { reason: 'client certificate wanted' },
  ],
  'cluster-not-kubernetes': [{}],
  'cluster-error': [{ status: 503 }],
  'credentials-refused': [{}],
  'identity-not-service-account': [{ namespace }],
  'identity-other-namespace': [{ namespace }],
  'token-expires': [{ namespace }],
  'token-lifetime-unknown': [{}],
  'namespace-missing': [{ namespace }],
  'service-account-missing': [{ namespace }],
  'token-secret-missing': [{ namespace }],
  'token-secret-other': [{ namespace }],
  'permissions-missing': [{ namespace, resource: 'pods', verbs: ['create', 'delete', 'list'] }],
  'permissions-excess': [{ namespace }],
  'admission-refused': [
    { namespace, object: 'pod' },
    { namespace, object: 'secret' },
  ],
  'dry-run-unsupported': [{ object: 'pod' }, { object: 'secret' }],
  'control-plane-small': [
    { found: 1, needed: 3 },
    { found: 2, needed: 3 },
  ],
  'control-plane-unreadable': [{ needed: 3, namespace }],
  'cluster-registered': [{}],
  'cluster-shares-ca': [{}],
  'not-cluster-admin': [{}],
  'answer-unclear': [{}],

  'secrets-missing': [{ path: 'secrets.tar.asc' }],
  'secrets-undecryptable': [{ path: 'secrets.tar.asc' }],
  'secrets-too-large': [{ limitBytes: 67_108_864 }],
  'secrets-tar': [{ reason: 'it is compressed' }],
  'secrets-file-missing': [{ file: 'main.yml' }],
  'secrets-yaml': [{ file: 'main.yml' }],
  'secrets-kubeconfig-entry': [{ file: 'main.yml' }],
  'secrets-not-provable': [{ file: 'main.yml' }],
  'recipient-unknown': [{ keyId }],
  'recipient-unusable': [
    { keyId, reason: 'expired' },
    { keyId, reason: 'revoked' },
    { keyId, reason: 'cannot encrypt' },
  ],
  'recipient-hidden': [{}],

  'key-unreadable': [{ source: 'PGP_PRIVATE_KEY_PATH' }],
  'key-passphrase': [{ keyId }],
  'key-cannot-decrypt': [{ path: 'secrets.tar.asc' }],
  'app-not-installed': [{ repository: 'kubevirt/secrets' }],
  'app-permission': [
    { repository: 'kubevirt/secrets', permission: 'pull_requests', level: 'write' },
  ],
  'branch-has-other-commits': [{ branch: 'cluster-onboarding/issue-42' }],
  'deploy-script': [
    { path: deployScript, reason: 'computed' },
    { path: deployScript, reason: 'missing' },
    { path: deployScript, reason: 'assigned more than once' },
    { path: deployScript, reason: 'not closed' },
    { path: deployScript, reason: 'carriage returns' },
    { path: deployScript, reason: 'not text' },
  ],
  'merged-entry-missing': [{ name: 'rosa-1' }],
  internal: [{}],
};

export const problemIds = Object.keys(problemSamples) as ProblemId[];
