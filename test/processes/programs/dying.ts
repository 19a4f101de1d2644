/** A helper that does nothing of a task but to die of it, in a way that the task names in a text. */
import { createInterface } from 'node:readline';
import { die, isWayToDie } from './ways-to-die.ts';

const [, , hello = ''] = process.argv;
process.stdout.write(`${JSON.stringify({ answer: { type: 'done', value: JSON.parse(hello) } })}\n`);

/** All texts in a value, and what bytes say that stand there in base64. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value, Buffer.from(value, 'base64').toString()];
  return Object.values(Object(value)).flatMap(textsIn);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, input } = JSON.parse(line);
  const way = textsIn(input).find(isWayToDie);
  if (!way) throw new Error('no way to die');
  await die(way, id);
}
