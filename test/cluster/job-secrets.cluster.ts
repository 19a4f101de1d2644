import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConnectCluster } from '../../src/adapters/kubernetes/cluster-api.ts';
import { parseNetwork } from '../../src/adapters/kubernetes/network-address.ts';

import { applyJobSecret, lookForSecret } from '../../src/job-secrets/job-secrets.ts';
import { copyJobSecret } from '../../src/wording/kubectl.ts';

import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { type Prepared, prepareBuildCluster } from './preparation.ts';

const loopback = parseNetwork('127.0.0.0/8');
const connect = createConnectCluster({ allowedNetworks: loopback ? [loopback] : [] });
const account = '{\n  "type": "service_account"\n}\n';

describe('a secret for jobs', () => {
  let plane: ControlPlane;
  let prepared: Prepared;
  beforeAll(async () => {
    plane = await startControlPlane();
    prepared = await prepareBuildCluster(plane);
  });
  afterAll(() => plane.close());

  const apply = async (name: string, value: string) => {
    const api = await connect(prepared.kubeconfig);
    const data = new Map([['service-account.json', Buffer.from(value)]]);
    const outcome = await applyJobSecret(api, { namespace: prepared.namespace, name, data });
    await api.close();
    return outcome;
  };
  const read = (name: string) =>
    prepared.sh(
      `kubectl get secret ${name} --namespace "$NAMESPACE" --output 'jsonpath={.data.service-account\\.json}' | base64 --decode`,
    );

  test('is applied with the rights that the manifests give, and again', async () => {
    expect(await apply('gcs-credentials', 'before')).toBe('applied');
    expect(await apply('gcs-credentials', account)).toBe('applied');
    expect(await read('gcs-credentials')).toBe(account);
  });

  test('is left as it is where somebody else has made one', async () => {
    await prepared.sh(
      'kubectl create secret generic theirs --namespace "$NAMESPACE" --from-literal=service-account.json=theirs',
    );
    expect(await apply('theirs', account)).toBe('foreign');
    expect(await read('theirs')).toBe('theirs');
  });

  test('is left as it is where somebody else has changed it', async () => {
    await apply('changed', 'before');
    await prepared.sh(
      `kubectl patch secret changed --namespace "$NAMESPACE" --patch '{"stringData":{"service-account.json":"theirs"}}'`,
    );
    expect(await apply('changed', account)).toBe('foreign');
    expect(await read('changed')).toBe('theirs');
  });

  test('is looked for', async () => {
    const api = await connect(prepared.kubeconfig);
    const look = (name: string) => lookForSecret(api, { namespace: prepared.namespace, name });
    expect(await look('looked-for')).toBe('missing');
    await prepared.sh('kubectl create secret generic looked-for --namespace "$NAMESPACE"');
    expect(await look('looked-for')).toBe('present');
    expect(await lookForSecret(api, { namespace: 'default', name: 'looked-for' })).toBe('unseen');
    await api.close();
  });

  describe('is copied from another cluster by the command that a maintainer is told', () => {
    const copy = async (name: string) => {
      const context = (await prepared.sh('kubectl config current-context')).trim();
      await prepared.sh(
        `kubectl config set-context kubevirt-prow-control-plane --cluster ${context} --user ${context}`,
      );
      return copyJobSecret(context, { name, namespace: prepared.namespace });
    };

    test('whole', async () => {
      const command = await copy('123');
      await prepared.sh(
        `kubectl create secret generic 123 --namespace "$NAMESPACE" --from-literal=service-account.json='${account}' --from-literal=other=more`,
      );
      // The other cluster is this one, before and after it lost the secret.
      const lose = 'kubectl delete secret 123 --namespace "$NAMESPACE" &&';
      await prepared.sh(command.replace(' &&\n', ` &&\n${lose}\n`));
      expect(JSON.parse(await read('123'))).toEqual(JSON.parse(account));
      await prepared.sh(command);
    });

    test('or not at all', async () => {
      expect(await prepared.sh(await copy('nowhere'))).toContain('Nothing was created');
      const api = await connect(prepared.kubeconfig);
      const secret = { namespace: prepared.namespace, name: 'nowhere' };
      expect(await lookForSecret(api, secret)).toBe('missing');
      await api.close();
    });
  });
});
