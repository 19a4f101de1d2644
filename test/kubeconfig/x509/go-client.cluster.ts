import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { base64 } from '../../../simulator/base64.ts';
import { createAuthority } from '../../../simulator/certificates.ts';
import type { Kubeconfig } from '../../../src/kubeconfig/kubeconfig.ts';
import { openssl } from '../../../src/kubeconfig/openssl.ts';
import { renderKubeconfig } from '../../../src/kubeconfig/render.ts';
import { readClientCertificate } from '../../../src/kubeconfig/vet/certificates.ts';
import { readCertificate } from '../../../src/kubeconfig/x509/certificate.ts';
import { ProblemError } from '../../../src/problem.ts';
import type { CertificateFault } from '../../../src/problems/certificate.ts';
import { openStory, preparedKubeconfig } from '../../journeys/open-story.ts';
import { tlsReasonOf } from './connect.ts';
import { type GoClient, startGoClient } from './go-client.ts';
import { keyPem, make, onCurve, p256, pemOf, rsa } from './make.ts';
import { createDice, mutantOf } from './mutants.ts';
import { goodServers, oddServers, type RunningServer, startServer } from './servers.ts';
import { honestSpecimens, oddSpecimens } from './specimens.ts';

let go: GoClient;
const servers: RunningServer[] = [];

beforeAll(() => {
  go = startGoClient();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => go.close());

const isReadByUs = (der: Uint8Array) => typeof readCertificate(der, openssl) !== 'string';
const asked = (der: Uint8Array) => ({ certificate: Buffer.from(der).toString('base64') });

/** How Go begins, for each rule of its own. */
const goWords: Partial<Readonly<Record<CertificateFault, RegExp>>> = {
  'not a certificate': /^x509: (?:malformed certificate|trailing data|invalid RDNSequence)/,
  version: /^x509: invalid version/,
  'serial number': /^x509: (?:negative|malformed) serial number/,
  'signature algorithm': /^x509: (?:malformed OID|inner and outer signature algorithm)/,
  dates: /^x509: malformed (?:UTC|Generalized)Time/,
  name: /^x509: invalid RDNSequence/,
  curve: /^x509: (?:unsupported elliptic curve|invalid ECDSA parameters)/,
  'key size': /^x509: RSA modulus/,
  'key form': /^x509: RSA key|not on curve$/,
  extensions: /^x509: certificate contains duplicate extension/,
  'alternative names': /^x509: (?:cannot parse (?:URI|IP address)|SAN )/,
  'name constraints': /^x509: .*constraint/,
  'basic constraints': /^x509: invalid basic constraints/,
  'key identifier': /^x509: .*key identifier/,
  policies: /^x509: invalid (?:certificate policies|inhibit any policy)/,
  'places of the issuer': /^x509: authority info access/,
};

describe('certificates', () => {
  test('what the usual programs make, both read', async () => {
    const specimens = honestSpecimens();
    const answers = await go.ask(specimens.map(({ der }) => asked(der)));
    expect(answers.filter((error) => error !== '')).toEqual([]);
    expect(specimens.filter(({ der }) => !isReadByUs(der))).toEqual([]);
  });

  test('odd ones are refused by both, or by the bot alone where it says so', async () => {
    const specimens = oddSpecimens();
    const answers = await go.ask(specimens.map(({ der }) => asked(der)));
    const verdicts = specimens.map(({ name }, index) => [name, answers[index] === '']);
    expect(verdicts).toEqual(specimens.map(({ name, isReadByGo }) => [name, isReadByGo]));
    expect(specimens.filter(({ der }) => isReadByUs(der))).toEqual([]);
  });

  test('where Go refuses one, it says the same rule as the bot', async () => {
    const specimens = oddSpecimens().filter(({ isReadByGo }) => !isReadByGo);
    const answers = await go.ask(specimens.map(({ der }) => asked(der)));
    const others = specimens.filter(
      ({ fault }, index) => !goWords[fault]?.test(answers[index] ?? ''),
    );
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  test('no mutant is read by the bot and not by Go', async () => {
    const seed = Number(process.env.X509_SEED ?? Date.now() % 2 ** 32);
    console.log(`X509_SEED=${seed}`);
    const mutants = mutantsOf(seed, 4000);
    const answers = await go.ask(mutants.map(asked));
    const read = mutants.filter(isReadByUs);
    const unread = mutants.filter((der, index) => isReadByUs(der) && answers[index] !== '');
    expect(unread.map((der) => der.toString('base64'))).toEqual([]);
    // Most mutants are broken; where hardly one was read, nothing was shown.
    expect(read.length).toBeGreaterThan(100);
  });
});

function mutantsOf(seed: number, count: number): readonly Buffer[] {
  const roll = createDice(seed);
  const honest = honestSpecimens();
  const usual = honest.filter(({ name }) => !name.startsWith('public'));
  const bases = [...usual, ...usual, ...honest, ...oddSpecimens()].filter(
    ({ der }) =>
      !['not a certificate', 'too large'].includes(String(readCertificate(der, openssl))),
  );
  const pick = () => bases[roll(bases.length)]?.der ?? Buffer.alloc(0);
  return Array.from({ length: count }, () => mutantOf(pick(), pick(), roll));
}

describe('client certificates', () => {
  const keys = { RSA: rsa, 'P-256': p256, 'P-521': () => onCurve('P-521') };

  test.each(Object.entries(keys))('with a key of %s as the bot writes it', async (_, makeKey) => {
    const made = make({ key: makeKey() });
    const [certificate, key] = [made.pem, keyPem(made)].map((pem) =>
      Buffer.from(pem).toString('base64'),
    );
    const pair = readClientCertificate({ certificate, key }, new Date(), openssl);
    expect(await go.ask([{ pair }])).toEqual(['']);
  });
});

describe('private keys', () => {
  const owners = [make({ key: rsa() }), make(), make({ key: onCurve('P-521') })];
  test('whatever the bot makes of mutants, Go takes it', async () => {
    const seed = Number(process.env.X509_SEED ?? Date.now() % 2 ** 32);
    console.log(`X509_SEED=${seed}`);
    const roll = createDice(seed);
    const ders = owners.map(({ privateKey }) =>
      privateKey.export({ type: 'pkcs8', format: 'der' }),
    );
    const pick = <Value>(values: readonly Value[]) => values[roll(values.length)] ?? values[0];
    const pairs = Array.from({ length: 2000 }).flatMap(() => {
      const [which, other] = [roll(ders.length), pick(ders) ?? Buffer.alloc(0)];
      const key = mutantOf(ders[which] ?? other, other, roll);
      const certificate = owners[which]?.pem ?? '';
      return readPair({ certificate: base64(certificate), key: base64(pemOf(key, 'PRIVATE KEY')) });
    });
    // Such as one whose written public half is broken.
    expect(pairs.length).toBeGreaterThan(20);
    const answers = await go.ask(pairs.map((pair) => ({ pair })));
    expect(answers.filter((error) => error !== '')).toEqual([]);
  });
});

function readPair(pair: { readonly certificate: string; readonly key: string }) {
  try {
    return [readClientCertificate(pair, new Date(), openssl)];
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}

const kubeconfigAt = (server: string, certificateAuthority: string): Kubeconfig => ({
  server,
  certificateAuthority,
  credentials: { type: 'token', token: 'header.payload.signature' },
});
const merged = z.object({ kubeconfig: z.string() });
const names = { context: 'c', cluster: 'c', user: 'u' };

describe('handshakes', () => {
  test.each([...goodServers(), ...oddServers()])(
    'with $name',
    async ({ options, authority, reason, tlsServerName }) => {
      const server = await startServer(options);
      servers.push(server);
      const trusted = kubeconfigAt(server.url, authority);
      const kubeconfig = { ...trusted, ...(tlsServerName && { tlsServerName }) };
      const [error = ''] = await go.ask([{ server: renderKubeconfig(kubeconfig, names) }]);
      expect(await tlsReasonOf(kubeconfig)).toBe(reason);
      expect(error === '', error).toBe(reason === undefined);
    },
  );
});

describe('kubeconfigs', () => {
  test('what a whole journey merged makes a client of each context', async () => {
    const open = await openStory();
    const { story, setting } = open;
    await story.settle(story.fileRequest('build-cluster', 'rosa-1', preparedKubeconfig(setting)));
    const [pull] = await story.pulls();
    await story.settle(story.merge(pull?.number ?? 0));
    const { kubeconfig } = merged.parse(parse((await setting.readSecrets()).get('main.yml') ?? ''));
    expect(kubeconfig).toContain('name: rosa-1');
    expect(await go.ask([{ kubeconfig }])).toEqual(['']);
    await open.close();
  });

  test('one that Go can not read is in the way of every context', async () => {
    const good = await createAuthority('good');
    const odd = make({ key: onCurve('secp256k1') });
    const texts = [good.certificate, odd.pem].map((pem) =>
      renderKubeconfig(kubeconfigAt('https://192.0.2.1', pem), names),
    );
    const [first, second] = await go.ask(texts.map((kubeconfig) => ({ kubeconfig })));
    expect(first).toBe('');
    expect(second).toMatch(/context c: .*certificate/);
  });
});
