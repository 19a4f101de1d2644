import type { Certificate } from './certificate.ts';
import { type GeneralName, isDomain } from './general-names.ts';

/**
 * Whether every name in a chain is one that those above it may certify. Go compares domains and
 * addresses; whoever limits others to mailboxes or URIs issues for no cluster, so those are
 * refused where there are limits.
 */
export function areNamesAllowed(chain: readonly Certificate[]): boolean {
  return chain.every(({ extensions: { names = [] } }, index) =>
    chain.slice(index + 1).every(({ extensions: { nameConstraints } }) => {
      if (!nameConstraints) return true;
      const { permitted, excluded } = nameConstraints;
      return names.every((name) => {
        const limits = permitted.filter(({ type }) => type === name.type);
        const isPermitted = limits.length === 0 || limits.some((limit) => covers(limit, name));
        return isComparable(name) && isPermitted && !excluded.some((limit) => covers(limit, name));
      });
    }),
  );
}

function isComparable(name: GeneralName): boolean {
  return name.type === 'ip' || (name.type === 'dns' && isDomain(name.text, false));
}

function covers(limit: GeneralName, name: GeneralName): boolean {
  if (limit.type === 'ip' && name.type === 'ip') return isWithin(limit.octets, name.octets);
  if (limit.type !== 'dns' || name.type !== 'dns') return false;
  const [domain, host] = [limit.text.toLowerCase(), name.text.toLowerCase()];
  if (domain === '' || domain === host) return true;
  const isBelow = host.endsWith(domain.startsWith('.') ? domain : `.${domain}`);
  // A wildcard may stand for what is excluded.
  return isBelow || (host.startsWith('*.') && domain.replace(/^[^.]*/, '') === host.slice(1));
}

function isWithin(network: Uint8Array, address: Uint8Array): boolean {
  const half = network.length / 2;
  return (
    address.length === half &&
    address.every((octet, index) => {
      const mask = network[half + index] ?? 0;
      return (octet & mask) === ((network[index] ?? 0) & mask);
    })
  );
}
