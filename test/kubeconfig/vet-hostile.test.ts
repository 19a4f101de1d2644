import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Lexer, stringify } from 'yaml';
import { base64 } from '../../simulator/base64.ts';
import { type Authority, createAuthority } from '../../simulator/certificates.ts';
import { openssl } from '../../src/kubeconfig/openssl.ts';
import { vetKubeconfig } from '../../src/kubeconfig/vet/vet.ts';
import { problem } from '../../src/problem.ts';
import { makeAuthority } from '../../src/wording/certificates.ts';
import { hasOpenssl } from '../installed.ts';
import { thrownProblem } from '../problem-of.ts';
import { make } from './x509/make.ts';

const now = new Date();

const problemOf = (text: string) =>
  thrownProblem(() => vetKubeconfig(Buffer.from(text), now, openssl));

type Fields = Readonly<Record<string, unknown>>;

function kubeconfig({ cluster, user, root }: Record<string, Fields> = {}): string {
  return JSON.stringify({
    kind: 'Config',
    apiVersion: 'v1',
    clusters: [{ name: 'c', cluster: { server: 'https://api.example.com', ...cluster } }],
    users: [{ name: 'u', user: user ?? { token: 'my-token' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    ...root,
  });
}

const serverOf = (server: string) =>
  vetKubeconfig(Buffer.from(kubeconfig({ cluster: { server } })), now, openssl).server;

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority('test-ca');
});

describe('a kubeconfig may be large, and no larger', () => {
  const mebibyte = 1024 * 1024;
  const usual = stringify(JSON.parse(kubeconfig()));

  test('up to 1 MiB is read', () => {
    expect(problemOf(`${usual}# ${'x'.repeat(mebibyte - usual.length - 2)}`)).toBeUndefined();
  });

  test('up to 20000 words and signs are read', () => {
    const lexemes = (text: string) => [...new Lexer().lex(text)].length;
    const notes = '#\n'.repeat((20_000 - lexemes(usual)) / 2);
    expect(lexemes(usual + notes)).toBe(20_000);
    expect(problemOf(usual + notes)).toBeUndefined();
    expect(problemOf(`${usual}${notes}#`)?.id).toBe('kubeconfig-shape');
  });

  test('16 levels are read', () => {
    const deep = (levels: number) =>
      `${usual}preferences: ${'['.repeat(levels - 1)}a${']'.repeat(levels - 1)}\n`;
    expect(problemOf(deep(16))).toBeUndefined();
    expect(problemOf(deep(17))?.details).toEqual({ feature: 'depth', line: 16 });
  });

  test('a kubeconfig of a hundred clusters is read', () => {
    const others = Array.from({ length: 100 }, (_, number) => `other-${number}`);
    const root = {
      contexts: ['x', ...others].map((name) => ({ name, context: { cluster: 'c', user: 'u' } })),
      users: ['u', ...others].map((name) => ({ name, user: { token: 'my-token' } })),
      'current-context': 'x',
    };
    expect(problemOf(JSON.stringify(JSON.parse(kubeconfig({ root })), null, 2))).toBeUndefined();
  });

  test('more than 1 MiB is not read', () => {
    expect(problemOf(`# ${'x'.repeat(mebibyte)}`)).toEqual({
      id: 'decrypted-too-large',
      details: { limitBytes: mebibyte },
    });
  });
});

describe('what YAML allows and a kubeconfig does not need', () => {
  test.each([
    ['a merge key of YAML 1.1', `%YAML 1.1\n---\n<<: {kind: Config}\n`, 'merge key', 3],
    ['a tag without its declaration', 'kind: !e!x Config\n', 'tag', 1],
    ['deep lists in one line', `preferences:\n  ${'- '.repeat(40)}a\n`, 'depth', 2],
    ['more depth than the parser takes', '['.repeat(9_000) + ']'.repeat(9_000), 'depth', 1],
    ['a key twice, once in quotes', 'kind: Config\n"kind": Config\n', 'duplicate key', 2],
    ['a key twice where nobody looks', 'preferences: {a: 1, a: 2}\n', 'duplicate key', 1],
  ])('%s', (_what, text, feature, line) => {
    expect(problemOf(text)).toEqual({ id: 'kubeconfig-yaml-feature', details: { feature, line } });
  });

  test.each(['__proto__', 'constructor', 'prototype'])('%s where nobody looks', (key) => {
    const text = kubeconfig().replace('{', `{"preferences":{"${key}":{"a":"b"}},`);
    expect(problemOf(text)).toEqual({
      id: 'kubeconfig-unknown-field',
      details: { path: '(another field)' },
    });
  });

  test.each(['1: a\n', '? [a]\n: b\n', '~: a\n'])('a field name that is no text: %j', (text) => {
    expect(problemOf(text)?.id).toBe('kubeconfig-shape');
  });

  test('another apiVersion', () => {
    expect(problemOf(kubeconfig({ root: { apiVersion: 'v2' } }))).toEqual({
      id: 'kubeconfig-shape',
      details: { path: 'apiVersion', expected: 'v1' },
    });
  });
});

describe('the address of the server', () => {
  test.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com/', 'https://api.example.com'],
    ['HTTPS://API.example.com:443/', 'https://api.example.com'],
    ['https://api.example.com:6443/k8s/c-1/', 'https://api.example.com:6443/k8s/c-1'],
    [
      'https://api.example.com/k8s/clusters/c-m-abc123',
      'https://api.example.com/k8s/clusters/c-m-abc123',
    ],
    ['https://[2001:db8::1]:6443', 'https://[2001:db8::1]:6443'],
  ])('%s is written as %s', (written, expected) => {
    expect(serverOf(written)).toBe(expected);
  });

  test.each([
    ['api.example.com:6443', 'not https'],
    ['http://api.example.com', 'not https'],
    ['https:api.example.com', 'not a URL'],
    ['https:\\\\api.example.com', 'not a URL'],
    ['https://api.example.com\\@other.example.com', 'not a URL'],
    ['https://', 'not a URL'],
    ['https://me@api.example.com', 'credentials'],
    ['https://api.example.com?', 'query'],
    ['https://api.example.com/#', 'query'],
    ['https://api.example.com\n', 'control characters'],
    ['https://api.example.com/\u0000', 'control characters'],
  ])('%j is refused: %s', (server, reason) => {
    expect(problemOf(kubeconfig({ cluster: { server } }))).toEqual({
      id: 'kubeconfig-server',
      details: { reason },
    });
  });

  test.each([
    '*.example.com',
    'a..b',
    'a..',
    '.',
    '-a',
    'a b',
    'a:1',
    'a/b',
    'ä.example.com',
    '10.0.0.0/8',
    '10.0.0.5:6443',
    'fe80::1%eth0',
    '[10.0.0.5',
    'a'.repeat(64),
    Array.from({ length: 128 }, () => 'a').join('.'),
  ])('no TLS name: %s', (name) => {
    expect(problemOf(kubeconfig({ cluster: { 'tls-server-name': name } }))?.id).toBe(
      'kubeconfig-tls-server-name',
    );
  });
});

describe('certificates', () => {
  const authorityData = (pem: string) =>
    kubeconfig({ cluster: { 'certificate-authority-data': base64(pem) } });

  test('only the certificates of the text are kept, with plain line ends', () => {
    const { certificate } = authority;
    const text = `subject=me\r\n${certificate.replaceAll('\n', '\r\n')}between\n${certificate}after`;
    const kept =
      vetKubeconfig(Buffer.from(authorityData(text)), now, openssl).certificateAuthority ?? '';
    expect(kept.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(kept).not.toMatch(/\r|subject|between|after/);
  });

  test.each([
    [
      'a damaged one beside a good one',
      (pem: string) => pem + pem.replace(/M/, '!'),
      'not a certificate',
    ],
    ['one that is cut off', (pem: string) => pem + pem.slice(0, 200), 'cut off'],
    ['one in Base64 once more', base64, 'encoded twice'],
    ['a key', encryptedKey, 'private key'],
  ] as const)('%s is refused', (_what, change, reason) => {
    expect(problemOf(authorityData(change(authority.certificate)))).toEqual(
      problem('kubeconfig-ca', { reason }),
    );
  });

  test.each([
    ['DER', (pem: string) => pem.replaceAll(/-----.*-----|\s/g, ''), 'DER'],
    ['PEM', (pem: string) => pem, 'PEM itself'],
  ] as const)('one as %s is refused', (_what, write, reason) => {
    const cluster = { 'certificate-authority-data': write(authority.certificate) };
    expect(problemOf(kubeconfig({ cluster }))).toEqual(problem('kubeconfig-ca', { reason }));
  });

  test.skipIf(!hasOpenssl)(
    'the command makes an authority that is taken (left out without openssl)',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'ca-'));
      execFileSync('bash', ['-ec', makeAuthority], { cwd: folder, stdio: 'pipe' });
      const made = readFileSync(join(folder, 'ca.crt'), 'utf8');
      rmSync(folder, { recursive: true });
      // A moment later: OpenSSL's clock has whole seconds.
      const soon = new Date(Date.now() + 1000);
      const read = vetKubeconfig(Buffer.from(authorityData(made)), soon, openssl);
      expect(read.certificateAuthority?.trim()).toBe(made.trim());
    },
  );

  test('which one of several is refused is told by its number', () => {
    const { pem: odd } = make({ key: generateKeyPairSync('ed448').privateKey });
    const { certificate } = authority;
    const refused = (pem: string) => problemOf(authorityData(pem))?.details;
    expect(refused(certificate + odd)).toEqual({ reason: 'key kind', position: 2 });
    expect(refused(odd + certificate)).toEqual({ reason: 'key kind', position: 1 });
    expect(refused(odd)).toEqual({ reason: 'key kind' });
  });

  const day = 24 * 60 * 60 * 1000;
  const issue = (from: number, to: number) =>
    authority.issue({
      commonName: 'me',
      clientAuth: true,
      notBefore: new Date(now.getTime() + from * day),
      notAfter: new Date(now.getTime() + to * day),
    });
  const certificateOf = (text: string) =>
    vetKubeconfig(Buffer.from(text), now, openssl).certificateAuthority;
  const clientOf = (certificate: string, key: string) =>
    kubeconfig({
      user: { 'client-certificate-data': base64(certificate), 'client-key-data': key },
    });
  const refusedClient = (reason: string) => ({
    id: 'kubeconfig-client-certificate',
    details: { reason },
  });

  test('one of several that is in force is enough, and all are kept as they are', async () => {
    const past = await issue(-2, -1);
    const both = `${past.certificate.trim()}\n${authority.certificate.trim()}\n`;
    expect(certificateOf(authorityData(both))).toBe(both.replaceAll('\r', ''));
  });

  test('of a client the first counts, whatever comes with it', async () => {
    const [past, present] = [await issue(-2, -1), await issue(-1, 1)];
    const chain = past.certificate + present.certificate;
    expect(problemOf(clientOf(chain, base64(past.key)))).toEqual(refusedClient('expired'));
    const other = present.certificate + past.certificate;
    expect(problemOf(clientOf(other, base64(present.key)))).toBeUndefined();
  });

  test('from the first to the last second', async () => {
    const { certificate } = await issue(-1, 1);
    const { validFromDate, validToDate } = new X509Certificate(certificate);
    const text = Buffer.from(authorityData(certificate));
    for (const at of [validFromDate, validToDate]) {
      expect(vetKubeconfig(text, at, openssl).certificateAuthority).toBeDefined();
    }
    for (const at of [validFromDate.getTime() - 1, validToDate.getTime() + 1]) {
      expect(() => vetKubeconfig(text, new Date(at), openssl)).toThrow('kubeconfig-ca');
    }
  });

  test('base64 may be broken into lines', () => {
    const lines = base64(authority.certificate).replaceAll(/.{64}/g, '$&\r\n ');
    const data = { 'certificate-authority-data': lines };
    expect(certificateOf(kubeconfig({ cluster: data }))).toContain('BEGIN CERTIFICATE');
  });

  test.each([
    ['with signs before it', (text: string) => `****${text}`, 'not base64'],
    ['with signs behind it', (text: string) => `${text}****`, 'not base64'],
    ['that is cut off', (text: string) => text.slice(0, -1), 'cut off'],
  ])('base64 %s is none', async (_how, change, reason) => {
    // Padded so that its base64 ends in a sign that a lenient reader can do without.
    const pem = `${authority.certificate.trim()}\n`;
    const data = change(base64(pem.padEnd(pem.length + ((3 - (pem.length % 3)) % 3) + 2, '\n')));
    expect(problemOf(kubeconfig({ cluster: { 'certificate-authority-data': data } }))).toEqual({
      id: 'kubeconfig-ca',
      details: { reason },
    });
    const { certificate } = await issue(-1, 1);
    expect(problemOf(clientOf(certificate, '!!!'))).toEqual(refusedClient('not base64'));
  });

  const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const keys: readonly (readonly [string, () => string, string])[] = [
    ['of another kind', () => pemOf(rsa()), 'key of another certificate'],
    ['for agreement', () => pemOf(generateKeyPairSync('x25519').privateKey), 'not a key'],
    [
      'that is public',
      () =>
        generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      'not a key',
    ],
    ['with a passphrase', encryptedKey, 'key with passphrase'],
  ];
  test.each(keys)('a client key %s is refused', async (_what, makeKey, reason) => {
    const { certificate } = await authority.issue({ commonName: 'me', clientAuth: true });
    const user = {
      'client-certificate-data': base64(certificate),
      'client-key-data': base64(makeKey()),
    };
    expect(problemOf(kubeconfig({ user }))).toEqual({
      id: 'kubeconfig-client-certificate',
      details: { reason },
    });
  });
});

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function encryptedKey(): string {
  return generateKeyPairSync('ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
    .toString();
}
