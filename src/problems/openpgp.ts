import * as z from 'zod/mini';
import type { ProblemTable } from './row.ts';

export const openPgpProblems = {
  'openpgp-several-messages': { responsible: 'author', details: { count: z.number() } },
  'openpgp-not-a-message': { responsible: 'author', details: { block: z.string() } },
  'openpgp-damaged': {
    responsible: 'author',
    details: { reason: z.enum(['armor', 'incomplete', 'changed']) },
  },
  'openpgp-not-encrypted': { responsible: 'author', details: {} },
  'openpgp-password-only': { responsible: 'author', details: {} },
  'openpgp-too-many-recipients': {
    responsible: 'author',
    details: { count: z.number(), limit: z.number() },
  },
  'openpgp-other-recipient': {
    responsible: 'author',
    details: {
      recipients: z.readonly(z.array(z.string())),
      ours: z.string(),
      subkeyId: z.string(),
    },
  },
  'openpgp-signing-key': {
    responsible: 'author',
    details: { keyId: z.string(), ours: z.string() },
  },
  'openpgp-old-subkey': {
    responsible: 'author',
    details: { keyId: z.string(), ours: z.string() },
  },
  'openpgp-unsupported': {
    responsible: 'author',
    details: {
      reason: z.enum(['integrity', 'cipher', 'version', 'algorithm']),
      keyId: z.optional(z.string()),
      algorithm: z.optional(z.string()),
      ours: z.optional(z.string()),
    },
  },
  'decrypted-too-large': { responsible: 'author', details: { limitBytes: z.number() } },
  'submission-too-costly': { responsible: 'author', details: {} },
  'submission-crash': { responsible: 'author', details: {} },
} satisfies ProblemTable;
