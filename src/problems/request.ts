import * as z from 'zod/mini';
import type { ProblemTable } from './row.ts';

const kind = z.enum(['build-cluster', 'external-provider']);

export const requestProblems = {
  'name-invalid': {
    responsible: 'author',
    details: {
      kind,
      name: z.string(),
      /** What seems to be meant. */
      meant: z.optional(
        z.object({ operation: z.enum(['add', 'rotate', 'remove']), name: z.string() }),
      ),
    },
  },
  'name-reserved': { responsible: 'author', details: { name: z.string() } },
  'name-taken': { responsible: 'author', details: { name: z.string() } },
  'name-unknown': { responsible: 'author', details: { kind, name: z.string() } },
  'issue-too-long': {
    responsible: 'author',
    /** How many attachments were looked into, where it is these that are too many. */
    details: { attachments: z.optional(z.number()) },
  },
  'author-unconfirmed': { responsible: 'maintainer', details: {} },
  'recipients-unconfirmed': {
    responsible: 'maintainer',
    details: {
      /** Fingerprints of OpenPGP keys. */
      keys: z.readonly(z.array(z.string())),
      /** Whether there is another git-crypt key too. */
      hasOtherGitCryptKey: z.boolean(),
      /** Tells again all who could decrypt it, see `Readers`. */
      readers: z.string(),
    },
  },
  /** ISO 8601 */
  'changed-too-often': { responsible: 'nobody', details: { until: z.string() } },
  'credentials-unchanged': { responsible: 'author', details: {} },
} satisfies ProblemTable;
