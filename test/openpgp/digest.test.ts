import { createHash } from 'node:crypto';
import { armor, enums } from 'openpgp';
import { expect, test } from 'vitest';
import { digestOf } from '../../src/openpgp/digest.ts';

const bytes = crypto.getRandomValues(new Uint8Array(1000));
const expected = createHash('sha256').update(bytes).digest('hex');

test('a message has the same digest with armor and without', async () => {
  const text = armor(enums.armor.message, bytes);
  expect(await digestOf({ type: 'binary', bytes })).toBe(expected);
  expect(await digestOf({ type: 'armored', text })).toBe(expected);
});
