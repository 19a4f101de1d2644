import type { ContractAdministrator } from '../contract/cluster-contract.ts';
import type { ControlPlane } from './control-plane.ts';

/** Does with kubectl what the administrator of a simulated cluster does. */
export function createAdministrator(plane: ControlPlane): ContractAdministrator {
  return { ...accountCommands(plane), ...roleCommands(plane), ...clusterCommands(plane) };
}

const rbac = 'rbac.authorization.k8s.io';

function accountCommands({ sh }: ControlPlane) {
  return {
    createServiceAccount: async ({ namespace, name }) => {
      await sh(`kubectl create serviceaccount ${name} --namespace ${namespace}`);
    },
    deleteServiceAccount: async ({ namespace, name }) => {
      await sh(`kubectl delete serviceaccount ${name} --namespace ${namespace}`);
    },
    createTokenSecret: async (name, account) => {
      const { namespace } = account;
      const annotations = { 'kubernetes.io/service-account.name': account.name };
      const type = 'kubernetes.io/service-account-token';
      await apply(sh, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace, name, annotations },
        type,
      });
      return sh(
        `token() { kubectl get secret ${name} --namespace ${namespace} --output 'jsonpath={.data.token}'; }
         until [ -n "$(token)" ]; do sleep 0.1; done
         token | base64 --decode`,
      );
    },
    createToken: async ({ namespace, name }, seconds = 3600) => {
      const token = await sh(
        `kubectl create token ${name} --namespace ${namespace} --duration ${seconds}s`,
      );
      return token.trim();
    },
    createSecret: async ({ namespace = 'default', name }, values) => {
      const literals = Object.entries(values).map(
        ([key, value]) => `--from-literal='${key}=${value}'`,
      );
      await sh(
        `kubectl create secret generic ${name} --namespace ${namespace} ${literals.join(' ')}`,
      );
    },
    deleteSecret: async ({ namespace, name }) => {
      await sh(`kubectl delete secret ${name} --namespace ${namespace}`);
    },
  } satisfies Partial<ContractAdministrator>;
}

function roleCommands({ sh }: ControlPlane) {
  const apiVersion = `${rbac}/v1`;
  const subjectOf = (account: { readonly namespace: string; readonly name: string }) => ({
    kind: 'ServiceAccount',
    ...account,
  });
  return {
    createRole: (namespace, name, rules) =>
      apply(sh, { apiVersion, kind: 'Role', metadata: { namespace, name }, rules }),
    createClusterRole: (name, rules) =>
      apply(sh, { apiVersion, kind: 'ClusterRole', metadata: { name }, rules }),
    bindRole: ({ namespace, name, kind, role, account }) =>
      apply(sh, {
        apiVersion,
        kind: 'RoleBinding',
        metadata: { namespace, name },
        roleRef: { apiGroup: rbac, kind, name: role },
        subjects: [subjectOf(account)],
      }),
    bindClusterRole: (name, role, account) =>
      apply(sh, {
        apiVersion,
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
        subjects: [subjectOf(account)],
      }),
  } satisfies Partial<ContractAdministrator>;
}

function clusterCommands({ sh }: ControlPlane) {
  return {
    createNamespace: async (name, podSecurity) => {
      const label = podSecurity ? { 'pod-security.kubernetes.io/enforce': podSecurity } : {};
      await apply(sh, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: label } });
      // Pods need the service account `default`, which a controller makes.
      await sh(`until kubectl get serviceaccount default --namespace ${name}; do sleep 0.1; done`);
    },
    createNode: (name, labels = {}, isReady = true) => {
      const status = { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] };
      return apply(sh, { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status });
    },
    limitPods: async (namespace, pods) => {
      await sh(`kubectl create quota quota --hard pods=${pods} --namespace ${namespace}`);
    },
  } satisfies Partial<ContractAdministrator>;
}

async function apply(sh: ControlPlane['sh'], object: object): Promise<void> {
  await sh(`kubectl apply -f - <<'EOF'\n${JSON.stringify(object)}\nEOF`);
}
