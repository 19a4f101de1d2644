import ipaddr from 'ipaddr.js';
import { type Der, explicit, implicit, tags } from './der.ts';
import { isAscii, textOf } from './values.ts';

/** What a certificate is for, or an authority's are limited to. */
export type GeneralName =
  | { readonly type: 'dns' | 'email' | 'uri'; readonly text: string }
  | { readonly type: 'ip'; readonly octets: Uint8Array }
  | { readonly type: 'other' };

export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

const types = new Map([
  [implicit(1), 'email'],
  [implicit(2), 'dns'],
  [implicit(6), 'uri'],
] as const);

/** Undefined where Go would not read one of them. */
export function readAlternativeNames(der: Der): readonly GeneralName[] | undefined {
  if (der.tag !== tags.sequence) return undefined;
  const names = der.children.map(generalNameOf);
  const isGood = names.every((name) => {
    if (name?.type === 'ip') return [4, 16].includes(name.octets.length);
    return name?.type === 'uri' ? isUri(name.text) : name !== undefined;
  });
  return isGood ? names.filter((name) => name !== undefined) : undefined;
}

function generalNameOf({ tag, content }: Der): GeneralName | undefined {
  if (tag === implicit(7)) return { type: 'ip', octets: content };
  const type = types.get(tag);
  if (type === undefined) return { type: 'other' };
  return isAscii(content) ? { type, text: textOf(content) } : undefined;
}

/** With a scheme, and written as such addresses are; Go's parser takes some more. */
function isUri(text: string): boolean {
  const host = /^\/\/(?:[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?)?(?:[/?]|$)/;
  const [scheme = ''] = /^[a-z][a-z0-9+.-]*:/i.exec(text) ?? [];
  const rest = text.slice(scheme.length);
  const isPlain = /^(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*$/i.test(rest);
  return scheme !== '' && isPlain && (!rest.startsWith('//') || host.test(rest));
}

/** Undefined where Go would not read them. */
export function readNameConstraints(der: Der): NameConstraints | undefined {
  const [first, second, more] = der.children;
  const [permitted, excluded] = first?.tag === explicit(0) ? [first, second] : [undefined, first];
  const isComplete = !more && (permitted === undefined ? !second : true);
  if (der.tag !== tags.sequence || !isComplete) return undefined;
  if (excluded && excluded.tag !== explicit(1)) return undefined;
  const [allowed, forbidden] = [permitted, excluded].map((part) =>
    (part?.children ?? []).map(constraintOf),
  );
  if (!allowed?.every(isDefined) || !forbidden?.every(isDefined)) return undefined;
  const isEmpty = allowed.length + forbidden.length === 0;
  return isEmpty ? undefined : { permitted: allowed, excluded: forbidden };
}

function isDefined<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}

function constraintOf({ tag, children: [base, more] }: Der): GeneralName | undefined {
  // Distances from the base, which nobody uses, are counted by OpenSSL and not by Go.
  if (tag !== tags.sequence || base === undefined || more) return undefined;
  const name = generalNameOf(base);
  switch (name?.type) {
    case 'ip':
      return isNetwork(name.octets) ? name : undefined;
    case 'dns':
      return isDomain(name.text, true) ? name : undefined;
    case 'uri':
      return isDomain(name.text, true) && !ipaddr.isValid(name.text) ? name : undefined;
    case 'email':
      return isMailbox(name.text) ? name : undefined;
    default:
      return name;
  }
}

/** An address, and a mask of ones and then zeros. */
function isNetwork(octets: Uint8Array): boolean {
  const half = octets.length / 2;
  const mask = [...octets.subarray(half)].map((octet) => octet.toString(2).padStart(8, '0'));
  return [4, 16].includes(half) && /^1*0*$/.test(mask.join(''));
}

function isMailbox(text: string): boolean {
  const [local = '', domain, more] = text.split('@');
  if (domain === undefined) return isDomain(text, true);
  const isLocal = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(local);
  return more === undefined && isLocal && domain !== '' && isDomain(domain, false);
}

/** Labels of visible signs; a constraint may begin with a dot. Empty it means any, or none. */
export function isDomain(text: string, isConstraint: boolean): boolean {
  if (text === '') return true;
  const labels = (isConstraint ? text.replace(/^\./, '') : text).split('.');
  return labels.every((label) => /^[\x21-\x7e]+$/.test(label));
}
