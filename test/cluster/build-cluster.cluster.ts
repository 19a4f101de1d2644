import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdictOf } from '../../src/probe/report.ts';
import {
  buildClusterChecks,
  checksOf,
  complaintsOf,
  evidenceOf,
  failed,
  probe,
  warning,
} from '../probe/probe-fixture.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { type Prepared, prepareBuildCluster, withToken } from './preparation.ts';
import { kubernetesVersion } from './programs.ts';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  await createControlPlaneNodes(1, 2, 3);
});
afterAll(() => plane.close());

const node = (number: number) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: `control-plane-${number}`,
    labels: { 'node-role.kubernetes.io/control-plane': '' },
  },
  // As its kubelet would have it.
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});

async function createControlPlaneNodes(...numbers: readonly number[]): Promise<void> {
  await apply(...numbers.map(node));
}

async function apply(...items: readonly object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items };
  await plane.sh(`kubectl apply -f - <<'EOF'\n${JSON.stringify(list)}\nEOF`);
}

/** What an API server is told reaches its caches a moment later, as it does for the bot. */
const eventually = (prepared: Prepared) => expect.poll(() => prepared.complaints(), slow);
const slow = { timeout: 20_000, interval: 100 };

describe('a cluster prepared as the manifests say', () => {
  test('passes every check of a build cluster', async () => {
    const { kubeconfig, account, namespace } = await prepareBuildCluster(plane);
    const report = await probe(kubeconfig, { jobsNamespace: namespace });
    expect(complaintsOf(report)).toEqual([]);
    expect(checksOf(report)).toEqual(buildClusterChecks);
    expect(verdictOf(report)).toBe('passed');
    expect(report.serviceAccount).toEqual(account);
    expect(report.seen).toMatchObject({
      version: kubernetesVersion,
      controlPlane: { nodes: { found: 3 }, ready: 3, addresses: { found: 1 } },
    });
  });

  test('passes with the ClusterRole admin in place of the narrow Role', async () => {
    const grant = `kubectl create rolebinding admin --namespace "$NAMESPACE" --clusterrole admin \\
      --serviceaccount "$NAMESPACE:$SERVICE_ACCOUNT"`;
    const prepared = await prepareBuildCluster(plane, { grant });
    await eventually(prepared).toEqual([]);
  });

  test('is left as it was', async () => {
    const { namespace, complaints, sh } = await prepareBuildCluster(plane);
    const all = () =>
      sh(`kubectl get all,secrets,configmaps --namespace ${namespace} --output name`);
    const before = await all();
    await complaints();
    expect(await all()).toBe(before);
  });
});

describe('who the credentials are of', () => {
  test('a client certificate, and a namespace that is not there', async () => {
    const { certificate, key } = await plane.authority.issue({
      commonName: 'jane',
      organizations: ['system:masters'],
      clientAuth: true,
      notAfter: new Date(Date.now() + 400 * 24 * 60 * 60 * 1000),
    });
    const { kubeconfig } = await prepareBuildCluster(plane);
    const report = await probe(
      { ...kubeconfig, credentials: { type: 'client-certificate', certificate, key } },
      { jobsNamespace: 'missing' },
    );
    expect(complaintsOf(report)).toMatchObject([
      failed('identity', 'identity-not-service-account'),
      failed('namespace', 'namespace-missing'),
      { check: 'least-privilege', outcome: 'warning', id: 'permissions-excess' },
    ]);
    expect(evidenceOf(report, 'identity')).toEqual({ type: 'user', user: 'jane' });
    expect(checksOf(report)).not.toContain('pod-admission');
  });

  test('a namespace that was deleted, and the service account with it', async () => {
    const prepared = await prepareBuildCluster(plane);
    await prepared.sh('kubectl delete namespace "$NAMESPACE"');
    await eventually(prepared).toEqual([
      failed('credentials', 'credentials-refused', { cause: 'unknown' }),
    ]);
  });

  test('a service account of another namespace', async () => {
    const { complaints } = await prepareBuildCluster(plane);
    expect(await complaints({ jobsNamespace: 'default' })).toContainEqual(
      failed('identity', 'identity-other-namespace', { namespace: 'default' }),
    );
  });

  test('a service account that was deleted', async () => {
    const prepared = await prepareBuildCluster(plane);
    await prepared.sh('kubectl delete serviceaccount "$SERVICE_ACCOUNT" --namespace "$NAMESPACE"');
    await eventually(prepared).toEqual([
      failed('credentials', 'credentials-refused', { cause: 'unknown' }),
    ]);
  });
});

describe('the token', () => {
  const createToken = 'kubectl create token "$SERVICE_ACCOUNT" --namespace "$NAMESPACE"';
  const deleteSecret = 'kubectl delete secret "$SERVICE_ACCOUNT" --namespace "$NAMESPACE"';

  /** With a token of `kubectl create token`. */
  async function complaintsOfBoundToken({ kubeconfig, namespace, sh }: Prepared) {
    const bound = withToken(kubeconfig, await sh(createToken));
    return complaintsOf(await probe(bound, { jobsNamespace: namespace }));
  }

  test('of a secret that was deleted is refused', async () => {
    const prepared = await prepareBuildCluster(plane);
    await prepared.sh(deleteSecret);
    await eventually(prepared).toEqual([
      failed('credentials', 'credentials-refused', { cause: 'unknown' }),
    ]);
  });

  test('of "kubectl create token" expires, and is not that of the secret', async () => {
    const prepared = await prepareBuildCluster(plane);
    const details = { namespace: prepared.namespace };
    expect(await complaintsOfBoundToken(prepared)).toEqual([
      failed('token-lifetime', 'token-expires', { of: 'others' }),
      failed('token-secret', 'token-secret-other', details),
    ]);
  });

  test('is in no secret at all', async () => {
    const prepared = await prepareBuildCluster(plane);
    await prepared.sh(deleteSecret);
    expect(await complaintsOfBoundToken(prepared)).toContainEqual(
      failed('token-secret', 'token-secret-missing', { namespace: prepared.namespace }),
    );
  });

  test('is in no secret of this service account, but another one has a secret', async () => {
    const prepared = await prepareBuildCluster(plane);
    await prepared.sh(deleteSecret);
    await prepared.sh(`kubectl create serviceaccount other --namespace "$NAMESPACE"
      kubectl apply -f - <<EOF
apiVersion: v1
kind: Secret
metadata:
  name: $SERVICE_ACCOUNT
  namespace: $NAMESPACE
  annotations: { kubernetes.io/service-account.name: other }
type: kubernetes.io/service-account-token
EOF`);
    expect(await complaintsOfBoundToken(prepared)).toContainEqual(
      failed('token-secret', 'token-secret-missing', { namespace: prepared.namespace }),
    );
  });
});

describe('permissions', () => {
  let prepared: Prepared;

  beforeAll(async () => {
    prepared = await prepareBuildCluster(plane, { grant: '' });
    await prepared.sh(`kubectl create rolebinding jobs --role jobs \\
      --serviceaccount "$NAMESPACE:$SERVICE_ACCOUNT" --namespace "$NAMESPACE"`);
  });

  // Told here once more, so that one left out in the bot is missed.
  const neededOn = {
    pods: ['create', 'delete', 'get', 'list', 'patch', 'watch'],
    'pods/log': ['get'],
    secrets: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  };
  const all = Object.entries(neededOn).flatMap(([resource, verbs]) =>
    verbs.map((verb) => ({ verb, resource })),
  );

  /** A role with all of Prow's verbs but one. */
  async function grantAllBut(verb: string, resource: string): Promise<void> {
    const granted = all.filter((each) => each.verb !== verb || each.resource !== resource);
    await apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'jobs', namespace: prepared.namespace },
      rules: granted.map((each) => ({
        apiGroups: [''],
        resources: [each.resource],
        verbs: [each.verb],
      })),
    });
  }

  test('that are all there are enough', async () => {
    await grantAllBut('none', 'none');
    await eventually(prepared).toEqual([]);
  });

  test.each(all)('without "$verb" on $resource', async ({ verb, resource }) => {
    await grantAllBut(verb, resource);
    const { namespace } = prepared;
    const missing = failed(resource.replace('/', '-'), 'permissions-missing', {
      namespace,
      resource,
      verbs: [verb],
    });
    // Without it the bot can't see the token secret.
    const unclear = { check: 'token-secret', outcome: 'unverifiable', id: 'answer-unclear' };
    const isListOfSecrets = verb === 'list' && resource === 'secrets';
    await eventually(prepared).toMatchObject([...(isListOfSecrets ? [unclear] : []), missing]);
  });

  test('that are none at all', async () => {
    const bare = await prepareBuildCluster(plane, { grant: '' });
    await eventually(bare).toMatchObject([
      { check: 'token-secret', outcome: 'unverifiable', id: 'answer-unclear' },
      { check: 'pods', outcome: 'failed', id: 'permissions-missing' },
      { check: 'pods-log', outcome: 'failed', id: 'permissions-missing' },
      { check: 'secrets', outcome: 'failed', id: 'permissions-missing' },
    ]);
  });

  test.each(['admin', 'cluster-admin'])('of %s everywhere are more than needed', async (role) => {
    const { sh, complaints, namespace } = await prepareBuildCluster(plane);
    await sh(`kubectl create clusterrolebinding "$NAMESPACE" --clusterrole ${role} \\
      --serviceaccount "$NAMESPACE:$SERVICE_ACCOUNT"`);
    await expect
      .poll(() => complaints(), slow)
      .toEqual([warning('least-privilege', 'permissions-excess', { namespace })]);
    await sh('kubectl delete clusterrolebinding "$NAMESPACE"');
  });
});

describe('admission', () => {
  const limitRange = (limit: string) => `kubectl apply -f - <<EOF
apiVersion: v1
kind: LimitRange
metadata: { name: small, namespace: $NAMESPACE }
spec: { limits: [{ type: Container, ${limit} }] }
EOF`;
  const policy = `kubectl apply -f - <<EOF
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: $NAMESPACE }
spec:
  matchConstraints:
    namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: $NAMESPACE } }
    resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }]
  validations: [{ expression: "false" }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: $NAMESPACE }
spec: { policyName: $NAMESPACE, validationActions: [Deny] }
EOF`;
  const webhook = `kubectl apply -f - <<EOF
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: $NAMESPACE }
webhooks:
  - name: broken.example.org
    admissionReviewVersions: [v1]
    sideEffects: None
    clientConfig: { url: "https://127.0.0.1:1/" }
    rules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }]
    namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: $NAMESPACE } }
EOF`;

  test.each([
    [
      'pods by Pod Security',
      'pod',
      'kubectl label namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=restricted',
      'Pod Security',
    ],
    [
      'pods by a quota of none',
      'pod',
      'kubectl create quota none --hard pods=0 --namespace "$NAMESPACE"',
      'quota',
    ],
    [
      'secrets by a quota of none',
      'secret',
      'kubectl create quota none --hard secrets=0 --namespace "$NAMESPACE"',
      'quota',
    ],
    [
      'pods by a quota that wants limits',
      'pod',
      'kubectl create quota none --hard limits.cpu=8 --namespace "$NAMESPACE"',
      'quota without defaults',
    ],
    ['pods by a LimitRange', 'pod', limitRange('min: { memory: 256Mi }'), 'LimitRange'],
    ['pods by the defaults of one', 'pod', limitRange('max: { cpu: 50m }'), 'LimitRange'],
    ['pods by a policy', 'pod', policy, 'policy'],
    ['pods by a webhook that is down', 'pod', webhook, 'webhook down'],
  ])('refuses %s', async (_, object, command, by) => {
    const prepared = await prepareBuildCluster(plane);
    const { namespace } = prepared;
    await prepared.sh(command);
    const refused = failed(`${object}-admission`, 'admission-refused', { object, namespace, by });
    await eventually(prepared).toEqual([refused]);
  });

  test('refuses everything where the namespace is being deleted', async () => {
    const prepared = await prepareBuildCluster(plane);
    // No controller empties it here, so it stays so.
    await prepared.sh('kubectl delete namespace "$NAMESPACE" --wait=false');
    const { namespace } = prepared;
    const refused = (object: 'pod' | 'secret') =>
      failed(`${object}-admission`, 'admission-refused', {
        ...{ object, namespace, by: 'namespace going' },
      });
    await eventually(prepared).toEqual([refused('pod'), refused('secret')]);
  });
});

describe('the control plane', () => {
  const nodes = 'resources: [nodes], verbs: [list] }';
  const slices = 'resources: [endpointslices], verbs: [get], resourceNames: [kubernetes] }';
  const letRead = (group: string, rule: string) => `kubectl apply -f - <<EOF
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: $NAMESPACE }
rules:
  - { apiGroups: ["${group}"], ${rule}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: $NAMESPACE }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: $NAMESPACE }
subjects: [{ kind: ServiceAccount, name: $SERVICE_ACCOUNT, namespace: $NAMESPACE }]
EOF`;
  const small = (found: number) =>
    failed('control-plane', 'control-plane-small', { found, needed: 3 });
  const unreadable = {
    check: 'control-plane',
    outcome: 'unverifiable',
    id: 'control-plane-unreadable',
  };

  test('that can not be seen is for a maintainer to confirm', async () => {
    const prepared = await prepareBuildCluster(plane, { letSeeControlPlane: '' });
    await eventually(prepared).toMatchObject([unreadable]);
  });

  const setReady = (status: string) =>
    `kubectl patch node control-plane-1 --subresource status \\
       --patch '{"status":{"conditions":[{"type":"Ready","status":"${status}"}]}}'`;

  describe('seen by its nodes', () => {
    let prepared: Prepared;
    beforeAll(async () => {
      prepared = await prepareBuildCluster(plane, { letSeeControlPlane: letRead('', nodes) });
    });

    test.each([
      ['3 nodes', 'true', []],
      [
        '3 nodes, of which one is not ready',
        setReady('False'),
        [{ check: 'control-plane', outcome: 'unverifiable', id: 'control-plane-not-ready' }],
      ],
      ['3 nodes again', setReady('True'), []],
      ['2 nodes', 'kubectl delete node control-plane-3', [small(2)]],
      ['1 node', 'kubectl delete node control-plane-2', [small(1)]],
      [
        'no node that is labelled',
        'kubectl label node control-plane-1 node-role.kubernetes.io/control-plane-',
        [unreadable],
      ],
    ])('%s', async (_, command, complaints) => {
      await plane.sh(command);
      await eventually(prepared).toMatchObject(complaints);
    });

    test('no node that is labelled, beside one API server', async () => {
      const both = await prepareBuildCluster(plane);
      await eventually(both).toMatchObject([{ ...unreadable, id: 'control-plane-hidden' }]);
    });

    afterAll(() => createControlPlaneNodes(1, 2, 3));
  });

  describe('seen by the EndpointSlice, which each API server is in', () => {
    let prepared: Prepared;
    beforeAll(async () => {
      const letSeeControlPlane = letRead('discovery.k8s.io', slices);
      prepared = await prepareBuildCluster(plane, { letSeeControlPlane });
    });

    test.each([
      [1, [unreadable]],
      [2, [unreadable]],
      [3, []],
    ])('%i API servers', async (servers, complaints) => {
      if (servers > 1) await plane.addApiServer();
      await eventually(prepared).toMatchObject(complaints);
    });
  });
});
