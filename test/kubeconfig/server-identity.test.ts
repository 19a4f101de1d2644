import { beforeAll, describe, expect, test } from 'vitest';
import { createAuthority } from '../../simulator/certificates.ts';
import {
  addressOf,
  fingerprintsOf,
  isSameAuthority,
  isSamePlace,
  isSameServer,
} from '../../src/kubeconfig/server-identity.ts';

const server = 'https://api.example.com:6443';
const damaged = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
let one: string;
let other: string;
beforeAll(async () => {
  [one = '', other = ''] = await Promise.all(
    ['one', 'other'].map(async (name) => (await createAuthority(name)).certificate),
  );
});
const by = (certificateAuthority?: string, at = server) => ({ server: at, certificateAuthority });

describe('an address in one form', () => {
  const plain = 'api.example.com:443/k8s/c';
  test.each([
    ['https://api.example.com/k8s/c', plain],
    ['HTTPS://API.Example.COM:443/k8s/c/', plain],
    ['https://api.example.com./k8s/c//', plain],
    ['https://api.example.com../k8s//c', plain],
    ['https://api.example.com/k8s/%63', plain],
    ['https://api.example.com/k8s%2Fc', plain],
    ['https://api.example.com/x/../k8s/./c', plain],
    ['https://api.example.com/x/%2e%2e/k8s/c', plain],
    ['https://ａｐｉ.example.com/k8s/c', plain],
    ['api.example.com/k8s/c', plain],
    ['api.example.com:443/k8s/c', plain],
    ['http://a', 'a:80'],
    ['https://10.0.0.1', '10.0.0.1:443'],
    ['https://0x0a.1', '10.0.0.1:443'],
    ['https://012.0.0.1.', '10.0.0.1:443'],
    ['https://167772161:6443/', '10.0.0.1:6443'],
    ['10.0.0.1:6443', '10.0.0.1:6443'],
    ['https://[::ffff:10.0.0.1]', '10.0.0.1:443'],
    ['https://[::FFFF:a00:1]:443', '10.0.0.1:443'],
    ['https://[2001:DB8:0:0::1]', '[2001:db8::1]:443'],
    ['https://a/%zz', 'a:443/%zz'],
    ['https://a b', 'https://a b'],
  ])('%s is %s', (written, normal) => {
    expect(addressOf(written)).toBe(normal);
  });

  test('keeps apart what is not the same', () => {
    const others = ['https://a', 'https://a:80', 'https://b', 'https://a/x', 'https://a/X'];
    expect(new Set(others.map(addressOf)).size).toBe(others.length);
  });
});

describe('a cluster is the same', () => {
  test('at the same address, with no authority that was not trusted before', () => {
    expect(isSameServer(by(one), by(one))).toBe(true);
    expect(isSameServer(by(`${one}\n${other}`), by(other))).toBe(true);
    expect(isSameServer(by(), by())).toBe(true);
  });

  test('not otherwise', () => {
    expect(isSameServer(by(one), by(other))).toBe(false);
    expect(isSameServer(by(one), by(`${one}\n${other}`))).toBe(false);
    expect(isSameServer(by(one), by(one, 'https://b.example.com:6443'))).toBe(false);
  });

  test.each<[string, string | undefined, string | undefined, boolean]>([
    ['the same', 'api.internal', 'API.internal', true],
    ['another one', 'api.internal', 'api.other', false],
    ['a new one', undefined, 'api.other', false],
    ['none any more', 'api.internal', undefined, false],
  ])('by its name in TLS: %s', (_what, before, now, expected) => {
    const named = (tlsServerName?: string) => ({ ...by(one), tlsServerName });
    expect(isSameServer(named(before), named(now))).toBe(expected);
  });

  test('not where it changes between an authority of its own and the public ones', () => {
    expect(isSameServer(by(one), by())).toBe(false);
    expect(isSameServer(by(), by(one))).toBe(false);
  });
});

test('authorities are the same whatever their order and what stands between them', () => {
  expect(isSameAuthority(by(`${one}\n${other}`), by(`${other}text\n${one}`))).toBe(true);
  expect(isSameAuthority(by(), by())).toBe(true);
  expect(isSameAuthority(by(one), by(other))).toBe(false);
  expect(isSameAuthority(by(one), by(`${one}\n${other}`))).toBe(false);
  expect(isSameAuthority(by(), by(one))).toBe(false);
});

test('each certificate has a fingerprint, and what is none has none', () => {
  expect(fingerprintsOf(one + other).size).toBe(2);
  expect(fingerprintsOf(one + one).size).toBe(1);
  expect(fingerprintsOf(damaged + one)).toEqual(fingerprintsOf(one));
  expect(fingerprintsOf('hello').size + fingerprintsOf().size).toBe(0);
});

test.each([
  ['https://A.example.com:443/', 'a.example.com:443'],
  ['https://a.example.com', 'a.example.com:443'],
  ['https://a.example.com.', 'a.example.com:443'],
  ['https://a.example.com:6443/x//', 'a.example.com:6443/x'],
  ['https://a.example.com/x/y', 'a.example.com:443/x/y'],
  ['no address', 'no address'],
])('%s is %s', (written, address) => {
  expect(addressOf(written)).toBe(address);
});

describe('a place', () => {
  const at = (address: string, tlsServerName?: string) => ({ server: address, tlsServerName });
  test.each([
    [at('https://a'), at('https://A.:443/'), true],
    [at('https://a'), at('https://a', 'a'), true],
    [at('https://a', 'b'), at('https://a', 'B.'), true],
    [at('https://[::1]'), at('https://[::1]', '::1'), true],
    [at('https://a', '::1'), at('https://a', '[0:0::1]'), true],
    [at('https://10.0.0.1'), at('https://10.0.0.1', '10.0.0.1'), true],
    [at('https://a'), at('https://a', 'b'), false],
    [at('https://a', 'a_b'), at('https://a', 'a_c'), false],
    [at('https://a', '10.0.0.5'), at('https://a', '10.0.0.6'), false],
    [at('https://a', 'b'), at('https://c', 'b'), false],
    [at('https://a/x'), at('https://a/y'), false],
  ])('%j and %j: %s', (one, other, isSame) => {
    expect(isSamePlace(one, other)).toBe(isSame);
    expect(isSamePlace(other, one)).toBe(isSame);
  });
});
