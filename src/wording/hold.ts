import { inlineCode } from './escape.ts';

/** The label that keeps Prow from merging a pull request. */
export const hold = inlineCode('do-not-merge/hold');
