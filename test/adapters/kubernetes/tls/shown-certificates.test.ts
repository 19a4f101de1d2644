import { expect, test } from 'vitest';
import {
  createReadShown,
  createShownCertificates,
} from '../../../../src/adapters/kubernetes/tls/shown-certificates.ts';
import { integer, make } from '../../../kubeconfig/x509/make.ts';

const good = make().der;
const unreadable = make({ serial: integer(-5n) }).der;
/** What is refused that is no certificate. */
const none = { fault: 'not a certificate' };

function sized(bytes: Uint8Array, octets: number): Buffer {
  const length = Buffer.alloc(octets);
  length.writeUIntBE(bytes.length, 0, octets);
  return Buffer.concat([length, bytes]);
}

function message(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(type), sized(body, 3)]);
}

/** What a server of TLS 1.2 shows. */
function showing(...certificates: readonly Buffer[]): Buffer {
  return message(11, sized(Buffer.concat(certificates.map((each) => sized(each, 3))), 3));
}

function records(bytes: Buffer, size: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    Buffer.concat([
      Buffer.of(22, 3, 3),
      sized(bytes.subarray(index * size, (index + 1) * size), 2),
    ]),
  );
}

const { promise: noKeys } = Promise.withResolvers<never>();
const hello = message(2, Buffer.alloc(70));

async function see(bytes: Buffer, size = 2 ** 14) {
  const { see: look, certificates } = createShownCertificates(noKeys);
  for (const record of records(bytes, size)) await look(record);
  return certificates().map(({ der }) => Buffer.from(der));
}

test.each([1, 5, 100, 2 ** 14])('certificates are read from records of %i octets', async (size) => {
  const seen = await see(Buffer.concat([hello, showing(good, good), message(14, good)]), size);
  expect(seen).toEqual([good, good]);
});

test.each([
  ['one that is not read', showing(good, unreadable), { fault: 'serial number', position: 2 }],
  ['eleven', showing(...Array.from({ length: 11 }, () => good)), { fault: 'too many' }],
  ['one that ends too soon', showing(good.subarray(0, -1)), { ...none, position: 1 }],
  ['a list that ends within a length', message(11, Buffer.from('0000020000', 'hex')), none],
  ['compressed ones', message(25, showing(good)), none],
])('the record with %s in it is refused', async (_what, shown, refusal) => {
  await expect(see(Buffer.concat([hello, shown]))).rejects.toMatchObject(refusal);
  await expect(see(Buffer.concat([hello, shown]), 16)).rejects.toMatchObject(refusal);
});

test('what was shown before is not read again, and anything else is', () => {
  const readShown = createReadShown();
  const first = readShown([good]);
  expect(readShown([Buffer.from(good)])).toBe(first);
  expect(readShown([good, good])).toHaveLength(2);
  expect(() => readShown([good, unreadable])).toThrow(expect.objectContaining({ position: 2 }));
  expect(readShown([good])).toEqual(first);
});

test('what comes after the certificates is not looked at', async () => {
  const all = Buffer.concat([showing(good), showing(unreadable)]);
  expect(await see(all, showing(good).length)).toEqual([good]);
});

test('a record that does not open is refused', async () => {
  const open = () => {
    throw new Error('of another key');
  };
  const { see: look } = createShownCertificates(Promise.resolve(open));
  await expect(look(Buffer.from('1703030001ff', 'hex'))).rejects.toMatchObject(none);
});

test('what hides its length behind zeros is read', async () => {
  const list = sized(Buffer.concat([sized(good, 3), sized(Buffer.alloc(4), 2)]), 3);
  const inner = Buffer.concat([message(11, Buffer.concat([Buffer.of(0), list])), Buffer.of(22)]);
  const open = () => Buffer.concat([inner, Buffer.alloc(50)]);
  const { see: look, certificates } = createShownCertificates(Promise.resolve(open));
  await look(Buffer.from('1703030001ff', 'hex'));
  expect(certificates().map(({ der }) => Buffer.from(der))).toEqual([good]);
});
