import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { base64 } from '../../../simulator/base64.ts';
import { openssl } from '../../../src/kubeconfig/openssl.ts';
import { readAuthority } from '../../../src/kubeconfig/vet/certificates.ts';
import { readCertificate } from '../../../src/kubeconfig/x509/certificate.ts';
import { readDer } from '../../../src/kubeconfig/x509/der.ts';
import { authorityExtensions, der, make, pemOf, sequence } from './make.ts';
import { honestSpecimens, oddSpecimens } from './specimens.ts';

const now = new Date('2026-11-30T12:00:00Z');
const good = make();

const faultOf = (bytes: Uint8Array) => {
  const read = readCertificate(bytes, openssl);
  return typeof read === 'string' ? read : undefined;
};

test.each(honestSpecimens())('$name is read', ({ der: bytes }) => {
  expect(faultOf(bytes)).toBeUndefined();
});

test.each(oddSpecimens())('$name is refused: $fault', ({ der: bytes, fault }) => {
  expect(faultOf(bytes)).toBe(fault);
});

test('OpenSSL sees none of them but the one whose point has to be computed', () => {
  const seen: Uint8Array[] = [];
  const faultOf = (bytes: Uint8Array) => {
    seen.push(bytes);
    return openssl.faultOf(bytes);
  };
  const specimens = oddSpecimens();
  for (const { der: bytes } of specimens) readCertificate(bytes, { ...openssl, faultOf });
  const names = specimens.filter((each) => seen.includes(each.der)).map(({ name }) => name);
  expect(names).toEqual(['a point that is not on its curve']);
});

test.each(oddSpecimens())('$name refuses the whole file', ({ der: bytes, fault }) => {
  const file = good.pem + pemOf(bytes);
  expect(() => readAuthority(base64(file), now, openssl)).toThrow(
    expect.objectContaining({
      problem: { id: 'kubeconfig-ca', details: { reason: fault, position: 2 } },
    }),
  );
});

test('what is written is what was read, octet by octet', () => {
  const written = readAuthority(base64(`text\n${good.pem}`), now, openssl);
  expect(new X509Certificate(written).raw).toEqual(good.der);
});

test('ten authorities are read, and eleven refused before any is looked at', () => {
  const authorities = (count: number, pem: string) => base64(pem.repeat(count));
  expect(readAuthority(authorities(10, good.pem), now, openssl)).toBe(good.pem.repeat(10));
  expect(() => readAuthority(authorities(11, pemOf(Buffer.from('garbage'))), now, openssl)).toThrow(
    expect.objectContaining({ problem: { id: 'kubeconfig-ca', details: { reason: 'too many' } } }),
  );
});

test.each([
  ['a length that is not known', '30800000'],
  ['a length in two octets that fits into one', '30810500'],
  ['one octet more', '050000'],
  ['one octet less', '3004020100'],
  ['a part longer than the whole', 'a002020500'],
  ['a part of a part longer than that', '3008a002020302020203'],
  ['a tag of two octets', '1f810100'],
  ['a number in pieces', '2203020101'],
  ['a text in pieces', '24040402ffff'],
  ['nothing', ''],
  ['a tag', '30'],
  ['half a length', '3082'],
  ['a text of two octets a character in three', '1e03616263'],
])('DER is not %s', (_what, hex) => {
  expect(readDer(Buffer.from(hex, 'hex'))).toBeUndefined();
});

test('a length that is another than that of what it is of makes no certificate', () => {
  const list = der(0xa3, sequence(...authorityExtensions));
  const made = make({ extensions: authorityExtensions }).der;
  const place = made.indexOf(list) + 1;
  const others = [...Array(0x80).keys()].filter((length) => length !== made[place]);
  const read = others.filter((length) => {
    const changed = Buffer.from(made);
    changed[place] = length;
    return faultOf(changed) === undefined;
  });
  expect(read).toEqual([]);
});

test('neither thousands of levels nor thousands of parts are read', () => {
  let deep: Buffer = Buffer.alloc(0);
  for (let level = 0; level < 3000; level += 1) deep = der(0x30, deep);
  expect(readDer(deep)).toBeUndefined();
  expect(readDer(der(0x30, Buffer.alloc(8000, Buffer.from([5, 0]))))).toBeUndefined();
});
