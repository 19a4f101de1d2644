/**
 * Who can mend a problem, and so what happens next:
 * - `submission`: the requester sends something else; nothing is tried again until then
 * - `cluster`: the requester mends the cluster; it is looked at again at every resync for a week
 * - `maintainer`: a maintainer of the repository gives their word by a command
 * - `operator`: the operator of the bot mends it; it is looked at again at every resync
 * - `time`: it passes by itself; it is tried again soon, with backoff
 */
export type Mender = 'submission' | 'cluster' | 'maintainer' | 'operator' | 'time';

/**
 * Everything that can be wrong, with what its sentences need to know.
 *
 * Details are shown in public. So they never hold what came out of a ciphertext or from a
 * cluster, other than the names of fields that this program knows.
 */
export interface ProblemDetails {
  // request
  'name-invalid': { readonly kind: 'build-cluster' | 'external-provider'; readonly name: string };
  'name-reserved': { readonly name: string };
  'name-taken': { readonly name: string };
  'issue-too-long': None;
  'name-unknown': { readonly kind: 'build-cluster' | 'external-provider'; readonly name: string };
  'author-unconfirmed': None;
  'request-set-aside': None;
  /** ISO 8601 */
  'changed-too-often': { readonly until: string };

  // attachment
  'submission-missing': None;
  'attachment-gone': None;
  'attachment-unavailable': None;
  'attachment-redirect': None;
  'attachment-too-large': { readonly limitBytes: number };
  'attachment-archive-broken': { readonly format: 'gzip' | 'zip' | 'tar' };
  'attachment-archive-files': { readonly count: number };
  'attachment-not-openpgp': None;
  'credential-in-plaintext': { readonly what: 'kubeconfig' | 'token' | 'private key' };
  'credential-leaked': None;
  'submission-copied': None;

  // openpgp
  'openpgp-several-messages': None;
  'openpgp-not-a-message': { readonly block: string };
  'openpgp-damaged': None;
  'openpgp-not-encrypted': None;
  'openpgp-password-only': None;
  'openpgp-too-many-recipients': { readonly limit: number };
  'openpgp-other-recipient': { readonly recipients: readonly string[]; readonly ours: string };
  'openpgp-unsupported': None;
  'decrypted-too-large': { readonly limitBytes: number };
  'submission-too-costly': None;

  // kubeconfig
  'kubeconfig-not-yaml': None;
  'kubeconfig-yaml-feature': {
    readonly feature:
      | 'alias'
      | 'anchor'
      | 'merge key'
      | 'tag'
      | 'several documents'
      | 'duplicate key'
      | 'depth';
  };
  'kubeconfig-shape': { readonly path: string; readonly expected: string };
  'kubeconfig-unknown-field': { readonly path: string };
  'kubeconfig-exec': None;
  'kubeconfig-auth-provider': None;
  'kubeconfig-file-path': { readonly field: string };
  'kubeconfig-proxy': None;
  'kubeconfig-insecure': None;
  'kubeconfig-impersonation': None;
  'kubeconfig-basic-auth': None;
  'kubeconfig-no-current-context': None;
  'kubeconfig-dangling-reference': { readonly to: 'context' | 'cluster' | 'user' };
  'kubeconfig-duplicate-name': { readonly list: 'contexts' | 'clusters' | 'users' };
  'kubeconfig-server': {
    readonly reason:
      | 'not a URL'
      | 'not https'
      | 'credentials'
      | 'query'
      | 'control characters'
      | 'path';
  };
  'kubeconfig-ca': { readonly reason: CertificateReason };
  'kubeconfig-tls-server-name': None;
  'kubeconfig-token': None;
  'kubeconfig-no-credentials': None;
  'kubeconfig-two-credentials': None;
  'kubeconfig-client-certificate': {
    readonly reason:
      | CertificateReason
      | 'not a key'
      | 'key missing'
      | 'certificate missing'
      | 'key of another certificate';
  };
  'kubeconfig-namespace': None;
  'kubeconfig-too-large': { readonly limitBytes: number };

  // probe
  'cluster-address': None;
  'cluster-unreachable': {
    readonly reason: 'name not found' | 'refused' | 'timeout' | 'connection lost' | 'no TLS';
  };
  'cluster-tls': {
    readonly reason:
      | 'other CA'
      | 'other host name'
      | 'host name missing'
      | 'expired'
      | 'client certificate wanted'
      | 'not read by Go'
      | 'not trusted by Go'
      | 'nothing in common';
  };
  'cluster-not-kubernetes': None;
  'cluster-error': { readonly status: number };
  'credentials-refused': None;
  'identity-not-service-account': { readonly namespace: string };
  'identity-other-namespace': { readonly namespace: string };
  'token-expires': { readonly namespace: string };
  'token-lifetime-unknown': None;
  'namespace-missing': { readonly namespace: string };
  'service-account-missing': { readonly namespace: string };
  'token-secret-missing': { readonly namespace: string };
  'token-secret-other': { readonly namespace: string };
  'permissions-missing': {
    readonly namespace: string;
    readonly resource: string;
    readonly verbs: readonly string[];
  };
  'permissions-excess': { readonly namespace: string };
  'admission-refused': { readonly namespace: string; readonly object: 'pod' | 'secret' };
  'dry-run-unsupported': { readonly object: 'pod' | 'secret' };
  'control-plane-small': { readonly found: number; readonly needed: number };
  'control-plane-unreadable': { readonly needed: number; readonly namespace: string };
  'cluster-registered': None;
  'cluster-shares-ca': None;
  'cluster-changed': None;
  'credentials-unchanged': None;
  'not-cluster-admin': None;
  'answer-unclear': None;

  // secrets: the operator's
  'secrets-missing': { readonly path: string };
  'secrets-undecryptable': { readonly path: string };
  'secrets-too-large': { readonly limitBytes: number };
  'secrets-too-costly': None;
  'secrets-tar': { readonly reason: string };
  'secrets-file-missing': { readonly file: string };
  'secrets-yaml': { readonly file: string };
  'secrets-kubeconfig-entry': { readonly file: string; readonly entry: string };
  'secrets-current-context': { readonly name: string };
  'secrets-shared': { readonly name: string };
  'secrets-not-provable': { readonly file: string };
  'kubeconfig-full': { readonly limitBytes: number };
  'recipient-unknown': { readonly keyId: string };
  'recipient-unusable': {
    readonly keyId: string;
    readonly reason: 'expired' | 'revoked' | 'cannot encrypt';
  };
  'recipient-hidden': None;
  'recipients-unconfirmed': {
    /** Fingerprints of OpenPGP keys. */
    readonly keys: readonly string[];
    /** Whether there is another git-crypt key too. */
    readonly hasOtherGitCryptKey: boolean;
    /** Tells again all who could decrypt it, see `Readers`. */
    readonly readers: string;
  };

  // secrets of git-crypt: the operator's
  'git-crypt-not-applied': { readonly path: string };
  'git-crypt-in-clear': { readonly path: string };
  'git-crypt-damaged': { readonly path: string };
  'git-crypt-not-yaml': { readonly path: string };
  'git-crypt-kubeconfig': { readonly path: string };
  'git-crypt-key-missing': { readonly keyName: string };
  'git-crypt-key-unreadable': { readonly path: string };
  'git-crypt-key-unproved': { readonly keyName: string };
  'git-crypt-keys-differ': None;

  // keys and access: the operator's
  'key-unreadable': { readonly source: string };
  'key-passphrase': { readonly keyId: string };
  'key-cannot-decrypt': { readonly path: string };
  'app-not-installed': { readonly repository: string };
  'app-permission': {
    readonly repository: string;
    readonly permission: string;
    readonly level: 'read' | 'write';
  };
  'repository-renamed': { readonly repository: string };
  'write-refused': { readonly repository: string };
  'branch-has-other-commits': { readonly branch: string };
  'deploy-script': { readonly path: string; readonly reason: DeployScriptReason };
  'merged-entry-missing': { readonly name: string };
  'proposal-unreadable': { readonly number: number };
  internal: None;
}

type None = Readonly<Record<never, never>>;

/** Why a certificate of a kubeconfig is refused. */
type CertificateReason =
  | 'not base64'
  | 'not a certificate'
  | 'too many'
  | 'too large'
  | 'key'
  | 'serial number'
  | 'not read by Go'
  | 'expired';

/** Why the array of build clusters in the deployment's script is left to a person. */
export type DeployScriptReason =
  | 'missing'
  | 'assigned more than once'
  | 'named elsewhere'
  | 'computed'
  | 'not closed'
  | 'carriage returns'
  | 'not text'
  | 'not provable';

export type ProblemId = keyof ProblemDetails;

export type Problem = {
  readonly [Id in ProblemId]: { readonly id: Id; readonly details: ProblemDetails[Id] };
}[ProblemId];

/**
 * A problem on its way to whoever handles it. Its message is the identifier and nothing else, so
 * that whatever prints an error can't print a secret.
 */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.id);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** Builds a problem as plain data, for what judges without giving up. */
export function problem<Id extends ProblemId>(id: Id, details: ProblemDetails[Id]): Problem {
  return { id, details } as Extract<Problem, { id: Id }>;
}

/** Gives up with a problem; throws {@link ProblemError}. */
export function fail<Id extends ProblemId>(id: Id, details: ProblemDetails[Id]): never {
  throw new ProblemError(problem(id, details));
}

/** Tries something; the problem that stood in its way, undefined where there was none. */
export async function problemOf(attempt: () => Promise<unknown>): Promise<Problem | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

const menders: Readonly<Record<Exclude<Mender, 'submission'>, readonly ProblemId[]>> = {
  cluster: [
    'cluster-address',
    'cluster-unreachable',
    'cluster-tls',
    'cluster-not-kubernetes',
    'cluster-error',
    'credentials-refused',
    'namespace-missing',
    'service-account-missing',
    'token-secret-missing',
    'token-secret-other',
    'permissions-missing',
    'permissions-excess',
    'admission-refused',
    'dry-run-unsupported',
    'control-plane-small',
    'control-plane-unreadable',
    'not-cluster-admin',
    'answer-unclear',
  ],
  operator: [
    'secrets-missing',
    'secrets-undecryptable',
    'secrets-too-large',
    'secrets-too-costly',
    'secrets-tar',
    'secrets-file-missing',
    'secrets-yaml',
    'secrets-kubeconfig-entry',
    'secrets-current-context',
    'secrets-shared',
    'secrets-not-provable',
    'kubeconfig-full',
    'recipient-unknown',
    'recipient-unusable',
    'recipient-hidden',
    'git-crypt-not-applied',
    'git-crypt-in-clear',
    'git-crypt-damaged',
    'git-crypt-not-yaml',
    'git-crypt-kubeconfig',
    'git-crypt-key-missing',
    'git-crypt-key-unreadable',
    'git-crypt-key-unproved',
    'git-crypt-keys-differ',
    'key-unreadable',
    'key-passphrase',
    'key-cannot-decrypt',
    'app-not-installed',
    'app-permission',
    'repository-renamed',
    'write-refused',
    'branch-has-other-commits',
    'deploy-script',
    'merged-entry-missing',
    'internal',
  ],
  maintainer: [
    'author-unconfirmed',
    'recipients-unconfirmed',
    'request-set-aside',
    'proposal-unreadable',
  ],
  time: ['attachment-unavailable', 'changed-too-often'],
};

/** Tells who can mend a problem. */
export function menderOf(id: ProblemId): Mender {
  if (menders.cluster.includes(id)) return 'cluster';
  if (menders.maintainer.includes(id)) return 'maintainer';
  if (menders.operator.includes(id)) return 'operator';
  if (menders.time.includes(id)) return 'time';
  return 'submission';
}
