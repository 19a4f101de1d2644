import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64 } from '../../simulator/base64.ts';
import { keyFingerprint } from '../../src/attachment/fingerprint.ts';
import { findLeak, findPlaintextCredential } from '../../src/attachment/leaks.ts';
import { anyCharacter } from '../any-character.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { armored, privateBlock, publicBlock } from './sample.ts';

const base64url = (text: string) => Buffer.from(text).toString('base64url');

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;
const certificate = `-----BEGIN CERTIFICATE-----\n${'MIIBszCCAVmgAwIBAgIUQ1Zk'.repeat(10)}\n-----END CERTIFICATE-----\n`;
const jwt = [
  base64url('{"alg":"RS256","kid":"x"}'),
  base64url('{"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:a:b"}'),
  'c2lnbmF0dXJl'.repeat(20),
].join('.');

const kubeconfig = (user: string) => `apiVersion: v1
kind: Config
clusters:
- name: c
  cluster: {server: "https://c.example:6443", certificate-authority-data: ${base64(certificate)}}
contexts: [{name: c, context: {cluster: c, user: u}}]
current-context: c
users:
- name: u
  user:
    ${user}
`;
const asJson = (user: object) =>
  JSON.stringify({ kind: 'Config', clusters: [], contexts: [], users: [{ name: 'u', user }] });
/** As `base64` and `kubectl` write it: in lines, and indented where it stands in YAML. */
const inLines = (text: string, length: number, lineBreak = '\n') =>
  text.replaceAll(new RegExp(`.{1,${length}}`, 'g'), `        $&${lineBreak}`);
const fenced = (text: string) => `Here it is:\n\n\`\`\`yaml\n${text}\`\`\`\n`;
const quoted = (text: string) => text.replaceAll(/^/gm, '> ');

describe('a leak is found', () => {
  test.each([
    ['a kubeconfig with a token', kubeconfig(`token: ${jwt}`), 'kubeconfig'],
    [
      'with a token that is no JWT',
      kubeconfig('token: kubeconfig-u-x7k2p:9fjq2k4hs8d7f6g5'),
      'kubeconfig',
    ],
    ['with a quoted token', kubeconfig(`token: "a8f5f167f44f4964e6c998dee827110c"`), 'kubeconfig'],
    ['with a client key', kubeconfig(`client-key-data: ${base64(pem)}`), 'kubeconfig'],
    [
      'with a client key in lines of 64',
      kubeconfig(`client-key-data: |\n${inLines(base64(pem), 64)}`),
      'kubeconfig',
    ],
    [
      'with a client key in lines of 76 and CRLF',
      kubeconfig(`client-key-data: |\n${inLines(base64(pem), 76, '\r\n')}`),
      'kubeconfig',
    ],
    [
      'with a client key in lines, quoted',
      quoted(`client-key-data: |\n${inLines(base64(pem), 64)}`),
      'kubeconfig',
    ],
    [
      'in JSON with a client key in lines',
      asJson({ 'client-key-data': inLines(base64(pem), 76) }),
      'kubeconfig',
    ],
    ['with a token of letters', kubeconfig('token: qwHEbvzyuFKdlapmXNrtgoscij'), 'kubeconfig'],
    ['with a password', kubeconfig('password: correct-horse'), 'kubeconfig'],
    ['in JSON with a token', asJson({ token: jwt }), 'kubeconfig'],
    ['in JSON with a client key', asJson({ 'client-key-data': base64(pem) }), 'kubeconfig'],
    [
      'in JSON over several lines',
      JSON.stringify(JSON.parse(asJson({ token: jwt })), null, 2),
      'kubeconfig',
    ],
    ['in a fence', fenced(kubeconfig(`token: ${jwt}`)), 'kubeconfig'],
    ['quoted', quoted(kubeconfig(`token: ${jwt}`)), 'kubeconfig'],
    ['with CRLF', kubeconfig(`token: ${jwt}`).replaceAll('\n', '\r\n'), 'kubeconfig'],
    ['its user alone', `users:\n- user:\n    client-key-data: ${base64(pem)}\n`, 'kubeconfig'],
    ['a token in a sentence', `My token is ${jwt}.`, 'token'],
    ['a token in a command', `curl -H "Authorization: Bearer ${jwt}" https://x`, 'token'],
    ['a secret as kubectl shows it', `data:\n  token: ${base64(jwt)}\n`, 'token'],
    ['a secret in lines', `data:\n  token: |\n${inLines(base64(jwt), 76)}type: x\n`, 'token'],
    ['a token in lines', `My token:\n${inLines(jwt, 80)}`, 'token'],
    ['a token of OpenShift', `oc login --token=sha256~${'aB3_'.repeat(10)}xyz`, 'token'],
    ['a private key', pem, 'private key'],
    ['a private key in one line', pem.trim().replaceAll('\n', ' '), 'private key'],
    ['a private key in JSON', JSON.stringify({ private_key: pem }), 'private key'],
    ['a private key, quoted and indented', quoted(pem.replaceAll(/^/gm, '  ')), 'private key'],
    ['an OpenPGP private key', privateBlock, 'private key'],
  ])('%s', (_what, text, expected) => {
    expect(findPlaintextCredential(text)).toBe(expected);
  });
});

describe('no leak is', () => {
  test.each([
    ['nothing', ''],
    ['a message', armored],
    ['a public key', publicBlock],
    ['a certificate', certificate],
    ['a kubeconfig without its user', kubeconfig('{}')],
    ['with a placeholder', kubeconfig('token: <your token>')],
    ['with a variable', kubeconfig(`token: $\{TOKEN}`)],
    ['with a shell variable', kubeconfig('token: "$SERVICE_ACCOUNT_TOKEN_1"')],
    ['with a template', kubeconfig('token: {{ .Values.token1 }}')],
    ['with what kubectl hides', kubeconfig('token: REDACTED')],
    ['with what kubectl leaves out', kubeconfig('client-key-data: DATA+OMITTED')],
    ['with an elided token', kubeconfig('token: eyJhbGciOiJSUzI1NiIsImtpZCI6...')],
    ['with an elided key', kubeconfig('client-key-data: LS0tLS1CRUdJTiBQUklWQVRF...')],
    ['with stars', kubeconfig('token: ****************')],
    ['with x', kubeconfig('password: xxxxxxxxxxxx')],
    ['with a word', kubeconfig('token: your-token-1234567890')],
    ['with another word', kubeconfig('token: my-token')],
    ['with a short word', kubeconfig('token: abc123')],
    ['with words in one', kubeconfig('token: serviceAccountTokenGoesHere')],
    ['with words and hyphens', kubeconfig('token: the-quick-brown-fox-jumps-over')],
    ['with the alphabet', kubeconfig('token: abcdefghijklmnopqrstuvwxyz')],
    ['with words in capitals', kubeconfig('token: TheBearerStringFromStepFour')],
    ['with one letter again and again', kubeconfig('token: aaaaaaaaaaaaaaaa1')],
    ['with a short password', kubeconfig('password: none')],
    ['with a file', kubeconfig('tokenFile: /var/run/secrets/token1')],
    ['with a program', kubeconfig('exec: {command: aws, args: [eks, get-token, cluster1]}')],
    ['a job', 'spec:\n  token: a8f5f167f44f4964e6c998dee827110c\n'],
    ['a role', 'kind: Role\nrules:\n- resources: [pods, secrets]\n  verbs: [get]\n'],
    ['a command', 'TOKEN=$(kubectl -n x get secret y -o jsonpath={.data.token} | base64 -d)'],
    ['a header of a key', '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----'],
    [
      'talk of a header and a commit',
      `-----BEGIN PRIVATE KEY----- is gone since ${'0123456789abcdef'.repeat(2)}01234567 or so.`,
    ],
    [
      'talk of a header and a digest',
      `It starts with \`-----BEGIN PRIVATE KEY-----\`:\n${'e3b0c442'.repeat(8)}  rosa.asc\n`,
    ],
    ['talk of a header', 'It must not hold `-----BEGIN RSA PRIVATE KEY-----`, as in ours.'],
    ['words with dots', `eyJust.eyJoking.${'a'.repeat(40)}`],
    [
      'three words as long as a token',
      `eyJ${'a'.repeat(30)}.eyJ${'b'.repeat(30)}.${'c'.repeat(40)}`,
    ],
  ])('%s', (_what, text) => {
    expect(findPlaintextCredential(text)).toBeUndefined();
  });
});

test('no text takes it down, and what leaks does so in any company', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: anyCharacter, maxLength: 300 }),
      fc.string({ maxLength: 300 }),
      (before, after) => {
        expect(() => findPlaintextCredential(before + after)).not.toThrow();
        expect(findPlaintextCredential(`${before}\n${kubeconfig(`token: ${jwt}`)}\n${after}`)).toBe(
          'kubeconfig',
        );
      },
    ),
  );
});

test('a credential in lines is told again as the one it is', () => {
  const tokens = [`token: |\n${inLines(base64(jwt), 76)}`, inLines(jwt, 64), jwt].map(findLeak);
  for (const leak of tokens) expect(leak?.fingerprints).toContain(tokens[2]?.fingerprints[0]);
  const keys = [inLines(base64(pem), 64), pem.replaceAll('\n', ' '), pem].map(findLeak);
  for (const leak of keys) expect(leak?.fingerprints).toEqual(keys[2]?.fingerprints);
});

test('a key of a kind that no kubeconfig holds is told, and costs nothing', async () => {
  // A number of so many bits, in DER; the keys are as long as is looked at.
  const bits = Buffer.alloc(7000, 0xff);
  const der = (tag: number, ...parts: readonly Uint8Array[]) => {
    const content = Buffer.concat(parts);
    return Buffer.concat([
      Buffer.from([tag, 0x82, content.length >> 8, content.length & 255]),
      content,
    ]);
  };
  const number = der(2, Buffer.from([0x7f]), bits);
  const dhKeyAgreement = Buffer.from('06092a864886f70d010301', 'hex');
  const algorithm = der(0x30, dhKeyAgreement, der(0x30, number, der(2, Buffer.from([3]))));
  const key = der(
    0x30,
    Buffer.from([2, 1, 0]),
    algorithm,
    der(4, der(2, Buffer.from([0x3f]), bits)),
  );
  const pem = `-----BEGIN PRIVATE KEY-----\n${inLines(key.toString('base64'), 64)}`;
  let leak: ReturnType<typeof findLeak>;
  const work = () => {
    leak = findLeak(`${pem}\n${pem}`);
  };
  expect(await cpuTimeOf(work)).toBeLessThan(200);
  expect(leak).toMatchObject({ what: 'private key', fingerprints: [] });
});

const curves = ['P-256', 'P-384', 'P-521'].map(
  (namedCurve) => generateKeyPairSync('ec', { namedCurve }).privateKey,
);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

test.each([
  ...curves.map((key) => key.export({ type: 'sec1', format: 'pem' })),
  ...[...curves, rsa, generateKeyPairSync('ed25519').privateKey].map((key) =>
    key.export({ type: 'pkcs8', format: 'pem' }),
  ),
  rsa.export({ type: 'pkcs1', format: 'pem' }),
])('a key of a kind that kubeconfigs hold is told again: %#', (exported) => {
  const text = exported.toString();
  const [fingerprint] = keyFingerprint(text);
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(findLeak(`> ${text.replaceAll('\n', '\n> ')}`)?.fingerprints).toEqual([fingerprint]);
});

test.each([50, 51])('of %d credentials in a text fifty are told again', (count) => {
  const letters = 'aB3dE5gH7jaB3dE5gH7jaB3dE5gH7jaB3dE5gH7j';
  const tokens = Array.from({ length: count }, (_, i) => `sha256~${letters}${100 + i}`);
  const leak = findLeak(tokens.join('\n'));
  expect(leak?.fingerprints).toHaveLength(50);
  expect(leak?.isMore).toBe(count > 50);
});

describe('a text as long as a submission may be is soon read', () => {
  const word = 'QUJDREVGR0hJSktMTU5P';
  test.each([
    ['lines of base64', `${word.repeat(3)}\n`],
    ['lines of base64 that are none', `${word.repeat(3)}\n !`],
    ['line ends', `${word}\n\n\n\n`],
    ['one word', word],
    ['margins', ' >|\t'],
    ['words', `${word.repeat(3)} `],
    ['beginnings of encoded keys', 'LS0tLS1CRUdJTi'],
    ['beginnings of encoded keys in lines', 'LS0tLS1CRUdJTiBQUklWQVRF\n'],
    ['beginnings of encoded tokens in lines', 'ZXlKhbGciOiJSUzI1NiIsImt\n'],
    ['line ends of JSON', '\\r\\n'],
    ['keys in one line', `-----BEGIN PRIVATE KEY-----${` ${word.repeat(3)}`.repeat(300)}`],
  ])('%s', async (_what, part) => {
    const text = `${word}\n${part.repeat(2 ** 20 / part.length)}`;
    expect(await cpuTimeOf(() => findLeak(text))).toBeLessThan(1000);
    const onlyLast = `${word}\n${part.trim()[0] ?? ' '}${part.repeat(2 ** 20 / part.length)}!`;
    expect(await cpuTimeOf(() => findLeak(onlyLast))).toBeLessThan(1000);
  });
});
