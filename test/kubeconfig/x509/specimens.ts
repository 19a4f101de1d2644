import { generateKeyPairSync } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { CertificateFault } from '../../../src/problems/certificate.ts';
import {
  algorithms,
  authorityExtensions,
  bits,
  commonName,
  der,
  extension,
  integer,
  isServer,
  keyIdentifier,
  loopback,
  type MakeOptions,
  make,
  names,
  oid,
  onCurve,
  rsa,
  sequence,
  text,
} from './make.ts';

export interface Specimen {
  readonly name: string;
  readonly der: Uint8Array;
}

export interface OddSpecimen extends Specimen {
  readonly fault: CertificateFault;
  /** Refused by the bot alone, for what it costs or because nobody has it. */
  readonly isReadByGo: boolean;
}

const from = (name: string, options: MakeOptions): Specimen => ({ name, der: make(options).der });

/** As the usual programs make them. */
export function honestSpecimens(): readonly Specimen[] {
  const rsaKey = rsa(2048);
  const identifier = extension('551d0e', der(0x04, keyIdentifier(rsaKey)));
  const authority = (options: MakeOptions) => ({ extensions: authorityExtensions, ...options });
  const location = der(0x86, Buffer.from('http://crl.example.org/ca.crl'));
  return [
    from('kubeadm, an older one: serial 0', authority({ key: rsaKey, serial: integer(0n) })),
    from('kubeadm', authority({ key: rsaKey, extensions: [...authorityExtensions, identifier] })),
    from('k3s', authority({ subject: commonName('k3s-server-ca@1700000000') })),
    from('cfssl', authority({ key: onCurve('P-384') })),
    from('P-521', authority({ key: onCurve('P-521') })),
    from('Ed25519', authority({ key: generateKeyPairSync('ed25519').privateKey })),
    from('a small exponent', authority({ publicKey: rsaNumbers(2n ** 3071n + 1n, 3n) })),
    from('the longest key', authority({ publicKey: rsaNumbers(2n ** 8191n + 1n, 65537n) })),
    from('a server', { extensions: [isServer, loopback] }),
    from('a service mesh', {
      extensions: [names(text('spiffe://cluster.local/ns/default/sa/default', 0x86))],
    }),
    from('a wildcard and an address of mail', {
      extensions: [names(text('*.apps.example.org', 0x82), text('me@example.org', 0x81))],
    }),
    from('the oldest kind', { version: 0 }),
    from('a long life', { notAfter: text('99991231235959Z', 0x18) }),
    from('limited to a domain', {
      extensions: [
        ...authorityExtensions,
        extension('551d1e', sequence(der(0xa0, sequence(text('.example.org', 0x82)))), true),
      ],
    }),
    from('with all that public ones have', {
      key: rsaKey,
      extensions: [
        identifier,
        extension('551d23', sequence(der(0x80, keyIdentifier(rsaKey)))),
        extension('551d20', sequence(sequence(oid('551d2000')))),
        extension('551d1f', sequence(sequence(der(0xa0, der(0xa0, location))))),
        extension('2b06010505070101', sequence(sequence(oid('2b06010505073001'), location))),
      ],
    }),
    ...rootCertificates.map((pem, index) => ({
      name: `public authority ${index}`,
      der: Buffer.from(pem.replaceAll(/-----.*-----/g, ''), 'base64'),
    })),
  ];
}

/** Certificates that OpenSSL reads, each with something that Go does not, or nobody has. */
export function oddSpecimens(): readonly OddSpecimen[] {
  return [...oddKeys(), ...oddForms(), ...oddNames(), ...oddExtensions()];
}

type Odd = (name: string, options: MakeOptions) => OddSpecimen;
const odd =
  (fault: CertificateFault, isReadByGo = false): Odd =>
  (name, options) => ({ ...from(name, options), fault, isReadByGo });

function rsaNumbers(modulus: bigint, exponent: bigint, id = '2a864886f70d010101'): Buffer {
  const numbers = sequence(integer(modulus), integer(exponent));
  return sequence(sequence(oid(id), der(0x05)), bits(numbers));
}

function oddKeys(): readonly OddSpecimen[] {
  const [curve, form] = [odd('curve'), odd('key form')];
  const [otherKind, otherSize] = [odd('key kind', true), odd('key size', true)];
  const usual = 2n ** 2047n + 1n;
  const dsa = sequence(oid('2a8648ce380401'), sequence(integer(7n), integer(3n), integer(2n)));
  const explicitCurve = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    paramEncoding: 'explicit',
  }).publicKey;
  return [
    ...['secp256k1', 'brainpoolP256r1', 'sect283k1', 'prime192v1'].map((name) =>
      curve(`the curve ${name}`, { key: onCurve(name) }),
    ),
    odd('curve', true)('the curve secp224r1', { key: onCurve('secp224r1') }),
    curve('a curve by its numbers', {
      publicKey: explicitCurve.export({ type: 'spki', format: 'der' }),
    }),
    otherKind('Ed448', { key: generateKeyPairSync('ed448').privateKey }),
    otherKind('DSA', { publicKey: sequence(dsa, bits(integer(4n))) }),
    otherKind('RSA for PSS alone', { publicKey: rsaNumbers(usual, 65537n, '2a864886f70d01010a') }),
    otherSize('RSA of 1024 bits', { publicKey: rsaNumbers(2n ** 1023n + 1n, 65537n) }),
    otherSize('RSA of 8193 bits', { publicKey: rsaNumbers(2n ** 8192n + 1n, 65537n) }),
    otherSize('RSA of 65536 bits', { publicKey: rsaNumbers(2n ** 65535n + 1n, 65537n) }),
    odd('key form', true)('RSA with an even exponent', { publicKey: rsaNumbers(usual, 65536n) }),
    odd('key form', true)('RSA with a long exponent', {
      publicKey: rsaNumbers(usual, 2n ** 32n + 1n),
    }),
    odd('key size')('RSA with a negative modulus', { publicKey: rsaNumbers(-usual, 65537n) }),
    form('RSA without parameters', {
      publicKey: sequence(
        sequence(oid('2a864886f70d010101')),
        bits(sequence(integer(usual), integer(65537n))),
      ),
    }),
    form('a point that is not on its curve', {
      publicKey: sequence(
        sequence(oid('2a8648ce3d0201'), oid('2a8648ce3d030107')),
        bits(Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)])),
      ),
    }),
  ];
}

function oddForms(): readonly OddSpecimen[] {
  const good = make().der;
  const indefinite = Buffer.concat([
    Buffer.from([0x30, 0x80]),
    good.subarray(4),
    Buffer.from([0, 0]),
  ]);
  const broken = (name: string, bytes: Buffer): OddSpecimen => ({
    name,
    der: bytes,
    fault: 'not a certificate',
    isReadByGo: false,
  });
  return [
    odd('serial number')('a negative serial number', { serial: integer(-5n) }),
    odd('serial number')('a serial number with a zero too many', {
      serial: der(0x02, Buffer.from([0, 0x11])),
    }),
    odd('signature algorithm')('two algorithms of signature', {
      publicKey: sequence(algorithms.rsa, bits(Buffer.alloc(8))),
      algorithm: sequence(),
    }),
    odd('version')('version 4', { version: 3 }),
    odd('dates')('a day that is none', { notAfter: text('490230000000Z', 0x17) }),
    odd('dates', true)('a time in another zone', {
      notAfter: text('491231235959+0100', 0x17),
    }),
    odd('version', true)('extensions in the oldest version', {
      version: 0,
      extensions: authorityExtensions,
    }),
    odd('too large', true)('20 kilobytes', {
      extensions: [names(text(`${'a'.repeat(20_000)}.example.org`, 0x82))],
    }),
    broken('a length in other words', indefinite),
    broken('something behind it', Buffer.concat([good, Buffer.from([5, 0])])),
  ];
}

function oddNames(): readonly OddSpecimen[] {
  const [refused, alternative] = [odd('name'), odd('alternative names')];
  return [
    refused('@ in a PrintableString', { subject: commonName('me@example.org', 0x13) }),
    refused('broken UTF-8', { subject: commonName('caf\xe9', 0x0c) }),
    refused('Latin in an IA5String', { subject: commonName('caf\xe9', 0x16) }),
    refused('letters in a NumericString', { subject: commonName('12a', 0x12) }),
    odd('not a certificate')('half a character in a BMPString', {
      subject: commonName('abc', 0x1e),
    }),
    refused('a UniversalString', { subject: commonName('\0\0\0a', 0x1c) }),
    alternative('a blank in a URI', { extensions: [names(text('https://a b/', 0x86))] }),
    alternative('an address of five octets', { extensions: [names(text('12345', 0x87))] }),
    alternative('Latin in a host name', { extensions: [names(text('caf\xe9.org', 0x82))] }),
    alternative('a URI with a dot behind its host', {
      extensions: [names(text('https://example.org./', 0x86))],
    }),
    odd('alternative names', true)('a URI without a scheme', {
      extensions: [names(text('example', 0x86))],
    }),
  ];
}

function oddExtensions(): readonly OddSpecimen[] {
  const limits = odd('name constraints');
  const constraints = (base: Buffer, isCritical = false) =>
    extension('551d1e', sequence(der(0xa0, sequence(base))), isCritical);
  const place = sequence(oid('2b06010505073001'), text('http://example.org', 0x86));
  return [
    odd('extensions')('an extension twice', { extensions: [loopback, loopback] }),
    limits('a mask with a hole', {
      extensions: [constraints(der(0x87, Buffer.from([10, 0, 0, 0, 255, 0, 255, 0])))],
    }),
    limits('a limit to a URI that is an address', {
      extensions: [constraints(text('127.0.0.1', 0x86))],
    }),
    limits('a limit with a dot behind it', { extensions: [constraints(text('a.', 0x82))] }),
    limits('limits to nothing', { extensions: [extension('551d1e', sequence())] }),
    odd('key identifier')('a key identifier that has to be obeyed', {
      extensions: [extension('551d0e', text('12345', 0x04), true)],
    }),
    odd('places of the issuer')('a place of the issuer that has to be obeyed', {
      extensions: [extension('2b06010505070101', sequence(place), true)],
    }),
    odd('policies')('a policy twice', {
      extensions: [extension('551d20', sequence(sequence(oid('2a0304')), sequence(oid('2a0304'))))],
    }),
    ...['80', '81'].map((tag) =>
      odd('policies')(`a policy that is to be inhibited, counted by tag ${tag}`, {
        extensions: [extension('551d36', der(Number.parseInt(tag, 16), Buffer.from([0])))],
      }),
    ),
    odd('policies', true)('demands of policies without tags of their own', {
      extensions: [extension('551d24', sequence(integer(0n)))],
    }),
    odd('basic constraints')('a negative path', {
      extensions: [extension('551d13', sequence(der(0x01, Buffer.from([0xff])), integer(-1n)))],
    }),
    odd('basic constraints')('neither true nor false', {
      extensions: [extension('551d13', sequence(der(0x01, Buffer.from([1]))))],
    }),
    odd('unknown extension', true)('what nobody knows and has to obey', {
      extensions: [extension('2a0304', der(0x05), true)],
    }),
    odd('name constraints', true)('a directory name that has to be obeyed', {
      extensions: [constraints(der(0xa4, commonName('a')), true)],
    }),
    odd('alternative names', true)('other names that have to be obeyed', {
      extensions: [extension('551d11', sequence(der(0x88, Buffer.from([42]))), true)],
    }),
  ];
}
