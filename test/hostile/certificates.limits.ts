import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { platform } from 'node:os';
import type { TlsOptions } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type KubeconfigParts, writeKubeconfig } from '../../simulator/cluster/kubeconfig.ts';
import { type Setting, startSetting } from '../../simulator/setting.ts';
import {
  authorityExtensions,
  bits,
  commonName,
  der,
  integer,
  isServer,
  keyPem,
  loopback,
  make,
  oid,
  pemOf,
  sequence,
} from '../kubeconfig/x509/make.ts';
import { inverseOf } from '../kubeconfig/x509/numbers.ts';
import { type RunningServer, slowServer, startServer } from '../kubeconfig/x509/servers.ts';
import { type Measured, startMeasured } from './measure.ts';

const isLinux = platform() === 'linux';
if (!isLinux) console.warn('not on Linux: left out what is measured with its /proc');

const blockedLimitMs = 100;
const credentials = { token: 'header.payload.signature' };

describe.skipIf(!isLinux)('no turn of the event loop is long, whatever', () => {
  let setting: Setting;
  let bot: Measured;
  const servers: RunningServer[] = [];

  beforeAll(async () => {
    setting = await startSetting();
    bot = await startMeasured(setting);
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  afterAll(async () => {
    await bot.end();
    await setting.close();
  });

  /** Files them all at once, and gives what the status comments say. */
  async function submit(all: readonly Partial<KubeconfigParts>[]): Promise<readonly string[]> {
    const { pem: certificateAuthority } = make({ extensions: authorityExtensions });
    const usual = { server: 'https://127.0.0.1:1', certificateAuthority, user: 'me', credentials };
    const texts = await Promise.all(
      all.map((parts) => bot.story.attach(writeKubeconfig({ ...usual, ...parts }))),
    );
    await bot.start();
    const issues = await Promise.all(
      texts.map((text, n) =>
        bot.story.fileIssue(`Add KubeVirtCI external provider tls-${n}`, text),
      ),
    );
    const { blocked } = await bot.cost();
    console.log(`${blocked} ms in one turn`);
    expect(blocked).toBeLessThan(blockedLimitMs);
    const said = await Promise.all(issues.map((issue) => bot.story.status(issue)));
    for (const issue of issues) await bot.story.comment('contributor', issue, '/onboard cancel');
    await bot.story.settle();
    return said;
  }

  /** Four of them, so that what they do may come at one time. */
  async function startFour(options: TlsOptions): Promise<readonly string[]> {
    const started = await Promise.all([1, 2, 3, 4].map(() => startServer(options)));
    servers.push(...started);
    return started.map(({ url }) => url);
  }

  test('is a client key of 41,638 bits, with which OpenSSL would sign for seconds', async () => {
    const [said] = await submit([{ credentials: hugePair() }]);
    expect(said).toContain('kubeconfig-client-certificate');
  });

  test('are eight hundred authorities on P-521', async () => {
    const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-521' });
    const { pem } = make({ key: privateKey });
    const [said] = await submit([{ certificateAuthority: pem.repeat(800) }]);
    expect(said).toContain('kubeconfig-ca');
  });

  test('are the longest client keys that are taken', async () => {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 8192 });
    const [root, client] = [make({ extensions: authorityExtensions }), make({ key: privateKey })];
    const leaf = make({ issuer: root, extensions: [isServer, loopback] });
    const urls = await startFour({
      cert: leaf.pem,
      key: keyPem(leaf),
      requestCert: true,
      rejectUnauthorized: false,
    });
    const trusted = { certificateAuthority: root.pem };
    const own = { credentials: { certificate: client.pem, key: keyPem(client) } };
    const said = await submit(urls.map((server) => ({ server, ...trusted, ...own })));
    for (const text of said) expect(text).toContain('your turn');
  });

  test('are servers whose certificates are slow to verify', async () => {
    const key = await slowKey();
    const root = make({ extensions: authorityExtensions, subject: commonName('root') });
    let issuer = root;
    const between = Array.from({ length: 60 }, (_, index) => {
      const subject = commonName(String(index));
      issuer = make({ key, issuer, extensions: authorityExtensions, subject });
      return issuer.pem;
    });
    const leaf = make({ issuer, extensions: [isServer, loopback] });
    const cert = [leaf.pem, ...between.reverse()].join('');
    const urls = await startFour({ cert, key: keyPem(leaf) });
    const trusted = { certificateAuthority: root.pem };
    const said = await submit(urls.map((server) => ({ server, ...trusted })));
    for (const text of said) expect(text).toContain('cluster-certificate');
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'are servers behind DSA keys of 10,000 bits, in %s',
    async (maxVersion) => {
      const { options, authority: certificateAuthority } = slowServer();
      const urls = await startFour({ ...options, maxVersion });
      const said = await submit(urls.map((server) => ({ server, certificateAuthority })));
      for (const text of said) expect(text).toContain('cluster-certificate');
    },
  );
});

/** A pair that belongs together, with primes that everybody knows. */
function hugePair() {
  const [p, q] = [2n ** 19937n - 1n, 2n ** 21701n - 1n];
  const e = 65537n;
  const d = inverseOf(e, (p - 1n) * (q - 1n));
  const numbers = [0n, p * q, e, d, p, q, d % (p - 1n), d % (q - 1n), inverseOf(q, p)];
  const publicKey = sequence(
    sequence(oid('2a864886f70d010101'), der(0x05)),
    bits(sequence(integer(p * q), integer(e))),
  );
  const key = pemOf(sequence(...numbers.map(integer)), 'RSA PRIVATE KEY');
  return { certificate: make({ publicKey }).pem, key };
}

/** RSA of 3072 bits with a public exponent as long as that. */
async function slowKey(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 });
  const { kty, n = '', p = '', q = '', qi = '' } = privateKey.export({ format: 'jwk' });
  const [one, other] = [numberOf(p) - 1n, numberOf(q) - 1n];
  const d = 65537n;
  const [e, dp, dq] = [inverseOf(d, one * other), d % one, d % other];
  const [eText, dText, dpText, dqText] = [e, d, dp, dq].map(textOf);
  const jwk = { kty, n, p, q, qi, e: eText, d: dText, dp: dpText, dq: dqText };
  return createPrivateKey({ format: 'jwk', key: jwk });
}

function numberOf(text: string): bigint {
  return BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
}

function textOf(number: bigint): string {
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}
