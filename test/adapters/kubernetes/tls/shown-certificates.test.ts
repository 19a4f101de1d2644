import { expect, test } from 'vitest';
import { createShownCertificates } from '../../../../src/adapters/kubernetes/tls/shown-certificates.ts';
import { make } from '../../../kubeconfig/x509/make.ts';

const refusal = new Error('refused');
const good = make().der;
const unreadable = Buffer.from('3003020100', 'hex');

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
  const { see: look, certificates } = createShownCertificates(noKeys, refusal);
  for (const record of records(bytes, size)) await look(record);
  return certificates().map(({ der }) => Buffer.from(der));
}

test.each([1, 5, 100, 2 ** 14])('certificates are read from records of %i octets', async (size) => {
  const seen = await see(Buffer.concat([hello, showing(good, good), message(14, good)]), size);
  expect(seen).toEqual([good, good]);
});

test.each([
  ['one that is not read', showing(good, unreadable)],
  ['eleven', showing(...Array.from({ length: 11 }, () => good))],
  ['one that ends too soon', showing(good.subarray(0, -1))],
  ['a list that ends in the middle of a length', message(11, Buffer.from('0000020000', 'hex'))],
  ['compressed ones', message(25, showing(good))],
])('the record with %s in it is refused', async (_what, shown) => {
  await expect(see(Buffer.concat([hello, shown]))).rejects.toBe(refusal);
  await expect(see(Buffer.concat([hello, shown]), 16)).rejects.toBe(refusal);
});

test('what comes after the certificates is not looked at', async () => {
  const all = Buffer.concat([showing(good), showing(unreadable)]);
  expect(await see(all, showing(good).length)).toEqual([good]);
});

test('a record that does not open is refused', async () => {
  const open = () => {
    throw new Error('of another key');
  };
  const { see: look } = createShownCertificates(Promise.resolve(open), refusal);
  await expect(look(Buffer.from('1703030001ff', 'hex'))).rejects.toBe(refusal);
});

test('what hides its length behind zeros is read', async () => {
  const list = sized(Buffer.concat([sized(good, 3), sized(Buffer.alloc(4), 2)]), 3);
  const inner = Buffer.concat([message(11, Buffer.concat([Buffer.of(0), list])), Buffer.of(22)]);
  const open = () => Buffer.concat([inner, Buffer.alloc(50)]);
  const { see: look, certificates } = createShownCertificates(Promise.resolve(open), refusal);
  await look(Buffer.from('1703030001ff', 'hex'));
  expect(certificates().map(({ der }) => Buffer.from(der))).toEqual([good]);
});
