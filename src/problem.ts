import * as z from 'zod/mini';
import { attachmentProblems } from './problems/attachment.ts';
import { clusterProblems } from './problems/cluster.ts';
import { gitCryptProblems } from './problems/git-crypt.ts';
import { keyProblems } from './problems/keys.ts';
import { kubeconfigProblems } from './problems/kubeconfig.ts';
import { openPgpProblems } from './problems/openpgp.ts';
import { operatorProblems } from './problems/operator.ts';
import { probeProblems } from './problems/probe.ts';
import { prowDeployProblems } from './problems/prow-deploy.ts';
import { requestProblems } from './problems/request.ts';
import type { ProblemRow, Responsible } from './problems/row.ts';

/** Everything that can be wrong. */
export const problems = {
  ...requestProblems,
  ...attachmentProblems,
  ...openPgpProblems,
  ...kubeconfigProblems,
  ...clusterProblems,
  ...probeProblems,
  ...operatorProblems,
  ...keyProblems,
  ...prowDeployProblems,
  ...gitCryptProblems,
};

type Problems = typeof problems;

export type ProblemId = keyof Problems;

/** What the sentences for each need to know. */
export type ProblemDetails = {
  readonly [Id in ProblemId]: Readonly<z.infer<z.ZodMiniObject<Problems[Id]['details']>>>;
};

export type Problem = {
  readonly [Id in ProblemId]: { readonly id: Id; readonly details: ProblemDetails[Id] };
}[ProblemId];

/**
 * A problem on its way to whoever handles it. Its message is the identifier and nothing else, so
 * that whatever prints an error can't print a secret.
 */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.id);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** Builds a problem as plain data, for what judges without giving up. */
export function problem<Id extends ProblemId>(id: Id, details: ProblemDetails[Id]): Problem {
  return { id, details } as Problem;
}

/** Gives up with a problem; throws {@link ProblemError}. */
export function fail<Id extends ProblemId>(id: Id, details: ProblemDetails[Id]): never {
  throw new ProblemError(problem(id, details));
}

/** Tries something; the problem that stood in its way, undefined where there was none. */
export async function problemOf(attempt: () => Promise<unknown>): Promise<Problem | undefined> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

/** Tells who can fix a problem. */
export function responsibleFor(id: ProblemId): Responsible {
  return problems[id].responsible;
}

const rows = new Map(Object.entries<ProblemRow>(problems));
const written = z.object({ id: z.string(), details: z.unknown() });

/** Whether it is a problem that this version knows, with all the details that its sentences need. */
export function isProblem(value: unknown): value is Problem {
  const { data } = written.safeParse(value);
  if (!data) return false;
  const row = rows.get(data.id);
  return row !== undefined && z.object(row.details).safeParse(data.details).success;
}
