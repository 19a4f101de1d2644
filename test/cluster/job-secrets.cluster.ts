import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConnectCluster } from '../../src/adapters/kubernetes/cluster-api.ts';
import { parseNetwork } from '../../src/adapters/kubernetes/network-address.ts';
import { applyJobSecret } from '../../src/job-secrets/job-secrets.ts';
import { createJobSecret } from '../../src/wording/kubectl.ts';
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
    expect(await apply('gcs', 'before')).toBe('applied');
    expect(await apply('gcs', account)).toBe('applied');
    expect(await read('gcs')).toBe(account);
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

  test('can be created with the command that a maintainer is told', async () => {
    const context = (await prepared.sh('kubectl config current-context')).trim();
    writeFileSync(
      join(plane.folder, prepared.namespace, 'main.yml'),
      `gcs: |\n${account.replace(/^(?=.)/gm, '  ')}`,
    );
    const items = [{ key: 'service-account.json', entry: 'gcs' }];
    const { namespace } = prepared;
    const result = { name: 'by-hand', items, namespace, outcome: 'failed' } as const;
    // The reader of what is public fills in the entries.
    await prepared.sh(createJobSecret(context, result).replace(/^\(ENTRY=.*$/m, '(ENTRY=gcs'));
    expect(JSON.parse(await read('by-hand'))).toEqual(JSON.parse(account));
  });
});
