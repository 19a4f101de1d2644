import type { CertificateFault } from '../../problems/certificate.ts';
import type { CryptoProvider } from './crypto-provider.ts';
import { type Der, explicit, implicit, longestDer, readDer, tags } from './der.ts';
import { isName } from './distinguished-name.ts';
import { type Extensions, readExtensions } from './extensions.ts';
import { isFault } from './fault.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';
import { areEqual, integerOf, octetsOfBitString, oidOf, timeOf } from './values.ts';

/** A certificate that Go reads, with what decides whether it trusts a chain. */
export interface Certificate extends Validity {
  readonly der: Uint8Array;
  readonly version: number;
  /** Compared octet by octet, as Go does. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: PublicKey;
  /** The algorithm that it is signed with, and its parameters, in hexadecimal. */
  readonly signatureAlgorithm: string;
  readonly extensions: Extensions;
}

interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * Judges a certificate before OpenSSL sees it, by the rules of Go's crypto/x509: every component
 * of Prow makes a client of each context that it has, and ends at the first whose certificates it
 * can't read. Something that Go would take and nobody uses is refused too, and so is what OpenSSL
 * can't read: it would pass it over in silence.
 */
export function readCertificate(
  der: Uint8Array,
  provider: CryptoProvider,
): Certificate | CertificateFault {
  const read = readAsGo(der);
  return isFault(read) ? read : (provider.faultOf(der) ?? read);
}

export type OutOfDate = 'not valid yet' | 'expired';

/** Undefined where it is in force. */
export function outOfDate({ notBefore, notAfter }: Validity, now: Date): OutOfDate | undefined {
  if (now < notBefore) return 'not valid yet';
  return now > notAfter ? 'expired' : undefined;
}

function readAsGo(der: Uint8Array): Certificate | CertificateFault {
  if (der.length > longestDer) return 'too large';
  const { tag, children: parts = [] } = readDer(der) ?? {};
  const [body, algorithm, signature] = parts;
  const isCertificate = tag === tags.sequence && parts.length === 3;
  if (!isCertificate || body?.tag !== tags.sequence) return 'not a certificate';
  const isSigned = isAlgorithm(algorithm) && octetsOfBitString(signature) !== undefined;
  if (!isSigned) return 'signature algorithm';
  return readBody(body, { der, algorithm });
}

function readBody(
  body: Der,
  { der, algorithm }: { readonly der: Uint8Array; readonly algorithm: Der | undefined },
): Certificate | CertificateFault {
  const version = versionOf(body.children[0]);
  const fields = version?.isTold ? body.children.slice(1) : body.children;
  const [serial, inner, issuer, dates, subject, key, ...rest] = fields;
  if (!version) return 'version';
  if (!isSerialNumber(serial)) return 'serial number';
  if (!inner || !algorithm || !areEqual(inner.bytes, algorithm.bytes)) return 'signature algorithm';
  const validity = validityOf(dates);
  if (!validity) return 'dates';
  if (!isName(issuer) || !isName(subject)) return 'name';
  const publicKey = readPublicKey(key);
  if (isFault(publicKey)) return publicKey;
  const extensions = extensionsOf(rest, version.number);
  if (isFault(extensions)) return extensions;
  return {
    der,
    version: version.number,
    issuer: issuer?.bytes ?? new Uint8Array(),
    subject: subject?.bytes ?? new Uint8Array(),
    ...validity,
    publicKey,
    signatureAlgorithm: algorithm.content.toHex(),
    extensions,
  };
}

function isSerialNumber(der: Der | undefined): boolean {
  const number = integerOf(der);
  return number !== undefined && number >= 0n;
}

function isAlgorithm(der: Der | undefined): boolean {
  const [oid, , more] = der?.children ?? [];
  return der?.tag === tags.sequence && oidOf(oid) !== undefined && more === undefined;
}

function versionOf(der: Der | undefined) {
  if (der?.tag !== explicit(0)) return { isTold: false, number: 1 };
  const [first, more] = der.children;
  const number = integerOf(first);
  const isKnown = number !== undefined && number >= 0n && number <= 2n && !more;
  return isKnown ? { isTold: true, number: Number(number) + 1 } : undefined;
}

function validityOf(der: Der | undefined): Validity | undefined {
  const [from, to, more] = der?.tag === tags.sequence ? der.children : [];
  const [notBefore, notAfter] = [timeOf(from), timeOf(to)];
  return notBefore && notAfter && !more ? { notBefore, notAfter } : undefined;
}

/** What an older version has no place for, OpenSSL would read there and Go would not. */
function extensionsOf(rest: readonly Der[], version: number): Extensions | CertificateFault {
  const places = version === 1 ? [] : [implicit(1), implicit(2)];
  if (version === 3) places.push(explicit(3));
  let last = -1;
  for (const { tag } of rest) {
    const place = places.indexOf(tag);
    if (place <= last) return 'version';
    last = place;
  }
  const around = rest.find(({ tag }) => tag === explicit(3));
  if (!around) return {};
  const [list, more] = around.children;
  return more ? 'extensions' : readExtensions(list);
}
