import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { base64 } from '../../../simulator/base64.ts';
import { type Authority, createAuthority } from '../../../simulator/certificates.ts';
import { openssl } from '../../../src/kubeconfig/openssl.ts';
import { vetContext, vetKubeconfig } from '../../../src/kubeconfig/vet/vet.ts';
import { ProblemError } from '../../../src/problem.ts';
import { thrownProblem } from '../../problem-of.ts';
import { fieldsOf, type Parts } from '../kubeconfigs.ts';

const now = new Date();

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority('test-ca');
});

const vet = (text: string | Uint8Array) =>
  vetKubeconfig(typeof text === 'string' ? Buffer.from(text) : text, now, openssl);

describe('a good kubeconfig is rebuilt', () => {
  const rebuilt = {
    server: 'https://api.example.com:6443',
    credentials: { type: 'token', token: 'my-token' },
  };
  test.each([
    ['YAML', stringify(fieldsOf())],
    ['JSON', JSON.stringify(fieldsOf())],
    ['JSON on many lines', JSON.stringify(fieldsOf(), null, 2)],
    ['with CRLF', stringify(fieldsOf()).replaceAll('\n', '\r\n')],
    ['with a byte-order mark', `\ufeff${stringify(fieldsOf())}`],
    ['with a document start', `---\n${stringify(fieldsOf())}`],
    ['with a document end', `---\n${stringify(fieldsOf())}...\n`],
    ['with comments', `# mine\n${stringify(fieldsOf())}`],
    [
      'without current-context, but with one context',
      stringify(fieldsOf({ root: { 'current-context': undefined } })),
    ],
    [
      'with empty fields that say nothing',
      stringify(
        fieldsOf({
          user: { as: '', 'as-groups': [], 'as-user-extra': {}, username: null },
          cluster: { 'insecure-skip-tls-verify': false, 'proxy-url': '' },
        }),
      ),
    ],
    [
      'with notes of tools',
      stringify(
        fieldsOf({
          root: { preferences: {}, extensions: [] },
          cluster: {
            extensions: [{ name: 'cluster_info', extension: { provider: 'minikube.sigs.k8s.io' } }],
          },
        }),
      ),
    ],
  ])('%s', (_form, text) => {
    expect(vet(text)).toEqual(rebuilt);
  });

  test('with all that it may have', async () => {
    const parts = {
      cluster: {
        server: 'https://rancher.example.com/k8s/clusters/c-m-1',
        'certificate-authority-data': base64(`Comment\n${authority.certificate}`),
        'tls-server-name': 'api.example.com',
      },
      context: { namespace: 'kubevirt-prow-jobs' },
    };
    const { certificateAuthority, ...rest } = vet(stringify(fieldsOf(parts)));
    expect(rest).toEqual({
      server: 'https://rancher.example.com/k8s/clusters/c-m-1',
      tlsServerName: 'api.example.com',
      credentials: { type: 'token', token: 'my-token' },
      namespace: 'kubevirt-prow-jobs',
    });
    expect(certificateAuthority?.trim()).toBe(authority.certificate.trim().replaceAll('\r', ''));
  });

  const longest = Array.from({ length: 127 }, () => 'a').join('.');
  test.each<[string, Parts]>([
    ['a TLS name of 253 characters', { cluster: { 'tls-server-name': longest } }],
    ...['10.0.0.5', '0.0.0.0', '::1', '[::1]', '2001:db8::1', '::ffff:10.0.0.5', '010.0.0.1'].map(
      (address) =>
        [`the address ${address} in TLS`, { cluster: { 'tls-server-name': address } }] satisfies [
          string,
          Parts,
        ],
    ),
    ...['kube_api.example.com', '_kube', '1_000', 'a-', 'API.example.com', 'api.example.com.'].map(
      (name) =>
        [`the TLS name ${name}`, { cluster: { 'tls-server-name': name } }] satisfies [
          string,
          Parts,
        ],
    ),
    ['a TLS name that ends as an address', { cluster: { 'tls-server-name': 'a1.2.3.4' } }],
    ['a TLS name that begins as an address', { cluster: { 'tls-server-name': '1.2.3.4.a' } }],
    ['a token of 16 KiB', { user: { token: 'x'.repeat(16 * 1024) } }],
    [
      'an address of 2048 characters',
      { cluster: { server: `https://api.example.com/${'x'.repeat(2024)}` } },
    ],
  ])('with %s', (_what, parts) => {
    const { server, tlsServerName, credentials } = vet(stringify(fieldsOf(parts)));
    const kept = { server, 'tls-server-name': tlsServerName, ...credentials };
    expect(kept).toMatchObject(Object.assign({}, ...Object.values(parts)));
  });

  test('with a client certificate', async () => {
    const { certificate, key } = await authority.issue({ commonName: 'me', clientAuth: true });
    const user = {
      token: undefined,
      'client-certificate-data': base64(certificate),
      'client-key-data': base64(key),
    };
    expect(vet(stringify(fieldsOf({ user }))).credentials).toMatchObject({
      type: 'client-certificate',
      key: expect.stringContaining('PRIVATE KEY'),
    });
  });

  test('the current context of several, whatever the others are', () => {
    const several = {
      ...fieldsOf(),
      clusters: [
        { name: 'c', cluster: { server: 'https://api.example.com:6443' } },
        { name: 'other', cluster: { server: 'http://other' } },
      ],
      users: [
        { name: 'u', user: { token: 'my-token' } },
        { name: 'other', user: { exec: { command: 'sh' } } },
      ],
      contexts: [
        { name: 'other', context: { cluster: 'other', user: 'other' } },
        { name: 'x', context: { cluster: 'c', user: 'u' } },
      ],
    };
    expect(vet(stringify(several))).toEqual(rebuilt);
  });
});

describe('one context of a kubeconfig in the secrets is rebuilt', () => {
  const text = stringify({
    ...fieldsOf(),
    contexts: [
      { name: 'other', context: { cluster: 'none', user: 'none' } },
      { name: 'x', context: { cluster: 'c', user: 'u' } },
    ],
    'current-context': 'other',
  });

  test('whichever is in use', () => {
    expect(vetContext(text, 'x', now, openssl)?.server).toBe('https://api.example.com:6443');
  });

  test.each([
    [
      'clusters',
      [
        { name: 'twin', cluster: {} },
        { name: 'twin', cluster: { proxy: 'x' } },
      ],
    ],
    ['users', [{ name: 'twin', user: { exec: {} } }, { name: 'twin', user: {} }, { name: 3 }]],
  ])('whatever is odd among the other %s', (list, odd) => {
    const good = fieldsOf();
    const own = good[list];
    const all = { ...good, [list]: [...odd, ...(Array.isArray(own) ? own : [])] };
    expect(vetContext(stringify(all), 'x', now, openssl)?.credentials).toEqual({
      type: 'token',
      token: 'my-token',
    });
  });

  test.each([
    ['a context that is not there', text, 'y'],
    ['a kubeconfig without contexts', 'kind: Config\n', 'x'],
    ['contexts that are none', 'contexts: [3]\n', 'x'],
    ['no YAML', '}{', 'x'],
    ['nothing', '', 'x'],
  ])('none is %s', (_what, secrets, name) => {
    expect(vetContext(secrets, name, now, openssl)).toBeUndefined();
  });

  test('and is vetted as a submission is', () => {
    expect(thrownProblem(() => vetContext(text, 'other', now, openssl))?.id).toBe(
      'kubeconfig-dangling-reference',
    );
  });
});

describe('whatever is sent', () => {
  const canary = 'c4n4ry-s3cr3t';

  test('any bytes give a problem', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(thrownProblem(() => vet(bytes))).toBeDefined();
      }),
    );
  });

  test('no secret is repeated by any problem', () => {
    const value = fc.oneof(
      fc.constant(canary),
      fc.constant(`${canary}\n`),
      fc.constant({ [canary]: canary }),
      fc.constant([canary]),
      fc.constant(null),
      fc.integer(),
    );
    const name = fc.oneof(
      fc.constantFrom('token', 'exec', 'as', 'password', 'server', 'name', 'user', 'cluster'),
      fc.constant(`${canary} x`),
    );
    const fields = fc.dictionary(name, value, { maxKeys: 4 });
    const parts = fc.record(
      { root: fields, cluster: fields, user: fields, context: fields },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(parts, (changes) => {
        try {
          vet(stringify(fieldsOf(changes)));
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          const told = JSON.stringify(error.problem) + error.message + error.stack;
          expect(told).not.toContain(canary);
        }
      }),
    );
  });
});
