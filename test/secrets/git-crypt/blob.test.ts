import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { someKey } from '../../../simulator/git-crypt-key.ts';
import { decryptBlob, encryptBlob, isGitCryptBlob } from '../../../src/secrets/git-crypt/blob.ts';

const key = someKey();
const plaintext = Buffer.from('apiVersion: v1\nkind: Config\n');

describe('a blob', () => {
  test('is decrypted to what was encrypted, and is the same each time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const blob = encryptBlob(bytes, key);
        expect(isGitCryptBlob(blob)).toBe(true);
        expect(blob).toHaveLength(bytes.length + 22);
        expect(decryptBlob(blob, [key])).toEqual(bytes);
        expect(encryptBlob(bytes, key)).toEqual(blob);
      }),
    );
  });

  test('is decrypted with whichever key fits', () => {
    const other = someKey(1);
    const blob = encryptBlob(plaintext, key);
    expect(decryptBlob(blob, [other, key])).toEqual(new Uint8Array(plaintext));
    expect(decryptBlob(blob, [other])).toBeUndefined();
    expect(decryptBlob(blob, [])).toBeUndefined();
  });

  test('gives nothing where a bit of it changed', () => {
    const blob = encryptBlob(plaintext, key);
    fc.assert(
      fc.property(fc.nat(blob.length * 8 - 1), (bit) => {
        const changed = Buffer.from(blob);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(decryptBlob(changed, [key])).toBeUndefined();
      }),
    );
  });

  test('gives nothing where its end is missing', () => {
    const blob = encryptBlob(plaintext, key);
    fc.assert(
      fc.property(fc.nat(blob.length - 1), (length) => {
        expect(decryptBlob(blob.subarray(0, length), [key])).toBeUndefined();
      }),
    );
  });

  test('is not what was stored in clear', () => {
    expect(isGitCryptBlob(plaintext)).toBe(false);
    expect(decryptBlob(plaintext, [key])).toBeUndefined();
  });
});
