import type { Problem } from '../../problem.ts';
import type { Responsible } from '../../problems/row.ts';
import { type ProblemContext, problemLink } from '../check-labels.ts';
import { codeBlock } from '../escape.ts';
import { folded } from '../folded.ts';
import { encryptedFile } from '../kubectl.ts';
import type { ProblemText } from '../problems/problem-text.ts';
import { problemText } from '../problems/problems.ts';

/** Whose turn it is: with this an answer begins, and the next step stands behind it. */
export const turns: Readonly<Record<Exclude<Responsible, 'nobody' | 'operator'>, string>> = {
  author: '✋ **Author, your turn:**',
  administrator: '✋ **Author or cluster administrator, your turn:**',
  maintainer: '✋ **Maintainers, your turn:**',
};

/** The commands take the cluster that kubectl uses, and change it. */
export const whereToPaste = 'Paste this where `kubectl` administers the cluster:';

/** Or reads it; the configuration of kubectl is everywhere the same. */
const changesCluster = /kubectl (?!config )/;

/** The one block to paste and, where it writes the file to submit, what to do with that. */
export function renderBlock(
  text: ProblemText,
  { afterBlock }: Pick<ProblemContext, 'afterBlock'>,
): readonly string[] {
  const { command, powershell } = text;
  if (command === undefined) return [];
  return [
    ...(changesCluster.test(command) ? [whereToPaste] : []),
    codeBlock('bash', command),
    ...(powershell === undefined
      ? []
      : [folded('In PowerShell (not tested)', [codeBlock('powershell', powershell)])]),
    ...(writesSubmission(text)
      ? [afterBlock ?? `Then attach \`${encryptedFile}\` in a comment here.`]
      : []),
  ];
}

export function writesSubmission({ command = '' }: ProblemText): boolean {
  return command.includes(encryptedFile);
}

/** What was seen, with the link to its explanation. */
export function renderReason(problem: Problem, context: ProblemContext): string {
  return `${problemText(problem, context).what} (${problemLink(problem, context)})`;
}
