import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import {
  allowanceOfCluster,
  answerTooLarge,
  readText,
} from '../../../src/adapters/kubernetes/bounded-body.ts';

function pieces(count: number, text: string): Readable {
  return Readable.from(Array.from({ length: count }, () => Buffer.from(text)));
}

const tooLarge = { code: answerTooLarge };

test('a character that is cut in two is one again', async () => {
  const letter = Buffer.from('ü');
  const body = Readable.from([letter.subarray(0, 1), letter.subarray(1)]);
  expect(await readText(body, allowanceOfCluster())).toBe('ü');
});

test.each([
  ['bytes', 65, ' '.repeat(64 * 1024)],
  ['values', 51, '[{'.repeat(500)],
  ['pieces, since each takes memory', 16_385, ' '],
])('the allowance ends after so many %s', async (_what, count, text) => {
  const read = (many: number) => readText(pieces(many, text), allowanceOfCluster());
  await expect(read(count)).rejects.toMatchObject(tooLarge);
  expect(await read(count - 1)).toHaveLength((count - 1) * text.length);
});

test('several answers share it', async () => {
  const allowance = allowanceOfCluster();
  const half = () => readText(pieces(40, ' '.repeat(64 * 1024)), allowance);
  await half();
  await expect(half()).rejects.toMatchObject(tooLarge);
});
