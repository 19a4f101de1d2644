import * as z from 'zod/mini';
import type { Message } from './message.ts';

/** Has a helper do once, with made-up data, what it will be asked for. */
export const rehearsal: Message<() => Promise<void>> = { input: z.undefined(), output: z.void() };
