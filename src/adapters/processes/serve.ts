import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import * as z from 'zod/mini';
import { type Answer, type AnswerMessage, answerOf } from './answer.ts';
import { readLines } from './lines.ts';
import type { Remote } from './perform.ts';

/** Larger than any task: encrypted secrets of 4 MiB, in base64, and as much again. */
const taskLimitBytes = 16 * 1024 * 1024;

const taskSchema = z.object({
  id: z.string(),
  operation: z.string(),
  input: z.optional(z.unknown()),
});

/** An operation as the channel sees it: JSON goes in and comes out. */
type Served = (input: unknown) => Promise<unknown>;

export function served<Input, Output>(
  { input, output }: Remote<Input, Output>['message'],
  run: (input: Input) => Promise<Output>,
): Served {
  return async (given) => z.encode(output, await run(z.decode(input, given)));
}

/**
 * A helper's side of the channel: says what it begins with, then answers one task after the other,
 * a line of JSON each, until whoever started it closes its standard input or is gone.
 */
export async function serve(
  begin: () => Promise<{
    readonly hello: unknown;
    readonly operations: Readonly<Record<string, Served>>;
  }>,
): Promise<void> {
  renounceSignals();
  const begun = await begin().catch((error: unknown) => say({ answer: answerOf(error) }));
  if (!begun) return;
  say({ answer: { type: 'done', value: begun.hello } });
  const operations = new Map(Object.entries(begun.operations));
  for await (const line of readLines(process.stdin, taskLimitBytes)) {
    const { id, ...task } = taskSchema.parse(JSON.parse(line));
    say({ to: id, answer: await perform(task, operations).catch(answerOf) });
  }
}

/** Node's permissions let every process end, stop or slow down its user's others, so the bot too. */
function renounceSignals(): void {
  for (const name of ['kill', '_kill', '_debugProcess']) Reflect.deleteProperty(process, name);
  Reflect.deleteProperty(os, 'setPriority');
  syncBuiltinESMExports();
}

async function perform(
  { operation, input }: Omit<z.infer<typeof taskSchema>, 'id'>,
  operations: ReadonlyMap<string, Served>,
): Promise<Answer> {
  const run = operations.get(operation);
  if (!run) throw new TypeError('no such operation');
  return { type: 'done', value: await run(input) };
}

function say(message: AnswerMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
