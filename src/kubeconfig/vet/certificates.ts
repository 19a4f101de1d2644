import { fail, type ProblemDetails } from '../../problem.ts';
import type { CertificateFault } from '../../problems/certificate.ts';
import { mostCertificates } from '../kubeconfig.ts';
import {
  type Certificate,
  type OutOfDate,
  outOfDate,
  readCertificate,
} from '../x509/certificate.ts';
import type { CryptoProvider } from '../x509/crypto-provider.ts';
import { longestDer } from '../x509/der.ts';
import { isFault } from '../x509/fault.ts';
import { readPrivateKey } from '../x509/private-key.ts';
import { decodeOctets, faultOfBase64, faultOfPem, type PemFault } from './pem.ts';

type Fault = CertificateFault | PemFault | 'too many' | OutOfDate;
type Refuse = (reason: Fault, position?: number) => never;
type ClientFault = ProblemDetails['kubeconfig-client-certificate']['reason'];

/** Reads `certificate-authority-data`: PEM certificates, at least one of which is in force. */
export function readAuthority(data: string, now: Date, provider: CryptoProvider): string {
  const refuse: Refuse = (reason, position) =>
    fail('kubeconfig-ca', { reason, ...(position && { position }) });
  const text = decode(data) ?? refuse(faultOfBase64(data));
  const certificates = readCertificates(text, refuse, provider);
  // OpenSSL passes over an authority that is out of date, and trusts the others; so does Go.
  const faults = certificates.map((certificate) => outOfDate(certificate, now));
  const [fault] = faults;
  if (fault && !faults.includes(undefined)) refuse(fault);
  return certificates.map(toPem).join('');
}

/** Reads what {@link readAuthority} wrote, to judge by it what a server shows. */
export function readAuthorities(pem: string, provider: CryptoProvider): readonly Certificate[] {
  return readCertificates(pem, (reason) => fail('kubeconfig-ca', { reason }), provider);
}

/** Reads a client certificate and the key that belongs to it; both PEM. */
export function readClientCertificate(
  data: { readonly certificate?: string; readonly key?: string },
  now: Date,
  provider: CryptoProvider,
): { readonly certificate: string; readonly key: string } {
  const refuse = (reason: ClientFault, position?: number) =>
    fail('kubeconfig-client-certificate', { reason, ...(position && { position }) });
  if (!data.certificate) return refuse('certificate missing');
  if (!data.key) return refuse('key missing');
  const text = decode(data.certificate) ?? refuse(faultOfBase64(data.certificate));
  const chain = readCertificates(text, refuse, provider);
  const key = decode(data.key) ?? refuse(faultOfBase64(data.key));
  const [own] = chain;
  const fault = own ? outOfDate(own, now) : 'not a certificate';
  if (!own || fault) return refuse(fault ?? 'not a certificate');
  return { certificate: chain.map(toPem).join(''), key: readKey(key, own, refuse, provider) };
}

export function countCertificates(...texts: readonly (string | undefined)[]): number {
  return texts.join('').split(beginning).length - 1;
}

const beginning = '-----BEGIN CERTIFICATE-----';
const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/**
 * Each is judged alone, and one that Go can't read refuses all: Go leaves it out without a word,
 * so that what the bot connects to would be another server to Prow.
 */
function readCertificates(
  text: string,
  refuse: Refuse,
  provider: CryptoProvider,
): readonly Certificate[] {
  const count = countCertificates(text);
  if (count > mostCertificates) refuse('too many');
  const bodies = [...text.matchAll(block)].map(([, body = '']) => body);
  // A damaged block does not match the pattern, and must not be passed over.
  if (count === 0 || count !== bodies.length) refuse(faultOfPem(text));
  return bodies.map((body, index) => {
    const position = count > 1 ? index + 1 : undefined;
    if (body.length > 2 * longestDer) refuse('too large', position);
    const der = decodeOctets(body) ?? refuse('not a certificate', position);
    const read = readCertificate(der, provider);
    return isFault(read) ? refuse(read, position) : read;
  });
}

/** Written anew, so that text between the certificates can't go along. */
function toPem({ der }: Certificate): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? [];
  return [beginning, ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const keyBlock =
  /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END (?:RSA |EC )?PRIVATE KEY-----/;

function readKey(
  pem: string,
  { publicKey }: Certificate,
  refuse: (reason: ClientFault) => never,
  provider: CryptoProvider,
): string {
  if (/ENCRYPTED/.test(pem)) return refuse('key with passphrase');
  const octets = decodeOctets(keyBlock.exec(pem)?.[1] ?? '');
  const key = octets && readPrivateKey(octets, publicKey, provider);
  if (key === undefined) return refuse('not a key');
  return key || refuse('key of another certificate');
}

function decode(data: string): string | undefined {
  const octets = decodeOctets(data);
  return octets && new TextDecoder().decode(octets);
}
