import { describe, expect, test } from 'vitest';
import {
  isAllowedAddress,
  type Network,
  parseNetwork,
} from '../../../src/adapters/kubernetes/network-address.ts';

function networks(...cidrs: string[]): readonly Network[] {
  return cidrs.map((cidr) => {
    const network = parseNetwork(cidr);
    if (network === undefined) throw new Error(cidr);
    return network;
  });
}

describe('without any allowance', () => {
  test.each(['8.8.8.8', '185.199.108.133', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
    'the public address %s may be reached',
    (address) => {
      expect(isAllowedAddress(address, [])).toBe(true);
    },
  );

  test.each([
    ['loopback', '127.0.0.1'],
    ['loopback', '::1'],
    ['loopback, mapped', '::ffff:127.0.0.1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '::'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '192.168.1.1'],
    ['private, mapped', '::ffff:10.0.0.1'],
    ['shared by carriers', '100.64.0.1'],
    ['link-local, where clouds keep their metadata', '169.254.169.254'],
    ['link-local', 'fe80::1'],
    ['unique local, where clouds keep their metadata', 'fd00:ec2::254'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['for documentation', '192.0.2.1'],
    ['for documentation', '2001:db8::1'],
    ['IPv4 compatible with IPv6', '::127.0.0.1'],
    ['IPv4 compatible with IPv6, public', '::808:808'],
    ['NAT64 of an own network', '64:ff9b:1::7f00:1'],
    ['beyond what was handed out', '4000::1'],
    ['NAT64, which leads to IPv4', '64:ff9b::7f00:1'],
    ['6to4, which leads to IPv4', '2002:7f00:1::'],
    ['Teredo, which leads to IPv4', '2001:0:7f00:1::'],
    ['a short form', '127.1'],
    ['a number', '2130706433'],
    ['a name', 'example.org'],
    ['nothing', ''],
  ])('%s (%s) may not be reached', (_, address) => {
    expect(isAllowedAddress(address, [])).toBe(false);
  });
});

test.each([
  ['10.1.2.3', '10.0.0.0/8', true],
  ['10.1.2.3', '10.9.9.9/8', true],
  ['::ffff:10.1.2.3', '10.0.0.0/8', true],
  ['11.1.2.3', '10.0.0.0/8', true],
  ['192.168.1.1', '10.0.0.0/8', false],
  ['192.168.1.1', '192.168.1.1/32', true],
  ['192.168.1.2', '192.168.1.1/32', false],
  ['192.168.1.2', '0.0.0.0/0', true],
  ['fd00::1', 'fd00::/8', true],
  ['fe80::1', 'fd00::/8', false],
  ['::1', '0.0.0.0/0', false],
  ['127.0.0.1', '::/0', false],
])('whether %s may be reached where %s is allowed: %s', (address, cidr, expected) => {
  expect(isAllowedAddress(address, networks(cidr))).toBe(expected);
});

test.each([
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '10.0.0.0/0x8',
  '10.0.0.0/255.0.0.0',
  '10/8',
  '010.0.0.0/8',
  'fd00::/129',
  'example.org/8',
  '/8',
  '',
])('"%s" is no network', (cidr) => {
  expect(parseNetwork(cidr)).toBeUndefined();
});
