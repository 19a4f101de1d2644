import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Authority, createAuthority } from '../../simulator/certificates.ts';
import { vetKubeconfig } from '../../src/kubeconfig/vet.ts';
import { ProblemError } from '../../src/problem.ts';

const now = new Date();
const day = 24 * 60 * 60 * 1000;
const base64 = (text: string) => Buffer.from(text).toString('base64');

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority('test-ca');
});

type Fields = Record<string, unknown>;

interface Parts {
  readonly root?: Fields;
  readonly cluster?: Fields;
  readonly user?: Fields;
  readonly context?: Fields;
}

/** A good kubeconfig with some fields added or replaced. */
function kubeconfig({ root, cluster, user, context }: Parts = {}): Fields {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://api.example.com:6443', ...cluster } }],
    users: [{ name: 'u', user: { token: 'my-token', ...user } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', ...context } }],
    'current-context': 'x',
    ...root,
  };
}

const vet = (text: string | Uint8Array) =>
  vetKubeconfig(typeof text === 'string' ? Buffer.from(text) : text, now);

function problemOf(attempt: () => unknown) {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  return undefined;
}

const problemWith = (parts: Parts) => problemOf(() => vet(stringify(kubeconfig(parts))));

describe('a good kubeconfig is rebuilt', () => {
  const rebuilt = {
    server: 'https://api.example.com:6443',
    credentials: { type: 'token', token: 'my-token' },
  };
  test.each([
    ['YAML', stringify(kubeconfig())],
    ['JSON', JSON.stringify(kubeconfig())],
    ['JSON on many lines', JSON.stringify(kubeconfig(), null, 2)],
    ['with CRLF', stringify(kubeconfig()).replaceAll('\n', '\r\n')],
    ['with a byte-order mark', `\ufeff${stringify(kubeconfig())}`],
    ['with a document start', `---\n${stringify(kubeconfig())}`],
    ['with a document end', `---\n${stringify(kubeconfig())}...\n`],
    ['with comments', `# mine\n${stringify(kubeconfig())}`],
    [
      'without current-context, but with one context',
      stringify(kubeconfig({ root: { 'current-context': undefined } })),
    ],
    [
      'with empty fields that say nothing',
      stringify(
        kubeconfig({
          user: { as: '', 'as-groups': [], 'as-user-extra': {}, username: null },
          cluster: { 'insecure-skip-tls-verify': false, 'proxy-url': '' },
        }),
      ),
    ],
    [
      'with notes of tools',
      stringify(
        kubeconfig({
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
    const { certificateAuthority, ...rest } = vet(stringify(kubeconfig(parts)));
    expect(rest).toEqual({
      server: 'https://rancher.example.com/k8s/clusters/c-m-1',
      tlsServerName: 'api.example.com',
      credentials: { type: 'token', token: 'my-token' },
      namespace: 'kubevirt-prow-jobs',
    });
    expect(certificateAuthority?.trim()).toBe(authority.certificate.trim().replaceAll('\r', ''));
  });

  test('with a client certificate', async () => {
    const { certificate, key } = await authority.issue({ commonName: 'me', clientAuth: true });
    const user = {
      token: undefined,
      'client-certificate-data': base64(certificate),
      'client-key-data': base64(key),
    };
    expect(vet(stringify(kubeconfig({ user }))).credentials).toMatchObject({
      type: 'client-certificate',
      key: expect.stringContaining('PRIVATE KEY'),
    });
  });

  test('the current context of several, whatever the others are', () => {
    const several = {
      ...kubeconfig(),
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

describe('a field that is not on the list is refused by name', () => {
  const cases: readonly (readonly [string, Parts, string])[] = [
    ['exec', { user: { exec: { command: 'sh', args: ['-c', 'id'] } } }, 'kubeconfig-exec'],
    ['auth-provider', { user: { 'auth-provider': { name: 'gcp' } } }, 'kubeconfig-auth-provider'],
    ['tokenFile', { user: { tokenFile: '/etc/passwd' } }, 'kubeconfig-file-path'],
    ['token-file', { user: { 'token-file': '/etc/passwd' } }, 'kubeconfig-file-path'],
    ['client-certificate', { user: { 'client-certificate': '/x' } }, 'kubeconfig-file-path'],
    ['client-key', { user: { 'client-key': '/x' } }, 'kubeconfig-file-path'],
    [
      'certificate-authority',
      { cluster: { 'certificate-authority': '/x' } },
      'kubeconfig-file-path',
    ],
    ['proxy-url', { cluster: { 'proxy-url': 'http://proxy' } }, 'kubeconfig-proxy'],
    [
      'insecure-skip-tls-verify',
      { cluster: { 'insecure-skip-tls-verify': true } },
      'kubeconfig-insecure',
    ],
    ['as', { user: { as: 'admin' } }, 'kubeconfig-impersonation'],
    ['as-uid', { user: { 'as-uid': '1' } }, 'kubeconfig-impersonation'],
    ['as-groups', { user: { 'as-groups': ['system:masters'] } }, 'kubeconfig-impersonation'],
    ['as-user-extra', { user: { 'as-user-extra': { a: ['b'] } } }, 'kubeconfig-impersonation'],
    ['username', { user: { username: 'me' } }, 'kubeconfig-basic-auth'],
    ['password', { user: { password: 'secret' } }, 'kubeconfig-basic-auth'],
    ['an unknown field of the file', { root: { hooks: ['x'] } }, 'kubeconfig-unknown-field'],
    [
      'an unknown field of the cluster',
      { cluster: { 'server-alias': 'x' } },
      'kubeconfig-unknown-field',
    ],
    ['an unknown field of the user', { user: { impersonate: 'x' } }, 'kubeconfig-unknown-field'],
    ['an unknown field of the context', { context: { as: 'x' } }, 'kubeconfig-unknown-field'],
    [
      'an unknown field of an item',
      { root: { users: [{ name: 'u', user: { token: 't' }, exec: {} }] } },
      'kubeconfig-unknown-field',
    ],
  ];
  test.each(cases)('%s', (_field, parts, id) => {
    expect(problemWith(parts)?.id).toBe(id);
  });

  test('an unknown field is named, but nothing that may be a secret', () => {
    expect(problemWith({ user: { impersonate: 'x' } })?.details).toEqual({
      path: 'users[].user.impersonate',
    });
    expect(JSON.stringify(problemWith({ user: { 's3cr3t token/+=': 'x' } }))).not.toContain(
      's3cr3t',
    );
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString'])('%s', (field) => {
    const text = stringify(kubeconfig()).replace('kind: Config', `kind: Config\n${field}: {}`);
    expect(problemOf(() => vet(text))?.id).toBe('kubeconfig-unknown-field');
  });
});

describe('what the values must be', () => {
  const cases: readonly (readonly [string, Parts, string])[] = [
    ['no server', { cluster: { server: '' } }, 'kubeconfig-server'],
    ['http', { cluster: { server: 'http://api.example.com' } }, 'kubeconfig-server'],
    ['another protocol', { cluster: { server: 'unix:///x' } }, 'kubeconfig-server'],
    [
      'credentials in the address',
      { cluster: { server: 'https://me:pw@api' } },
      'kubeconfig-server',
    ],
    ['a query', { cluster: { server: 'https://api.example.com/?x' } }, 'kubeconfig-server'],
    ['a fragment', { cluster: { server: 'https://api.example.com/#x' } }, 'kubeconfig-server'],
    [
      'a line break in the address',
      { cluster: { server: 'https://api.example\n.com' } },
      'kubeconfig-server',
    ],
    ['full-width digits', { cluster: { server: 'https://１２７.0.0.1' } }, 'kubeconfig-server'],
    ['a server that is a number', { cluster: { server: 3 } }, 'kubeconfig-shape'],
    [
      'an authority that is no base64',
      { cluster: { 'certificate-authority-data': '***' } },
      'kubeconfig-ca',
    ],
    [
      'an authority that is no certificate',
      { cluster: { 'certificate-authority-data': base64('hello') } },
      'kubeconfig-ca',
    ],
    [
      'a broken certificate',
      {
        cluster: {
          'certificate-authority-data': base64(
            '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
          ),
        },
      },
      'kubeconfig-ca',
    ],
    [
      'a TLS name that is none',
      { cluster: { 'tls-server-name': 'a b' } },
      'kubeconfig-tls-server-name',
    ],
    ['a line break in the token', { user: { token: 'a\r\nHost: b' } }, 'kubeconfig-token'],
    ['a token beyond ASCII', { user: { token: 'tökén' } }, 'kubeconfig-token'],
    ['an endless token', { user: { token: 'x'.repeat(20_000) } }, 'kubeconfig-token'],
    ['a token that is a number', { user: { token: 12 } }, 'kubeconfig-shape'],
    ['no credentials', { user: { token: '' } }, 'kubeconfig-no-credentials'],
    ['two credentials', { user: { 'client-key-data': base64('x') } }, 'kubeconfig-two-credentials'],
    [
      'a key alone',
      { user: { token: '', 'client-key-data': base64('x') } },
      'kubeconfig-client-certificate',
    ],
    [
      'a certificate alone',
      { user: { token: '', 'client-certificate-data': base64('x') } },
      'kubeconfig-client-certificate',
    ],
    ['a namespace that is none', { context: { namespace: 'A B' } }, 'kubeconfig-namespace'],
    [
      'a context that is not there',
      { root: { 'current-context': 'y' } },
      'kubeconfig-dangling-reference',
    ],
    ['a cluster that is not there', { context: { cluster: 'y' } }, 'kubeconfig-dangling-reference'],
    ['a user that is not there', { context: { user: 'y' } }, 'kubeconfig-dangling-reference'],
    [
      'no context at all',
      { root: { contexts: [], 'current-context': '' } },
      'kubeconfig-no-current-context',
    ],
    ['another kind', { root: { kind: 'Secret' } }, 'kubeconfig-shape'],
    ['users that are no list', { root: { users: {} } }, 'kubeconfig-shape'],
    ['a user that is no mapping', { root: { users: ['u'] } }, 'kubeconfig-shape'],
    [
      'a name twice',
      {
        root: {
          users: [
            { name: 'u', user: { token: 'a' } },
            { name: 'u', user: { token: 'b' } },
          ],
        },
      },
      'kubeconfig-duplicate-name',
    ],
  ];
  test.each(cases)('not %s', (_what, parts, id) => {
    expect(problemWith(parts)?.id).toBe(id);
  });

  test('an authority that is out of date', async () => {
    const old = await authority.issue({
      commonName: 'old',
      notBefore: new Date(now.getTime() - 2 * day),
      notAfter: new Date(now.getTime() - day),
    });
    const cluster = { 'certificate-authority-data': base64(old.certificate) };
    expect(problemWith({ cluster })?.details).toEqual({ reason: 'expired' });
    const both = { 'certificate-authority-data': base64(old.certificate + authority.certificate) };
    expect(problemWith({ cluster: both })).toBeUndefined();
  });

  test.each([
    ['that is out of date', 'expired'],
    ['with the key of another one', 'key of another certificate'],
    ['with something else for a key', 'not a key'],
  ])('a client certificate %s', async (_what, reason) => {
    const notAfter = reason === 'expired' ? new Date(now.getTime() - day) : undefined;
    const issued = await authority.issue({
      commonName: 'me',
      clientAuth: true,
      ...(notAfter && { notBefore: new Date(now.getTime() - 2 * day), notAfter }),
    });
    const other = generateKeyPairSync('ed25519').privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    const keys: Record<string, string> = {
      'key of another certificate': other.toString(),
      'not a key': 'hello',
    };
    const user = {
      token: '',
      'client-certificate-data': base64(issued.certificate),
      'client-key-data': base64(keys[reason] ?? issued.key),
    };
    expect(problemWith({ user })?.details).toEqual({ reason });
  });
});

describe('what means something else to another reader is refused', () => {
  const good = stringify(kubeconfig());
  test.each([
    ['an alias', `${good}preferences: &a {}\nextensions: *a\n`, 'anchor|alias'],
    ['an anchor', good.replace('kind: Config', 'kind: &k Config'), 'anchor'],
    ['a merge key', good.replace('token: my-token', '<<: {token: my-token}'), 'merge key'],
    ['a tag', good.replace('kind: Config', 'kind: !!binary Q29uZmln'), 'tag'],
    ['a tag of its own', good.replace('kind: Config', 'kind: !secret Config'), 'tag'],
    ['several documents', `${good}---\n${good}`, 'several documents'],
    ['a key twice', `${good}kind: Config\n`, 'duplicate key'],
    ['deep nesting', `${good}preferences: ${'['.repeat(50)}${']'.repeat(50)}\n`, 'depth'],
  ])('%s', (_what, text, feature) => {
    const found = problemOf(() => vet(text));
    expect(found?.id).toBe('kubeconfig-yaml-feature');
    expect(feature.split('|')).toContain(Object(found?.details).feature);
  });

  test.each([
    ['no YAML', 'a: [\n'],
    ['not UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe])],
    ['nothing', ''],
    ['a comment', '# nothing\n'],
    ['a word', 'hello'],
    ['a list', '- a\n'],
  ])('%s', (_what, text) => {
    expect(problemOf(() => vet(text))?.id).toMatch(/^kubeconfig-(not-yaml|shape)$/);
  });

  test('an alias bomb ends at once', () => {
    const levels = Array.from({ length: 20 }, (_, level) =>
      level === 0 ? 'l0: &l0 [a]' : `l${level}: &l${level} [${`*l${level - 1},`.repeat(9)}]`,
    );
    expect(problemOf(() => vet(levels.join('\n')))?.id).toBe('kubeconfig-yaml-feature');
  });
});

describe('whatever is sent', () => {
  const canary = 'c4n4ry-s3cr3t';

  test('any bytes give a problem', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(problemOf(() => vet(bytes))).toBeDefined();
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
          vet(stringify(kubeconfig(changes)));
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          const told = JSON.stringify(error.problem) + error.message + error.stack;
          expect(told).not.toContain(canary);
        }
      }),
    );
  });
});
