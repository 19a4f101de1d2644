import type { CertificateFault } from '../../problems/certificate.ts';
import type { Phrases } from './problem-text.ts';

type Rule = Exclude<CertificateFault, 'not a certificate'>;

/** What a certificate is like that is not taken, behind "a certificate". */
const faults: Phrases<Rule> = {
  'too large': 'larger than any real one',
  version: 'of an unknown version, or with parts that its version does not have',
  'serial number': 'with a negative or malformed serial number',
  'signature algorithm':
    'with a signature algorithm that is malformed, or that differs inside and outside',
  dates: 'with an invalid date, or a date with a time zone',
  name: 'with characters in its subject or issuer that their string type does not allow',
  'key kind': 'with a key of a kind that Go does not use in TLS, such as DSA, Ed448 or RSA-PSS',
  curve: 'with a key on a curve other than P-256, P-384 and P-521, the curves of TLS in Go',
  'key size': 'with an RSA key of fewer than 2048 or more than 8192 bits',
  'key form': 'with a malformed key',
  extensions: 'with an extension that is malformed, or there twice',
  'alternative names': 'with a malformed subject alternative name, such as a URI with a space',
  'name constraints': 'with name constraints that are empty or malformed',
  'basic constraints': 'with malformed basic constraints',
  'key usage': 'with a malformed key usage',
  purposes: 'with a malformed extended key usage',
  'key identifier': 'with a key identifier that is malformed, or marked as critical',
  policies: 'with policies that are malformed, or there twice',
  'distribution points': 'with malformed CRL distribution points',
  'places of the issuer':
    'with authority information access that is malformed or marked as critical',
  'unknown extension': 'with a critical extension that Go does not know',
};

/** Limits that are stated, and kept whatever Go reads. */
const ownLimits: readonly Rule[] = [
  'too large',
  'key kind',
  'curve',
  'key size',
  'unknown extension',
];

/** Such as "a certificate with …, which Go's `crypto/x509` does not read; it is number 2". */
export function faultyCertificate(fault: Rule, position?: number): string {
  const whose = ownLimits.includes(fault) ? '' : ", which Go's `crypto/x509` does not read";
  return `a certificate ${faults[fault]}${whose}${whichOne(position)}`;
}

/** Which one of several it is, counted from 1. */
export function whichOne(position: number | undefined): string {
  return position ? `; it is number ${position}` : '';
}

/** Whether it is one of those that {@link faultyCertificate} tells. */
export function isRule(reason: string): reason is Rule {
  return Object.hasOwn(faults, reason);
}
