import {
  accountFor,
  deleteAccount,
  encryptKubeconfig,
  isThere,
  kubeconfigLine,
  nameAccount,
  nameNewSecret,
  objectLines,
  prepare,
  putAuthority,
  receiveKey,
  setCluster,
} from '../kubectl.ts';
import { block, chain, type Step } from '../shell.ts';
import type { TextContext } from './problem-text.ts';

/** What is different where a kubeconfig is made anew. */
export interface Making {
  /** Lines before all others: what the reader may have to edit. */
  readonly first?: readonly string[];
  /** What has to be done before anything is made. */
  readonly before?: readonly Step[];
  /** Changes of the kubeconfig before it is encrypted, given the secret that holds its token. */
  readonly changes?: (secret: string) => readonly Step[];
  /** The key to encrypt to, where it is another one than the bot's usual. */
  readonly recipient?: string;
}

const otherwise = 'Not encrypted: fix the error above, then paste this again.';

/**
 * The one remedy of whatever is wrong with the account, its rights or the kubeconfig: creates what
 * is missing in the cluster of the current context, and writes and encrypts a kubeconfig of the
 * service account. May be pasted again.
 */
export function remake(context: TextContext, making: Making = {}): string {
  const { first = [], before = [], changes = () => [], recipient = context.keyId } = making;
  return block({
    first: [...first, ...namesIn(context), receiveKey(context.keyId)],
    steps: [
      ...before,
      ...prepare(context.kind, secretIn(context)),
      ...changes(secretIn(context)),
      encryptKubeconfig(recipient),
    ],
    otherwise,
  });
}

/** Of new credentials a secret of their own, beside the one that is in use. */
function secretIn({ operation }: TextContext): string {
  return operation === 'rotate' ? '$SECRET' : '$SERVICE_ACCOUNT';
}

function namesIn({ kind, jobsNamespace, operation }: TextContext): readonly string[] {
  const account = nameAccount(kind, jobsNamespace);
  return operation === 'rotate' ? [account, nameNewSecret] : [account];
}

/** Credentials that nobody may know: the old ones end first. */
export function renew(context: TextContext): string {
  return remake(context, { before: [deleteAccount] });
}

/** Credentials beside those in use, which end later. */
export function rotate(context: TextContext): string {
  return remake({ ...context, operation: 'rotate' });
}

/**
 * Encrypts the kubeconfig of a provider, and makes one only where there is none. That of a build
 * cluster is made in any case: what lies there may hold the credentials of an administrator.
 */
export function encrypt(context: TextContext, recipient = context.keyId): string {
  if (context.kind === 'build-cluster') return remake(context, { recipient });
  return block({
    first: [
      ...namesIn(context),
      receiveKey(context.keyId),
      `${isThere} || {`,
      ...chain(prepare(context.kind, secretIn(context))),
      '}',
    ],
    steps: [encryptKubeconfig(recipient)],
    otherwise,
  });
}

const current = (field: string) =>
  `$(kubectl config view --minify --output=jsonpath='{.clusters[0].cluster.${field}}')`;

/** The reader edits the address. */
export const otherServer: Making = {
  first: [`SERVER=${current('server')}`],
  changes: () => ['[ "$SERVER" ]', setCluster('--server="$SERVER" --proxy-url=')],
};

/** The address of the API server itself, behind whatever stands before it, and its own CA. */
export const serverItself: Making = {
  first: [
    `SERVER=$(kubectl get endpointslices kubernetes --namespace=default --output=jsonpath='https://{.endpoints[0].addresses[0]}:{.ports[0].port}')`,
  ],
  changes: (secret) => ['[ "$SERVER" ]', setCluster('--server="$SERVER"'), ...putAuthority(secret)],
};

/** The name is one that most API servers have in their certificate. */
export const otherServerName: Making = {
  first: ['NAME=kubernetes.default.svc'],
  changes: () => [setCluster('--tls-server-name="$NAME"')],
};

export const noServerName: Making = { changes: () => [setCluster('--tls-server-name=')] };

export const ownAuthority: Making = { changes: putAuthority };

/** Takes the kubeconfig of an administrator out of the object that was submitted, and uses that. */
export function unwrapped({ isEncoded, key }: { isEncoded: boolean; key: string }): Making {
  const decode = isEncoded ? 'base64decode ' : '';
  const template = key
    ? `{{${decode}(index .data "${key}")}}`
    : `{{range .data}}{{${decode}.}}{{end}}`;
  const unwrap = `kubectl annotate --local --filename=my-kubeconfig.yaml unwrap=yes --output=go-template='${template}'`;
  return {
    // Once it is taken out, the object is no longer in the file.
    before: [
      `(umask 077 && ${unwrap} >|unwrapped.yaml && [ -s unwrapped.yaml ] && mv -f unwrapped.yaml admin-kubeconfig.yaml) || [ -s admin-kubeconfig.yaml ]`,
      'export KUBECONFIG="$PWD/admin-kubeconfig.yaml"',
    ],
  };
}

/**
 * The same for PowerShell, whose `>` would write UTF-16, and whose here-strings have the values of
 * variables in them too.
 */
export function remakeOnWindows({ kind, keyId, jobsNamespace }: TextContext): string {
  const { serviceAccount, namespace } = accountFor(kind, jobsNamespace);
  const hereString = (lines: readonly string[]) => `@"\n${lines.join('\n')}\n"@`;
  return [
    `$NAMESPACE = '${namespace}'; $SERVICE_ACCOUNT = '${serviceAccount}'`,
    receiveKey(keyId),
    `${hereString(objectLines(kind))} | kubectl apply --filename=-`,
    'Start-Sleep 3',
    "$TOKEN = kubectl get secret $SERVICE_ACCOUNT --namespace=$NAMESPACE '--output=go-template={{.data.token|base64decode}}'",
    "$CLUSTER = kubectl config view --minify --flatten --raw '--output=jsonpath={.clusters[0].cluster}'",
    'if ($TOKEN -and $CLUSTER) {',
    `${hereString([kubeconfigLine])} | Set-Content -Encoding UTF8 my-kubeconfig.yaml`,
    encryptKubeconfig(keyId),
    '}',
  ].join('\n');
}
