import type * as z from 'zod/mini';

/**
 * Who can fix a problem, and so what happens next:
 * - `author`: the author of the issue sends something else; nothing is tried again until then
 * - `administrator`: the administrator of the cluster changes it; it is looked at again for a
 *   week, each time after `RESYNC_INTERVAL`
 * - `maintainer`: a maintainer of the repository gives their word by a command
 * - `operator`: the operator of the bot does; it is looked at again so, without an end
 * - `nobody`: it passes by itself; it is tried again soon, with backoff
 */
export type Responsible = 'author' | 'administrator' | 'maintainer' | 'operator' | 'nobody';

/**
 * One thing that can be wrong, under its identifier: who can fix it, and what its sentences in the
 * file of the same name in `wording/problems/` need to know.
 *
 * Details are shown in public. So they never hold what came out of a ciphertext or from a
 * cluster, other than the names of fields that this program knows.
 */
export interface ProblemRow {
  readonly responsible: Responsible;
  readonly details: z.core.$ZodShape;
}

export type ProblemTable = Readonly<Record<string, ProblemRow>>;
