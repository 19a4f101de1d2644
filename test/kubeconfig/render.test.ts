import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createAuthority } from '../../simulator/certificates.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { openssl } from '../../src/kubeconfig/openssl.ts';
import { renderKubeconfig } from '../../src/kubeconfig/render.ts';
import { vetKubeconfig } from '../../src/kubeconfig/vet/vet.ts';
import { added, names } from './kubeconfigs.ts';

const authority = await createAuthority('test-ca');
const client = await authority.issue({ commonName: 'me', clientAuth: true });

const everything: Kubeconfig = {
  server: 'https://api.example.com:6443/k8s/clusters/c-1',
  certificateAuthority: authority.certificate,
  tlsServerName: 'kubernetes.default',
  credentials: { type: 'client-certificate', certificate: client.certificate, key: client.key },
  namespace: 'kubevirt-prow-jobs',
};

describe('a kubeconfig is written', () => {
  test('in the layout and order of kubectl, with its context as the current one', () => {
    expect(renderKubeconfig({ ...added, tlsServerName: 'api' }, names)).toBe(
      `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=
    server: https://rosa.example.com:6443/k8s/clusters/c-1
    tls-server-name: api
  name: rosa-1
contexts:
- context:
    cluster: rosa-1
    namespace: kubevirt-prow-jobs
    user: prow
  name: rosa-1
current-context: rosa-1
kind: Config
users:
- name: prow
  user:
    token: new-token
`,
    );
  });

  test('with nothing that it does not have', () => {
    const least: Kubeconfig = { server: 'https://a', credentials: { type: 'token', token: 't' } };
    const [cluster, context] = [{ server: 'https://a' }, { cluster: 'rosa-1', user: 'prow' }];
    expect(parse(renderKubeconfig(least, names))).toMatchObject({
      clusters: [{ cluster }],
      contexts: [{ context }],
    });
    expect(renderKubeconfig(least, names)).not.toMatch(/namespace|authority|tls/);
  });

  test('with long values on one line', () => {
    const lines = renderKubeconfig(everything, names).split('\n');
    const key = Buffer.from(client.key).toString('base64');
    expect(lines).toContain(`    client-key-data: ${key}`);
    const token = '1'.repeat(300);
    const quoted = renderKubeconfig({ ...added, credentials: { type: 'token', token } }, names);
    expect(quoted).toContain(`    token: "${token}"\n`);
  });
});

const words = [
  'on',
  'y',
  '123',
  '1e3',
  '0x1f',
  '1:30',
  'null',
  'true',
  '0o7',
  '~',
  '1_0',
  'a',
  'e1',
  'E1',
  'e-1',
  '0o17',
  '1e-3',
  'no',
  'inf',
  '2026-11-30',
];

test.each(words)('the name %j is written so that everybody reads a string', (word) => {
  const rendered = renderKubeconfig(added, { context: word, cluster: word, user: word });
  for (const version of ['1.1', '1.2'] as const) {
    expect(parse(rendered, { version })).toMatchObject({
      clusters: [{ name: word }],
      contexts: [{ name: word, context: { cluster: word, user: word } }],
      'current-context': word,
      users: [{ name: word }],
    });
  }
});

/** None that stands for one: those have words or dots in the place of a value. */
const token = fc
  .stringMatching(/^7f3a[A-Za-z0-9._~+/:-]{0,60}={0,2}$/)
  .filter((text) => !text.includes('...'));
const anyName = fc.stringMatching(/^[\x21-\x7e]{1,60}$/);
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);

test('what was written is read as the same', () => {
  const now = new Date();
  const credentials: fc.Arbitrary<Kubeconfig['credentials']> = fc.oneof(
    token.map((text) => ({ type: 'token' as const, token: text })),
    fc.constant(everything.credentials),
  );
  const kubeconfig = fc.record({
    server: label.map((host) => `https://${host}.example.com:6443/k8s`),
    certificateAuthority: fc.option(fc.constant(authority.certificate), { nil: undefined }),
    tlsServerName: fc.option(
      label.map((name) => `${name}.example.com`),
      { nil: undefined },
    ),
    credentials,
    namespace: fc.option(label, { nil: undefined }),
  });
  const anyNames = fc.record({ context: anyName, cluster: anyName, user: anyName });
  fc.assert(
    fc.property(kubeconfig, anyNames, (written, own) => {
      expect(vetKubeconfig(Buffer.from(renderKubeconfig(written, own)), now, openssl)).toEqual(
        written,
      );
    }),
  );
});
