/** A helper that does nothing of a task but to die of it, in a way that a text of its input names. */
import { createInterface } from 'node:readline';
import { die, isWayToDie } from './ways-to-die.ts';

const [, , hello = ''] = process.argv;
const say = (message: object, value?: unknown) =>
  process.stdout.write(`${JSON.stringify({ ...message, answer: { type: 'done', value } })}\n`);
say({}, JSON.parse(hello));

/** All texts in a value, and what bytes say that stand there in base64. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value, Buffer.from(value, 'base64').toString()];
  return Object.values(Object(value)).flatMap(textsIn);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, operation, input } = JSON.parse(line);
  const way = textsIn(input).find(isWayToDie);
  if (way) await die(way, id);
  else if (operation === 'rehearse') say({ to: id });
  else throw new Error('no way to die');
}
