import * as z from 'zod/mini';
import { LeakError } from '../../attachment/leaks.ts';
import { problem } from '../../messages/codecs.ts';
import { leak } from '../../messages/sandbox.ts';
import { ProblemError } from '../../problem.ts';
import { framesOf } from './stack-frames.ts';

const shortText = z.string().check(z.maxLength(200));

const answer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done'), value: z.optional(z.unknown()) }),
  z.object({ type: z.literal('problem'), problem }),
  z.object({ type: z.literal('leak'), leak }),
  // Without the message, which may quote what was decrypted.
  z.object({
    type: z.literal('error'),
    name: shortText,
    code: z.optional(shortText),
    frames: z.string().check(z.maxLength(10_000)),
  }),
]);

/** What a helper answers to one task; the value as it was sent. */
export type Answer = z.infer<typeof answer>;

const message = z.object({
  /** The task that it answers; what a helper says first answers none. */
  to: z.optional(z.string()),
  answer,
});

/** A line of a helper. */
export type AnswerMessage = z.infer<typeof message>;

/** Reads a line of a helper. Throws for anything but the answer to this task. */
export function parseAnswer(line: string, task: string | undefined): Answer {
  const { to, answer: given } = message.parse(JSON.parse(line));
  if (to !== task) throw new Error('an answer to another task');
  return given;
}

/** The answer where a task has failed. */
export function answerOf(error: unknown): Answer {
  if (error instanceof LeakError) return { type: 'leak', leak: error.leak };
  if (error instanceof ProblemError) return { type: 'problem', problem: error.problem };
  const isError = error instanceof Error;
  const code = isError && 'code' in error ? String(error.code).slice(0, 200) : undefined;
  const name = (isError ? error.name : typeof error).slice(0, 200);
  return { type: 'error', name, code, frames: framesOf(error).slice(0, 10_000) };
}

/** The value of an answer. Throws what the helper has thrown, without what an error said. */
export function openAnswer(given: Answer): unknown {
  switch (given.type) {
    case 'done':
      return given.value;
    case 'problem':
      throw new ProblemError(given.problem);
    case 'leak':
      throw new LeakError(given.leak);
    case 'error': {
      const { name, code, frames } = given;
      const error = new Error('');
      error.stack = frames;
      throw Object.assign(error, { name, ...(code !== undefined && { code }) });
    }
  }
}
