import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFile, someKey } from '../../../simulator/git-crypt-key.ts';
import { parseKeyFile } from '../../../src/secrets/git-crypt/key-file.ts';

const key = someKey();

test('gives the name and each version', () => {
  const other = someKey(1);
  expect(parseKeyFile(keyFile([key, other], { name: 'ops' }))).toEqual({
    name: 'ops',
    keys: [key, other],
  });
  expect(parseKeyFile(keyFile([key]))).toEqual({ keys: [key] });
});

test('passes over unknown fields that are not critical', () => {
  const optional = { header: [[2, 'x']], entry: [[4, 'y']] } as const;
  expect(parseKeyFile(keyFile([key], optional))?.keys).toEqual([key]);
});

test.each([
  ['is something else', Buffer.from('-----BEGIN PGP MESSAGE-----')],
  ['is empty', Buffer.alloc(0)],
  ['is of another format', keyFile([key], { format: 3 })],
  ['has an unknown critical field in its header', keyFile([key], { header: [[3, 'x']] })],
  ['has an unknown critical field in a key', keyFile([key], { entry: [[7, 'x']] })],
  ['has an AES key that is too short', keyFile([{ ...key, aesKey: key.aesKey.subarray(1) }])],
  ['lacks the HMAC key', keyFile([{ ...key, hmacKey: Buffer.alloc(0) }])],
])('refuses a file that %s', (_what, bytes) => {
  expect(parseKeyFile(bytes)).toBeUndefined();
});

test('refuses whatever is cut off, unless no key is left', () => {
  const whole = keyFile([key], { name: 'ops' });
  const keyless = keyFile([], { name: 'ops' }).length;
  fc.assert(
    fc.property(fc.nat(whole.length - 1), (length) => {
      const keys = length === keyless ? [] : undefined;
      expect(parseKeyFile(whole.subarray(0, length))?.keys).toEqual(keys);
    }),
  );
});
