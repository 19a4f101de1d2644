import * as z from 'zod/mini';
import type { ProblemTable } from './row.ts';
import { yamlFaults } from './yaml-faults.ts';

export const gitCryptProblems = {
  'git-crypt-not-applied': { responsible: 'operator', details: { path: z.string() } },
  'git-crypt-in-clear': { responsible: 'operator', details: { path: z.string() } },
  'git-crypt-damaged': { responsible: 'operator', details: { path: z.string() } },
  'git-crypt-kubeconfig': {
    responsible: 'operator',
    details: {
      path: z.string(),
      reason: z.enum(['no context', 'several contexts', 'not editable']),
    },
  },
  'git-crypt-not-yaml': {
    responsible: 'operator',
    details: {
      path: z.string(),
      reason: z.enum(yamlFaults),
      line: z.optional(z.number()),
    },
  },
  'git-crypt-key-missing': { responsible: 'operator', details: { keyName: z.string() } },
  'git-crypt-key-unreadable': { responsible: 'operator', details: { path: z.string() } },
  'git-crypt-key-unproved': { responsible: 'operator', details: { keyName: z.string() } },
  'git-crypt-keys-differ': { responsible: 'operator', details: {} },
} satisfies ProblemTable;
