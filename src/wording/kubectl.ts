import type { ClusterKind } from '../request/request.ts';
import type { JobSecretResult } from '../state/status.ts';
import { upstream } from '../upstream.ts';
import {
  type AccountNames,
  bindingName,
  clusterRoles,
  manifests,
  suggestedNames,
} from './manifests.ts';
import { block, inSubshell, type Step, shellWord } from './shell.ts';

/** The automation key of KubeVirt's CI, for texts that no running bot writes. */
export const kubevirtKeyId = '99F7C0D2E1BB8025';

export const suggestedNamespace = suggestedNames['build-cluster'].namespace;

const file = 'my-kubeconfig.yaml';

/** What the cluster and the context are called in it. The secrets call them otherwise. */
const contextName = 'kubevirt-ci';

/** In place of the names, which are in variables. */
const variables: AccountNames = {
  namespace: '$NAMESPACE',
  serviceAccount: '$SERVICE_ACCOUNT',
  secret: '$SERVICE_ACCOUNT',
};

/** Where a cluster has its service account, as suggested; jobs run where they are configured to. */
export function accountFor(kind: ClusterKind, jobsNamespace: string): AccountNames {
  const suggested = suggestedNames[kind];
  return kind === 'build-cluster' ? { ...suggested, namespace: jobsNamespace } : suggested;
}

/** The line that whoever has named the service account otherwise edits. */
export function nameAccount(kind: ClusterKind, jobsNamespace: string): string {
  const { namespace, serviceAccount } = accountFor(kind, jobsNamespace);
  return `NAMESPACE=${shellWord(namespace)} SERVICE_ACCOUNT=${serviceAccount}`;
}

/** For new credentials beside those in use: a secret with a name of its own. */
export const nameNewSecret = 'SECRET="$SERVICE_ACCOUNT-$(date +%Y%m%d%H%M)"';

/** The account with its rights, and its kubeconfig for the cluster of the current context. */
export function prepare(kind: ClusterKind, secret: string): readonly Step[] {
  const names = { ...variables, secret };
  return [
    { command: 'kubectl apply --filename=-', input: objectLines(kind, names) },
    ...writeKubeconfig(names),
  ];
}

/** One line for what belongs together. */
export function objectLines(kind: ClusterKind, names = variables): readonly string[] {
  return manifests[kind](names).map(({ objects }) =>
    objects.map((object) => JSON.stringify(object)).join(''),
  );
}

/**
 * Holds nobody's credentials but those of the service account, at no time. Nothing is written
 * without its token, for which a controller needs a moment.
 */
export function writeKubeconfig({ secret } = variables): readonly Step[] {
  return [
    `for WAIT in 0 1 3 9 27; do sleep $WAIT; TOKEN=$(kubectl get secret "${secret}" --namespace="$NAMESPACE" --output=go-template='{{.data.token|base64decode}}') && break; done`,
    {
      command: `CLUSTER=$(kubectl config view --minify --flatten --raw --output=jsonpath='{.clusters[0].cluster}') && umask 077 && cat >|${file}`,
      input: [kubeconfigLine],
    },
  ];
}

/** Of a cluster, a token and names that are in variables; the cluster is JSON itself. */
export const kubeconfigLine = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': contextName,
  clusters: [{ name: contextName, cluster: '$CLUSTER' }],
  contexts: [
    {
      name: contextName,
      context: {
        cluster: contextName,
        user: variables.serviceAccount,
        namespace: variables.namespace,
      },
    },
  ],
  users: [{ name: variables.serviceAccount, user: { token: '$TOKEN' } }],
}).replace('"$CLUSTER"', () => '$CLUSTER');

/** Changes the cluster in the kubeconfig that was just written. */
export function setCluster(flags: string): string {
  return `kubectl config --kubeconfig=${file} set-cluster ${contextName} ${flags}`;
}

/** Puts in the CA that the cluster's own pods are given for its API server. */
export const putAuthority = (secret: string): readonly Step[] => [
  `CA=$(kubectl get secret "${secret}" --namespace="$NAMESPACE" --output=jsonpath='{.data.ca\\.crt}') && [ "$CA" ]`,
  setCluster('--insecure-skip-tls-verify=false'),
  `kubectl config --kubeconfig=${file} set clusters.${contextName}.certificate-authority-data "$CA"`,
];

/**
 * From a server that gives keys out with their user IDs. gpg's own default may be one that takes
 * those away; gpg skips such a key, and says that it was successful.
 */
export function receiveKey(keyId: string): string {
  return `gpg --keyserver=hkps://keyserver.ubuntu.com --recv-keys ${shellWord(keyId)}`;
}

/** What is submitted. GitHub takes no `.gpg` or `.asc` uploads, so its name ends in `.txt`. */
export const encryptedFile = 'my-kubeconfig.asc.txt';

/** Asks nothing: whoever pastes more would answer with that. The key is the one that is named. */
export function encryptKubeconfig(keyId: string): string {
  return `gpg --yes --trust-model=always --armor --output=${encryptedFile} --recipient=${shellWord(keyId)} --encrypt ${file}`;
}

/** Whether there is a kubeconfig to encrypt. */
export const isThere = `[ -s ${file} ]`;

/**
 * From a cluster that has the secret to one that lacks it, with Prow's merged kubeconfig in use.
 * Nothing is written where it cannot be read.
 */
export function copyJobSecret(
  cluster: string,
  { name, namespace }: Pick<JobSecretResult, 'name' | 'namespace'>,
): string {
  const at = (context: string) => `--context=${context} --namespace=${shellWord(namespace)}`;
  const copy = `jsonpath={"apiVersion: v1\\nkind: Secret\\nmetadata: {name: \\"${name}\\"}\\ndata: "}{.data}`;
  return block({
    first: [`FROM=${upstream.controlPlane.value}`],
    steps: [
      `SECRET=$(kubectl get secret ${shellWord(name)} ${at('"$FROM"')} --output='${copy}')`,
      `printf "%s\\n" "$SECRET" | kubectl apply ${at(shellWord(cluster))} -f -`,
    ],
    otherwise: 'Nothing was created: see the error above.',
  });
}

const oldestButOne = `kubectl get secrets --namespace="$NAMESPACE" --sort-by=.metadata.creationTimestamp --no-headers --output=custom-columns=':.metadata.name,:.metadata.annotations.kubernetes\\.io/service-account\\.name' | awk -v account="$SERVICE_ACCOUNT" '$2 == account { if (last) print last; last = $1 }' | head -n 1`;

/** An old token, beside a newer one of the same service account, which stays. */
export function removeOldSecret(kind: ClusterKind, jobsNamespace: string): string {
  return block({
    first: [nameAccount(kind, jobsNamespace), `OLD_SECRET=$(${oldestButOne})`],
    steps: [
      '[ "$OLD_SECRET" ]',
      'kubectl delete secret "$OLD_SECRET" --namespace="$NAMESPACE" --ignore-not-found',
    ],
    otherwise: 'Nothing was deleted. Without an error above, there is only the newest Secret.',
  });
}

/** All its tokens end with the account, those of `kubectl create token` too. */
export const deleteAccount =
  'kubectl delete secret,serviceaccount "$SERVICE_ACCOUNT" --namespace="$NAMESPACE" --ignore-not-found';

export function removeAccount(kind: ClusterKind, jobsNamespace: string): string {
  const binding = bindingName(clusterRoles[kind], '$SERVICE_ACCOUNT');
  return inSubshell(
    nameAccount(kind, jobsNamespace),
    `kubectl delete clusterrolebinding "${binding}" --ignore-not-found`,
    deleteAccount,
  );
}
