import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { listen, stop } from '../../../simulator/loopback.ts';
import {
  authorityExtensions,
  bits,
  commonName,
  der,
  extension,
  integer,
  isServer,
  keyPem,
  loopback,
  type Made,
  type MakeOptions,
  make,
  names,
  oid,
  onCurve,
  rsa,
  sequence,
  text,
} from './make.ts';

/** A server on loopback, what its kubeconfig trusts, and what the bot says of it. */
export interface ServerCase {
  readonly name: string;
  readonly options: TlsOptions;
  readonly authority: string;
  /** What the kubeconfig asks for, in place of the address. */
  readonly tlsServerName?: string;
  /** Absent: it is spoken with. */
  readonly reason?: string;
}

const root = make({ extensions: authorityExtensions, subject: commonName('root') });
const served = [isServer, loopback];
const leafOf = (issuer: Made, options: MakeOptions = {}) =>
  make({ issuer, extensions: served, subject: commonName('kube-apiserver'), ...options });
const between = (options: MakeOptions) =>
  make({
    issuer: root,
    extensions: authorityExtensions,
    subject: commonName('between'),
    ...options,
  });

/** What a server shows: its own certificate, and those that it sends along. */
function branchState(own: Made, ...others: readonly Made[]): TlsOptions {
  return { key: keyPem(own), cert: [own, ...others].map(({ pem }) => pem).join('') };
}

export function goodServers(): readonly ServerCase[] {
  const plain = leafOf(root);
  const middle = between({});
  const own = make({ extensions: served });
  const rsaRoot = make({ key: rsa(), extensions: authorityExtensions, subject: commonName('rsa') });
  const cases: readonly (readonly [string, TlsOptions, Made])[] = [
    ['one issued by the authority', branchState(plain), root],
    ['one with an authority between', branchState(leafOf(middle), middle), root],
    ['one that sends its root too', branchState(leafOf(middle), middle, root), root],
    ['one whose authority is between', branchState(leafOf(middle), middle), middle],
    ['one that is its own authority', branchState(own), own],
    ['RSA', branchState(leafOf(rsaRoot, { key: rsa() })), rsaRoot],
    ['P-521', branchState(leafOf(root, { key: onCurve('P-521') })), root],
    ['TLS 1.2 alone', { ...branchState(plain), maxVersion: 'TLSv1.2' }, root],
    ['AES-CBC with SHA-1', { ...old(plain), ciphers: 'ECDHE-ECDSA-AES128-SHA' }, root],
    ['P-384 for the exchange', { ...branchState(plain), ecdhCurve: 'P-384' }, root],
    ['a name limited by its authority', branchState(...limited('localhost', '127.0.0.0')), root],
  ];
  return [
    ...cases.map(([name, options, { pem }]) => ({ name, options, authority: pem })),
    ...replacedAuthorities(),
    ...askedByName(),
  ];
}

/** Authorities of one name without key identifiers, as while one takes the place of another. */
function replacedAuthorities(): readonly ServerCase[] {
  const authority = () => make({ extensions: authorityExtensions });
  const [first, second, third] = [authority(), authority(), authority()];
  const [fresh, stale] = [between({ issuer: first }), between({ issuer: first })];
  const beyond = between({ issuer: second, subject: commonName('beyond') });
  const cases: readonly (readonly [string, TlsOptions, readonly Made[]])[] = [
    ['the old authority behind the new one', branchState(leafOf(first)), [second, first]],
    ['the old authority before the new one', branchState(leafOf(first)), [first, second]],
    ['the last of three authorities', branchState(leafOf(third)), [first, second, third]],
    ['the second of three authorities', branchState(leafOf(second)), [first, second, third]],
    ['an authority between that is replaced', branchState(leafOf(stale)), [fresh, stale]],
    ['an authority between of the old one', branchState(leafOf(beyond), beyond), [first, second]],
    ['an authority between beside both', branchState(leafOf(beyond)), [first, second, beyond]],
  ];
  return (['TLSv1.2', 'TLSv1.3'] as const).flatMap((maxVersion) =>
    cases.map(([name, options, authorities]) => ({
      name: `${name} (${maxVersion})`,
      options: { ...options, maxVersion },
      authority: authorities.map(({ pem }) => pem).join(''),
    })),
  );
}

/** Whatever `tls-server-name` says; an address is compared, and not sent. */
function askedByName(): readonly ServerCase[] {
  const address = (...octets: number[]) => der(0x87, Buffer.from(octets));
  const cases: readonly (readonly [string, Buffer])[] = [
    ['10.0.0.5', address(10, 0, 0, 5)],
    ['2001:db8::1', address(...[0x20, 1, 0x0d, 0xb8], ...Array<number>(11).fill(0), 1)],
    ['[::1]', address(...Array<number>(15).fill(0), 1)],
    ['kube_api.example.com', text('kube_api.example.com', 0x82)],
    ['_kube', text('_kube', 0x82)],
    ['a_b.example.com', text('*.example.com', 0x82)],
    ['api.example.com.', text('api.example.com', 0x82)],
  ];
  return cases.map(([tlsServerName, name]) => ({
    name: `${tlsServerName} in tls-server-name`,
    options: branchState(leafOf(root, named([name]))),
    authority: root.pem,
    tlsServerName,
  }));
}

const old = (own: Made): TlsOptions => ({ ...branchState(own), maxVersion: 'TLSv1.2' });

/** An authority between that may issue for a domain and a network only, and what it issued. */
function limited(domain: string, network: string): readonly [Made, Made] {
  const mask = [...network.split('.').map(Number), 255, 0, 0, 0];
  const bases = [text(domain, 0x82), der(0x87, Buffer.from(mask))].map((base) => sequence(base));
  const limits = extension('551d1e', sequence(der(0xa0, ...bases)), true);
  const issuer = between({ extensions: [...authorityExtensions, limits] });
  return [leafOf(issuer), issuer];
}

/** Servers that OpenSSL would speak with, or that fail for a reason of their own. */
export function oddServers(): readonly ServerCase[] {
  return [...oddCertificates(), ...oddChains(), ...oddSpeech()];
}

function oddCertificates(): readonly ServerCase[] {
  const negative = leafOf(root, { serial: integer(-5n) });
  const stray = make({ serial: integer(-7n) });
  const cases: (readonly [string, TlsOptions, string])[] = [
    ['a negative serial number', branchState(negative), '1: serial number'],
    ['a certificate beside its chain', branchState(leafOf(root), stray), '2: serial number'],
    ['a name in the common name alone', branchState(leafOf(root, named([]))), 'host name missing'],
    [
      'another name',
      branchState(leafOf(root, named([text('example.org', 0x82)]))),
      'other host name',
    ],
    [
      'another authority of the same name',
      branchState(leafOf(make({ extensions: authorityExtensions, subject: commonName('root') }))),
      'other CA',
    ],
    [
      'its address as a name',
      branchState(leafOf(root, named([text('127.0.0.1', 0x82)]))),
      'other host name',
    ],
  ];
  for (const curve of ['secp256k1', 'brainpoolP256r1', 'sect283k1']) {
    const middle = between({ key: onCurve(curve) });
    cases.push([
      `an authority between on ${curve}`,
      branchState(leafOf(middle), middle),
      '2: curve',
    ]);
  }
  return cases.map(([name, options, reason]) => ({ name, options, reason, authority: root.pem }));
}

function named(parts: readonly Buffer[]): MakeOptions {
  const extensions = parts.length > 0 ? [isServer, names(...parts)] : [isServer];
  return { extensions, subject: commonName('127.0.0.1') };
}

function oddChains(): readonly ServerCase[] {
  const silent = between({ extensions: [extension('551d0f', der(0x03, Buffer.from([2, 4])))] });
  const mute = between({ extensions: [] });
  const [upper, lower] = ['An Authority', 'an authority'].map((name) => commonName(name));
  const spelled = between({ subject: upper });
  const [first, second] = chainOf();
  const weak = sequence(oid('2a8648ce3d0401'));
  const game = extension('551d25', sequence(oid('2b0601040182370a0303')));
  const policies = between({
    extensions: [
      ...authorityExtensions,
      extension('551d24', sequence(der(0x80, Buffer.from([0]))), true),
    ],
  });
  const cases: readonly (readonly [string, TlsOptions, string])[] = [
    ['an authority that does not say so', branchState(leafOf(silent), silent), 'issuer is no CA'],
    ['an authority that says nothing', branchState(leafOf(mute), mute), 'issuer is no CA'],
    [
      'an issuer spelled otherwise',
      branchState(leafOf(spelled, { issuerName: lower }), spelled),
      'issuer name',
    ],
    [
      'a longer way than is allowed',
      branchState(leafOf(second, { extensions: [...served, issuedBy('2')] }), second, first),
      'path length',
    ],
    [
      'a signature with SHA-1',
      {
        ...branchState(leafOf(root, { algorithm: weak, hash: 'sha1' })),
        ciphers: 'DEFAULT@SECLEVEL=0',
      },
      'signature algorithm',
    ],
    ['another purpose', branchState(leafOf(root, { extensions: [game, loopback] })), 'purpose'],
    ['policies that are demanded', branchState(leafOf(policies), policies), 'policies'],
    [
      'a name that its authority may not issue for',
      branchState(...limited('example.org', '10.0.0.0')),
      'name constraints',
    ],
  ];
  return cases.map(([name, options, reason]) => ({
    name,
    options,
    reason,
    authority: root.pem,
  }));
}

/**
 * A server behind authorities whose signatures cost OpenSSL most: DSA, of 10,000 bits. They need
 * not be right: it computes them to find that out.
 */
export function slowServer(): Pick<ServerCase, 'options' | 'authority'> {
  const order = 2n ** 256n - 189n;
  const field = BigInt(`0xc${randomBytes(1249).toString('hex')}1`);
  const parameters = sequence(...[field, order, 2n].map(integer));
  const publicKey = sequence(sequence(oid('2a8648ce380401'), parameters), bits(integer(4n)));
  const algorithm = sequence(oid('608648016503040302'));
  const chain = [between({ publicKey })];
  for (let count = 1; count < 9; count += 1) {
    const [issuer = root] = chain;
    const subject = commonName(String(count));
    chain.unshift(between({ issuer, publicKey, algorithm, subject }));
  }
  const [issuer = root] = chain;
  return { options: branchState(leafOf(issuer, { algorithm }), ...chain), authority: root.pem };
}

/** Two authorities of one name, which OpenSSL counts as one on the way. */
function chainOf(): readonly [Made, Made] {
  const path = sequence(der(0x01, Buffer.from([0xff])), integer(0n));
  const called = (identifier: string) => extension('551d0e', text(identifier, 0x04));
  const first = between({ extensions: [extension('551d13', path, true), called('1')] });
  const extensions = [...authorityExtensions, called('2'), issuedBy('1')];
  return [first, make({ issuer: first, extensions, subject: first.subject })];
}

function issuedBy(identifier: string): Buffer {
  return extension('551d23', sequence(text(identifier, 0x80)));
}

function oddSpeech(): readonly ServerCase[] {
  const rsaLeaf = leafOf(root, { key: rsa() });
  const cases: readonly (readonly [string, TlsOptions, string?])[] = [
    ['finite fields', { ...old(rsaLeaf), ciphers: 'DHE-RSA-AES128-GCM-SHA256', dhparam: 'auto' }],
    ['RSA for the exchange', { ...old(rsaLeaf), ciphers: 'AES128-GCM-SHA256' }],
    ['AES-CBC with SHA-256', { ...old(rsaLeaf), ciphers: 'ECDHE-RSA-AES128-SHA256' }],
    ['AES-CCM', { ...old(leafOf(root)), ciphers: 'ECDHE-ECDSA-AES128-CCM' }],
    ['X448 for the exchange', { ...branchState(leafOf(root)), ecdhCurve: 'X448' }],
    ['a key on secp256k1', branchState(leafOf(root, { key: onCurve('secp256k1') }))],
    [
      'TLS 1.1',
      {
        ...branchState(rsaLeaf),
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      },
      'old TLS',
    ],
  ];
  return cases.map(([name, options, reason = 'nothing in common']) => ({
    name,
    options,
    reason,
    authority: root.pem,
  }));
}

export interface RunningServer {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `/version` and nothing else. */
export async function startServer(
  options: TlsOptions,
  onHandshake: (socket: TLSSocket) => void = () => undefined,
): Promise<RunningServer> {
  const server = createServer(options, (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"gitVersion":"v1.37.2"}');
  });
  server.on('secureConnection', onHandshake);
  return { url: `https://127.0.0.1:${await listen(server)}`, close: () => stop(server) };
}
