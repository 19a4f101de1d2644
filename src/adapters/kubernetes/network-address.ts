import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A network in CIDR notation, parsed. */
export interface Network {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  /** In bits. */
  readonly prefix: number;
}

/** Parses a network such as `10.0.0.0/8` or `fd00::/8`; undefined where it is none. */
export function parseNetwork(cidr: string): Network | undefined {
  const [host = '', bits = '', ...rest] = cidr.trim().split('/');
  // The library also takes octal, hexadecimal and shortened forms, which nobody means to write.
  if (rest.length > 0 || isIP(host) === 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  try {
    const [address, prefix] = ipaddr.parseCIDR(`${host}/${bits}`);
    return { address, prefix };
  } catch {
    // The prefix is longer than the address.
    return undefined;
  }
}

/**
 * Whether the bot may connect to an address. A kubeconfig is foreign input: without this, whoever
 * files an issue could make the bot talk to its own network, or to its cloud's metadata service.
 */
export function isAllowedAddress(address: string, allowed: readonly Network[]): boolean {
  if (isIP(address) === 0) return false;
  // An IPv4 address that comes mapped into IPv6 is judged as the IPv4 address that it reaches.
  const parsed = ipaddr.process(address);
  if (isPublic(parsed)) return true;
  return allowed.some(
    ({ address: network, prefix }) =>
      network.kind() === parsed.kind() && parsed.match(network, prefix),
  );
}

/** All that was ever handed out in IPv6. Beside it lie `::127.0.0.1` and other old ways to IPv4. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(globalUnicast);
}
