import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthority, type IssueOptions } from '../../simulator/certificates.ts';
import type { Credentials, Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { type AccountNames, suggestedNames } from '../../src/wording/manifests.ts';
import {
  checksOf,
  complaintsOf,
  failed,
  type ProbeOptions,
  probe,
  providerChecks,
} from '../probe/probe-fixture.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { applyParts, vetted, writing } from './preparation.ts';
import { startProxyWithoutClientCertificates } from './proxy.ts';

let plane: ControlPlane;
let provider: Kubeconfig;

beforeAll(async () => {
  plane = await startControlPlane();
  provider = await prepare(suggestedNames['external-provider']);
});
afterAll(() => plane.close());

/** Does the administrator's part for a provider, with another role where one is given. */
async function prepare(
  { namespace, serviceAccount }: Omit<AccountNames, 'secret'>,
  role?: string,
): Promise<Kubeconfig> {
  const names = { namespace, serviceAccount, secret: serviceAccount };
  const [forAccount = '', forAdministrator = ''] = applyParts('external-provider', names);
  const grant = role
    ? `kubectl create clusterrolebinding ${serviceAccount} --clusterrole ${role} \\
      --serviceaccount ${namespace}:${serviceAccount}`
    : forAdministrator;
  const variables = `NAMESPACE=${namespace} SERVICE_ACCOUNT=${serviceAccount}`;
  await plane.sh([variables, forAccount, grant, ...writing].join('\n'));
  return vetted(readFileSync(join(plane.folder, 'my-kubeconfig.yaml')));
}

const look = (kubeconfig: Kubeconfig, options: ProbeOptions = {}) =>
  probe(kubeconfig, { kind: 'external-provider', ...options });

async function certificateOf(options: IssueOptions): Promise<Credentials> {
  const notAfter = new Date(Date.now() + 2 * 365 * 24 * 60 * 60 * 1000);
  const given = { notAfter, ...options, clientAuth: true };
  const { certificate, key } = await plane.authority.issue(given);
  return { type: 'client-certificate', certificate, key };
}

const jane = { commonName: 'jane', organizations: ['system:masters'] };
const notAdmin = failed('cluster-admin', 'not-cluster-admin');
const refused = failed('credentials', 'credentials-refused', { cause: 'client certificate' });

describe('a provider', () => {
  test('passes when prepared as the documents say', async () => {
    const report = await look(provider);
    expect(complaintsOf(report)).toEqual([]);
    expect(checksOf(report)).toEqual(providerChecks);
    expect(report.serviceAccount).toEqual({
      namespace: 'kube-system',
      name: 'kubevirtci-automation',
    });
  });

  test.each(['view', 'edit', 'admin'])('that may only %s fails', async (role) => {
    const limited = await prepare({ namespace: 'default', serviceAccount: `may-${role}` }, role);
    expect(complaintsOf(await look(limited))).toEqual([notAdmin]);
  });

  test('passes with the client certificate of an administrator', async () => {
    const report = await look({ ...provider, credentials: await certificateOf(jane) });
    expect(complaintsOf(report)).toEqual([]);
    expect(report.seen?.user).toBe('jane');
  });

  test('fails with the client certificate of somebody else', async () => {
    const credentials = await certificateOf({ commonName: 'joe', organizations: ['developers'] });
    expect(complaintsOf(await look({ ...provider, credentials }))).toEqual([notAdmin]);
  });

  test('fails with a client certificate of another authority', async () => {
    const other = await createAuthority('kubernetes-ca');
    const { certificate, key } = await other.issue({ ...jane, clientAuth: true });
    const credentials = { type: 'client-certificate', certificate, key } as const;
    expect(complaintsOf(await look({ ...provider, credentials }))).toMatchObject([
      refused,
      { check: 'token-lifetime', id: 'certificate-expires' },
    ]);
  });

  test('fails with a client certificate that is over', async () => {
    const day = 24 * 3600 * 1000;
    const notBefore = new Date(Date.now() - 3 * day);
    const notAfter = new Date(Date.now() - day);
    const credentials = await certificateOf({ ...jane, notBefore, notAfter });
    expect(complaintsOf(await look({ ...provider, credentials }))).toMatchObject([
      refused,
      { check: 'token-lifetime', id: 'certificate-expires' },
    ]);
  });

  test('is anonymous where something before the API server ends its TLS', async () => {
    const proxy = await startProxyWithoutClientCertificates(plane);
    const credentials = await certificateOf(jane);
    const report = await look({ ...provider, server: proxy.url, credentials });
    await proxy.close();
    expect(complaintsOf(report)).toEqual([refused]);
  });

  test('is refused with a token that the cluster does not know', async () => {
    const credentials = { type: 'token', token: 'some.other.token' } as const;
    expect(complaintsOf(await look({ ...provider, credentials }))).toMatchObject([
      failed('credentials', 'credentials-refused', { cause: 'unknown' }),
      { check: 'token-lifetime', outcome: 'warning' },
    ]);
  });
});

describe('the same cluster', () => {
  const registered = (server: string) => {
    const certificateAuthority = plane.authority.certificate;
    return {
      registered: [
        { kind: 'external-provider' as const, name: 'old', server, certificateAuthority },
      ],
    };
  };

  test('under another name is refused', async () => {
    const report = await look(provider, registered(`${plane.server}/`));
    expect(complaintsOf(report)).toMatchObject([
      { check: 'not-registered', outcome: 'failed', id: 'cluster-registered' },
    ]);
  });

  test('under another address as well draws a warning', async () => {
    const server = plane.server.replace('127.0.0.1', 'localhost');
    const report = await look({ ...provider, server }, registered(plane.server));
    expect(complaintsOf(report)).toMatchObject([
      { check: 'not-registered', outcome: 'warning', id: 'cluster-shares-ca' },
    ]);
  });
});
