import type { CertificateFault } from '../../problems/certificate.ts';
import { type Der, explicit, implicit, readDer, tags } from './der.ts';
import { isFault } from './fault.ts';
import {
  type GeneralName,
  type NameConstraints,
  readAlternativeNames,
  readNameConstraints,
} from './general-names.ts';
import { bitsOf, booleanOf, integerOf, oidOf } from './values.ts';

/** What a certificate's extensions say, of what decides whether Go trusts a chain. */
export interface Extensions {
  /** Absent: it does not say what its key is for. */
  readonly keyUsage?: { readonly mayCertify: boolean };
  readonly basicConstraints?: { readonly isAuthority: boolean; readonly pathLength?: number };
  readonly names?: readonly GeneralName[];
  readonly nameConstraints?: NameConstraints;
  readonly purposes?: readonly string[];
  /** Demands policies of those below it, or translates them. */
  readonly ordersPolicies?: true;
}

interface Extension {
  readonly isCritical: boolean;
  readonly value: Der;
}

/** What an extension says; undefined where Go would not read it. */
type Read = (extension: Extension) => Extensions | undefined;

/** Reads the extensions of a certificate. Answers which one Go would not read, or not obey. */
export function readExtensions(list: Der | undefined): Extensions | CertificateFault {
  if (list?.tag !== tags.sequence) return 'extensions';
  const seen = new Set<string>();
  let all: Extensions = {};
  for (const each of list.children) {
    const { oid, extension } = readExtension(each) ?? {};
    if (oid === undefined || !extension || seen.has(oid)) return 'extensions';
    seen.add(oid);
    const said = readOne(oid, extension);
    if (isFault(said)) return said;
    all = { ...all, ...said };
  }
  return all;
}

function readExtension({ tag, children }: Der) {
  const oid = oidOf(children[0]);
  const isCritical = children.length === 3 ? booleanOf(children[1]) : false;
  const octets = children.at(-1);
  const isComplete = children.length === 2 || children.length === 3;
  if (tag !== tags.sequence || !isComplete || isCritical === undefined) return undefined;
  if (octets?.tag !== tags.octetString) return undefined;
  return { oid, extension: { isCritical, octets: octets.content } };
}

function readOne(
  oid: string,
  { isCritical, octets }: { readonly isCritical: boolean; readonly octets: Uint8Array },
): Extensions | CertificateFault {
  const known = readers[oid];
  // What nobody here knows may say anything, if it need not be obeyed.
  if (!known) return isCritical ? 'unknown extension' : {};
  const [fault, read] = known;
  const value = readDer(octets);
  return (value && read({ isCritical, value })) ?? fault;
}

/** Those with a meaning to Go, by their object identifiers. */
const readers: Readonly<Record<string, readonly [CertificateFault, Read]>> = {
  '551d0e': ['key identifier', (said) => uncritical(said, isOctets(said.value))],
  '551d0f': ['key usage', ({ value }) => keyUsageOf(value)],
  '551d11': ['alternative names', ({ isCritical, value }) => alternativeNamesOf(value, isCritical)],
  '551d13': ['basic constraints', ({ value }) => basicConstraintsOf(value)],
  '551d1e': ['name constraints', ({ isCritical, value }) => nameConstraintsOf(value, isCritical)],
  '551d1f': ['distribution points', ({ value }) => only(isSequenceOf(value, isDistributionPoint))],
  '551d20': ['policies', ({ value }) => policiesOf(value)],
  '551d21': ['policies', ({ value }) => ordering(isSequenceOf(value, isMapping))],
  '551d23': ['key identifier', (said) => uncritical(said, said.value.tag === tags.sequence)],
  '551d24': ['policies', ({ value }) => ordering(isSequenceOf(value, isTaggedCount))],
  '551d25': ['purposes', ({ value }) => purposesOf(value)],
  '551d36': ['policies', ({ value }) => ordering(countOf(value) !== undefined)],
  '2b06010505070101': [
    'places of the issuer',
    (said) => uncritical(said, isSequenceOf(said.value, isAccess)),
  ],
};

const only = (isGood: boolean): Extensions | undefined => (isGood ? {} : undefined);
const uncritical = ({ isCritical }: Extension, isGood: boolean): Extensions | undefined =>
  only(isGood && !isCritical);
const ordering = (isGood: boolean): Extensions | undefined =>
  isGood ? { ordersPolicies: true } : undefined;

function isSequenceOf(value: Der, isGood: (part: Der) => boolean): boolean {
  return value.tag === tags.sequence && value.children.every(isGood);
}

const isOctets = ({ tag }: Der) => tag === tags.octetString;

function keyUsageOf(value: Der): Extensions | undefined {
  const bits = bitsOf(value);
  if (bits === undefined) return undefined;
  // Go takes one without any bit as not there.
  return bits.slice(0, 9).includes(true) ? { keyUsage: { mayCertify: bits[5] === true } } : {};
}

function basicConstraintsOf({ tag, children }: Der): Extensions | undefined {
  if (tag !== tags.sequence) return undefined;
  const isAuthority = children[0]?.tag === tags.boolean ? booleanOf(children[0]) : false;
  const [count, more] = children[0]?.tag === tags.boolean ? children.slice(1) : children;
  if (isAuthority === undefined || more) return undefined;
  if (count === undefined) return { basicConstraints: { isAuthority } };
  const pathLength = countOf(count);
  return pathLength === undefined ? undefined : { basicConstraints: { isAuthority, pathLength } };
}

/** A number of certificates; more than some dozens is the same as any. */
function countOf(value: Der, tag?: number): number | undefined {
  const count = integerOf(value, tag);
  return count !== undefined && count >= 0n && count < 2n ** 31n ? Number(count) : undefined;
}

/** In policy constraints the counts have tags of their own, and nowhere else. */
function isTaggedCount(value: Der): boolean {
  return [implicit(0), implicit(1)].some((tag) => countOf(value, tag) !== undefined);
}

function alternativeNamesOf(value: Der, isCritical: boolean): Extensions | undefined {
  const names = readAlternativeNames(value);
  const known = names?.filter(({ type }) => type !== 'other');
  // Go passes over other kinds of names, but not where one must not.
  return !known || (isCritical && known.length === 0) ? undefined : { names: known };
}

function nameConstraintsOf(value: Der, isCritical: boolean): Extensions | undefined {
  const nameConstraints = readNameConstraints(value);
  if (!nameConstraints) return undefined;
  const { permitted, excluded } = nameConstraints;
  const hasOther = [...permitted, ...excluded].some(({ type }) => type === 'other');
  return hasOther && isCritical ? undefined : { nameConstraints };
}

function isDistributionPoint({ tag, children: [point] }: Der): boolean {
  if (tag !== tags.sequence) return false;
  // A name relative to the issuer's, Go does not read.
  return point?.tag !== explicit(0) || point.children[0]?.tag === explicit(0);
}

function policiesOf(value: Der): Extensions | undefined {
  const isPolicy = ({ tag, children }: Der) =>
    tag === tags.sequence && oidOf(children[0]) !== undefined;
  const oids = value.children.map(({ children }) => oidOf(children[0]));
  return only(isSequenceOf(value, isPolicy) && new Set(oids).size === oids.length);
}

function isMapping({ tag, children }: Der): boolean {
  const isPair = children.length === 2 && children.every((oid) => oidOf(oid) !== undefined);
  return tag === tags.sequence && isPair;
}

function purposesOf(value: Der): Extensions | undefined {
  const purposes = value.children.flatMap((oid) => oidOf(oid) ?? []);
  const isGood = value.tag === tags.sequence && purposes.length === value.children.length;
  return isGood ? { purposes } : undefined;
}

function isAccess({ tag, children }: Der): boolean {
  return tag === tags.sequence && children.length === 2 && oidOf(children[0]) !== undefined;
}
