import * as z from 'zod/mini';
import type { ProblemTable } from './row.ts';

/** Why the array of build clusters in the script that deploys Prow is left to a person. */
const scriptReason = z.enum([
  'missing',
  'assigned more than once',
  'named elsewhere',
  'computed',
  'not closed',
  'carriage returns',
  'not text',
  'not provable',
]);

export type DeployScriptReason = z.infer<typeof scriptReason>;

export const prowDeployProblems = {
  'deploy-script': {
    responsible: 'operator',
    details: { path: z.string(), reason: scriptReason },
  },
  'deploy-lists': {
    responsible: 'operator',
    details: { paths: z.readonly(z.array(z.string())) },
  },
  'merged-entry-missing': { responsible: 'operator', details: { name: z.string() } },
  'proposal-unreadable': { responsible: 'maintainer', details: { number: z.number() } },
} satisfies ProblemTable;
