import type { Problem } from '../../problem.ts';
import { problemText } from '../problems/problems.ts';

/** A problem on one line, for a log, `/readyz` or an error at start. */
export function operatorLine(problem: Problem): string {
  const { what, fix } = problemText(problem);
  return `${problem.id}: ${what} ${fix}`;
}

/** The same of one request only. */
export function operatorLineOf(issueNumber: number, problem: Problem): string {
  return `issue ${issueNumber}: ${operatorLine(problem)}`;
}
