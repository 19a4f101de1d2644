import type { JobSecretResult } from '../state/status.ts';

/** The names that the guide suggests. Others are fine: they are variables in every command. */
const suggestedServiceAccount = 'prow-workloads-cluster-automation';
export const suggestedNamespace = 'kubevirt-prow-jobs';
const suggestedAdmin = 'kubevirtci-automation';

/** The automation key of KubeVirt's CI, for texts that no running bot writes. */
export const kubevirtKeyId = '99F7C0D2E1BB8025';

/** Joins commands into one script. */
export function script(...commands: readonly string[]): string {
  return commands.join('\n');
}

export function setVariables(namespace: string, serviceAccount = suggestedServiceAccount): string {
  return script(`NAMESPACE=${shellWord(namespace)}`, `SERVICE_ACCOUNT=${serviceAccount}`);
}

export const setAdminVariables = setVariables('kube-system', suggestedAdmin);

export function createNamespace(namespace: string): string {
  return `kubectl create namespace ${shellWord(namespace)}`;
}

export const createServiceAccount =
  'kubectl create serviceaccount "$SERVICE_ACCOUNT" --namespace "$NAMESPACE"';

/** What a command to create something would create, where it may be there already. */
export function apply(create: string): string {
  return `${create} --dry-run=client --output yaml | kubectl apply -f -`;
}

/** The controller fills in the token; a bound token from `kubectl create token` would expire. */
export const createTokenSecret = `kubectl apply -f - <<EOF
apiVersion: v1
kind: Secret
metadata:
  name: $SERVICE_ACCOUNT
  namespace: $NAMESPACE
  annotations:
    kubernetes.io/service-account.name: $SERVICE_ACCOUNT
type: kubernetes.io/service-account-token
EOF`;

export const bindNamespaceAdmin = `kubectl create rolebinding kubevirt-prow-workloads-admin \\
  --namespace "$NAMESPACE" --clusterrole=admin \\
  --serviceaccount="$NAMESPACE:$SERVICE_ACCOUNT"`;

export const bindLeastPrivilege = `kubectl apply -f - <<EOF
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: kubevirt-prow-workloads
  namespace: $NAMESPACE
rules:
  - { apiGroups: [""], resources: [pods], verbs: [get, list, watch, create, update, patch, delete] }
  - { apiGroups: [""], resources: [pods/log], verbs: [get] }
  - { apiGroups: [""], resources: [secrets], verbs: [get, list, watch, create, update, patch, delete] }
  - { apiGroups: [""], resources: [namespaces, serviceaccounts], verbs: [get] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: kubevirt-prow-workloads
  namespace: $NAMESPACE
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: kubevirt-prow-workloads }
subjects: [{ kind: ServiceAccount, name: $SERVICE_ACCOUNT, namespace: $NAMESPACE }]
EOF`;

export const bindClusterAdmin = `kubectl create clusterrolebinding kubevirtci-automation \\
  --clusterrole=cluster-admin --serviceaccount="$NAMESPACE:$SERVICE_ACCOUNT"`;

/** The two lines under `rules` are all that the bot needs to see how many control planes run. */
export const bindControlPlaneReader = `kubectl apply -f - <<EOF
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: kubevirt-prow-control-plane-reader
rules:
  - { apiGroups: [""], resources: [nodes], verbs: [list] }
  - { apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [get], resourceNames: [kubernetes] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: kubevirt-prow-control-plane-reader
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: kubevirt-prow-control-plane-reader }
subjects: [{ kind: ServiceAccount, name: $SERVICE_ACCOUNT, namespace: $NAMESPACE }]
EOF`;

/**
 * The cluster of the current context, with the service account as the one user. A new secret gets
 * its token within a second.
 */
export const writeKubeconfig = `until TOKEN=$(kubectl get secret "$SERVICE_ACCOUNT" --namespace "$NAMESPACE" \\
  --output jsonpath='{.data.token}' | base64 --decode) && [ -n "$TOKEN" ]; do sleep 1; done
(umask 077; kubectl config view --minify --flatten --raw > my-kubeconfig.yaml)
kubectl config --kubeconfig my-kubeconfig.yaml unset users
kubectl config --kubeconfig my-kubeconfig.yaml set-credentials "$SERVICE_ACCOUNT" --token "$TOKEN"
kubectl config --kubeconfig my-kubeconfig.yaml set-context --current \\
  --user "$SERVICE_ACCOUNT" --namespace "$NAMESPACE"`;

/** The current context with the user it has. */
export const flattenKubeconfig =
  '(umask 077; kubectl config view --minify --flatten --raw > my-kubeconfig.yaml)';

/**
 * From a server that gives keys out with their user IDs. gpg's own default may be one that takes
 * those away; gpg skips such a key, and says that it was successful.
 */
export function receiveKey(keyId: string): string {
  return `gpg --keyserver hkps://keyserver.ubuntu.com --recv-keys ${shellWord(keyId)}`;
}

/** What is submitted. GitHub takes no `.gpg` or `.asc` uploads, so its name ends in `.txt`. */
export const encryptedFile = 'my-kubeconfig.asc.txt';

export function encryptKubeconfig(keyId: string): string {
  return `gpg --armor --output ${encryptedFile} --encrypt --recipient ${shellWord(keyId)} my-kubeconfig.yaml`;
}

/**
 * Where `main.yml` is, with the merged kubeconfig in use. It is shown in public, so that its reader
 * fills in the entries.
 */
export function createJobSecret(
  cluster: string,
  { name, namespace, items }: JobSecretResult,
): string {
  const files = items.map(({ key }) => `  --from-file=${key}=<(yq -r .ENTRY main.yml)`);
  const create = `kubectl --context ${shellWord(cluster)} --namespace ${shellWord(namespace)} create secret generic ${shellWord(name)}`;
  return [create, ...files].join(' \\\n');
}

/** One word for bash, whatever is in it. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9._:/@%+=-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** An old token, beside a new one of the same service account. */
export const removeTokenSecret = script(
  'kubectl get secrets --namespace "$NAMESPACE" --field-selector type=kubernetes.io/service-account-token',
  'kubectl delete secret --namespace "$NAMESPACE" OLD_SECRET',
);

/** Its tokens end with it. */
const deleteServiceAccount =
  'kubectl delete serviceaccount "$SERVICE_ACCOUNT" --namespace "$NAMESPACE"';

export function removeServiceAccount(namespace: string): string {
  return script(setVariables(namespace), deleteServiceAccount);
}

export const removeAdministrator = script(
  setAdminVariables,
  'kubectl delete clusterrolebinding kubevirtci-automation',
  deleteServiceAccount,
);
