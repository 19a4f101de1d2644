import * as z from 'zod/mini';
import type { ProblemTable } from './row.ts';
import { yamlFaults } from './yaml-faults.ts';

export const operatorProblems = {
  'secrets-missing': { responsible: 'operator', details: { path: z.string() } },
  'secrets-undecryptable': {
    responsible: 'operator',
    details: {
      path: z.string(),
      reason: z.enum([
        'damaged',
        'not encrypted',
        'password',
        'too many recipients',
        'signing key',
        'unsupported',
      ]),
    },
  },
  'secrets-too-large': { responsible: 'operator', details: { limitBytes: z.number() } },
  'secrets-too-costly': { responsible: 'operator', details: {} },
  'secrets-crash': { responsible: 'operator', details: {} },
  'secrets-tar': { responsible: 'operator', details: { reason: z.string() } },
  'secrets-file-missing': { responsible: 'operator', details: { file: z.string() } },
  'secrets-yaml': {
    responsible: 'operator',
    details: {
      file: z.string(),
      reason: z.enum(yamlFaults),
      line: z.optional(z.number()),
    },
  },
  'secrets-kubeconfig-entry': {
    responsible: 'operator',
    details: {
      file: z.string(),
      entry: z.string(),
      reason: z.enum(['no text', 'no context', 'not editable', ...yamlFaults]),
      /** In the entry. */
      line: z.optional(z.number()),
    },
  },
  'secrets-not-provable': { responsible: 'operator', details: { file: z.string() } },
  'secrets-current-context': { responsible: 'operator', details: { name: z.string() } },
  'secrets-shared': { responsible: 'operator', details: { name: z.string() } },
  'file-unreadable': {
    responsible: 'operator',
    details: { variable: z.string(), code: z.string() },
  },
  'app-not-installed': { responsible: 'operator', details: { repository: z.string() } },
  'app-permission': {
    responsible: 'operator',
    details: { repository: z.string(), permission: z.string(), level: z.enum(['read', 'write']) },
  },
  'repository-renamed': { responsible: 'operator', details: { repository: z.string() } },
  'app-suspended': { responsible: 'operator', details: { repository: z.string() } },
  'github-refused': {
    responsible: 'operator',
    details: {
      repository: z.optional(z.string()),
      status: z.optional(z.number()),
      /** In GitHub's own words, where they are plain ones. */
      said: z.optional(z.string()),
    },
  },
  /** It fails or does not answer, which passes. */
  'github-failed': { responsible: 'nobody', details: { status: z.number() } },
  /** The label of holds. */
  'hold-refused': {
    responsible: 'operator',
    details: { said: z.optional(z.string()) },
  },
  'branch-has-other-commits': { responsible: 'operator', details: { branch: z.string() } },
  'helper-not-begun': {
    responsible: 'operator',
    details: { death: z.enum(['time', 'memory', 'crash', 'garbage']) },
  },
  internal: { responsible: 'operator', details: {} },
} satisfies ProblemTable;
