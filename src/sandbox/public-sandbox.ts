import { lookInto } from '../attachment/packed-message.ts';
import { readText } from './read-text.ts';
import type { PublicSandbox } from './sandbox.ts';

/** What reads what everybody can read, in the process of whoever calls it. */
export const publicSandbox: PublicSandbox = {
  readText: async (text) => readText(text),
  lookInto,
};
