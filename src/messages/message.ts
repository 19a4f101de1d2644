import type * as z from 'zod/mini';

type Operation = (input: never) => Promise<unknown>;

/** How the input and the output of an operation are written as JSON, and read again. */
export interface Message<Called extends Operation> {
  readonly input: z.ZodMiniType<Parameters<Called>[0]>;
  readonly output: z.ZodMiniType<Awaited<ReturnType<Called>>>;
}
