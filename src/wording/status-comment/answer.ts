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

/** The one block to paste and, where it writes the file to submit, what to do with that. */
export function renderBlock({ command, powershell }: ProblemText): readonly string[] {
  if (command === undefined) return [];
  return [
    codeBlock('bash', command),
    ...(powershell === undefined
      ? []
      : [folded('In PowerShell (not tested)', [codeBlock('powershell', powershell)])]),
    ...(command.includes(encryptedFile)
      ? [`Then attach \`${encryptedFile}\` in a new comment here.`]
      : []),
  ];
}

/** What was seen, with the link to its explanation. */
export function renderReason(problem: Problem, context: ProblemContext): string {
  return `${problemText(problem, context).what} (${problemLink(problem, context)})`;
}
