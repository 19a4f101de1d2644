import * as z from 'zod/mini';
import type { ProblemTable } from './row.ts';

export const keyProblems = {
  'recipient-unknown': { responsible: 'operator', details: { keyId: z.string() } },
  'recipient-unusable': {
    responsible: 'operator',
    details: {
      keyId: z.string(),
      reason: z.enum([
        'expired',
        'not yet valid',
        'revoked',
        'too short',
        'no user ID',
        'algorithm',
        'cannot encrypt',
      ]),
      algorithm: z.optional(z.string()),
    },
  },
  'recipient-hidden': { responsible: 'operator', details: {} },
  'key-changed': { responsible: 'operator', details: {} },
  'key-unreadable': {
    responsible: 'operator',
    details: {
      source: z.enum(['PGP_PRIVATE_KEY_PATH', 'PGP_RECIPIENTS_PATH']),
      file: z.optional(z.string()),
      reason: z.enum([
        'no key',
        'not armored',
        'public key',
        'private key',
        'algorithm',
        'damaged',
      ]),
      keyId: z.optional(z.string()),
      algorithm: z.optional(z.string()),
    },
  },
  'key-unusable': {
    responsible: 'operator',
    details: {
      keyId: z.string(),
      reason: z.enum(['no secret', 'no subkey', 'no user ID', 'algorithm']),
      subkeyId: z.optional(z.string()),
      algorithm: z.optional(z.string()),
    },
  },
  'key-passphrase': { responsible: 'operator', details: { keyId: z.string() } },
  'key-cannot-decrypt': { responsible: 'operator', details: { path: z.string() } },
} satisfies ProblemTable;
