import ipaddr from 'ipaddr.js';
import type { GeneralName } from './general-names.ts';

/**
 * Whether a certificate is for a host, as Go judges it: by its alternative names alone, never by
 * its common name. An address, with brackets or without, is compared with addresses only.
 */
export function isFor(names: readonly GeneralName[], host: string): boolean {
  const bare = withoutBrackets(host);
  if (isAddress(bare)) {
    const address = addressOf(ipaddr.parse(bare).toByteArray());
    return names.some((name) => name.type === 'ip' && addressOf([...name.octets]) === address);
  }
  return names.some((name) => name.type === 'dns' && matches(name.text, host));
}

/** Whether a server can be asked for as this: a host name, with a dot at its end or not, or an address. */
export function isServerName(text: string): boolean {
  const labels = text.toLowerCase().replace(/\.$/, '');
  const isShort = text.length <= 253 && labels.split('.').every(({ length }) => length <= 63);
  return isAddress(withoutBrackets(text)) || (isShort && isHostName(labels));
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** One with a zone is of one machine only. */
function isAddress(text: string): boolean {
  if (text.includes('%')) return false;
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

/** In one form, whether IPv4 is written as such or within IPv6. */
function addressOf(octets: number[]): string {
  const address = ipaddr.fromByteArray(octets);
  return ipaddr.process(address.toString()).toNormalizedString();
}

function matches(pattern: string, host: string): boolean {
  const [name, wanted] = [pattern.toLowerCase(), host.toLowerCase()];
  if (!isHostName(wanted.replace(/\.$/, '')) || !isHostName(name.replace(/^\*\./, ''))) {
    return name !== '' && name !== '.' && name === wanted;
  }
  const [first, ...rest] = wanted.replace(/\.$/, '').split('.');
  const isWildcard = name.startsWith('*.') && first !== undefined;
  return isWildcard ? name.slice(2) === rest.join('.') : name === [first, ...rest].join('.');
}

function isHostName(text: string): boolean {
  return text.split('.').every((label) => /^[a-z0-9_][a-z0-9_-]*$/.test(label));
}
