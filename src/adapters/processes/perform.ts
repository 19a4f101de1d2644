import * as z from 'zod/mini';
import { rehearsal } from '../../messages/rehearsal.ts';
import type { OnDeath } from './deaths.ts';
import { type Helper, HelperDied } from './helper.ts';

/** An operation of a helper: how its input and output are written, and what it may take. */
export interface Remote<Input, Output> {
  readonly operation: string;
  readonly message: {
    readonly input: z.ZodMiniType<Input>;
    readonly output: z.ZodMiniType<Output>;
  };
  readonly timeMs: number;
  readonly onDeath: OnDeath;
}

/** Has a helper do an operation. Throws what the operation throws, and {@link HelperDied}. */
export async function performIn<Input, Output>(
  helper: Helper,
  { operation, message, timeMs, onDeath }: Remote<Input, Output>,
  input: Input,
): Promise<Output> {
  try {
    const task = { operation, input: z.encode(message.input, input), timeMs };
    const output = z.safeDecode(message.output, await helper.perform(task));
    if (output.success) return output.data;
    helper.end();
    throw new HelperDied('garbage');
  } catch (error) {
    if (error instanceof HelperDied) onDeath({ operation, death: error.death });
    throw error;
  }
}

/** Has a helper do once what will be asked of it. */
export function rehearseIn(
  helper: Helper,
  limits: Pick<Remote<never, never>, 'timeMs' | 'onDeath'>,
) {
  const rehearse = { operation: 'rehearse', message: rehearsal, ...limits };
  return performIn(helper, rehearse, undefined);
}
