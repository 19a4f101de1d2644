import type { Report } from '../../probe/report.ts';
import type { Problem } from '../../problem.ts';
import type { ChangeSummary } from '../../secrets/secrets.ts';
import { checkLabels } from '../check-labels.ts';
import { cleanText } from '../escape.ts';
import { evidenceSentence } from '../evidence.ts';
import { unusable } from '../problems/keys.ts';
import type { TextContext } from '../problems/problem-text.ts';
import { problemText } from '../problems/problems.ts';
import { changeLines, unchangedSentence, unknownOwner } from '../pull-request/diff.ts';
import { seenRows } from '../seen.ts';

const outcomeWords = {
  passed: 'ok  ',
  failed: 'FAIL',
  unverifiable: '?   ',
  warning: 'warn',
} as const;

const plain = (text: string) => cleanText(text, 300);

/** What was seen and the checks as plain text for a terminal, each with what was seen and what to do. */
export function renderReportForTerminal(
  { checks, seen }: Report,
  context: Partial<TextContext> = {},
): string {
  const lines = checks.flatMap((result) => {
    const line = `${outcomeWords[result.outcome]}  ${checkLabels[result.check]}`;
    if (result.outcome === 'passed') return [line];
    const { evidence, problem } = result;
    const more = evidence ? `. ${evidenceSentence(evidence, plain)}` : '';
    return [`${line}${more}`, renderProblemForTerminal(problem, context, '      ')];
  });
  const facts = seen ? seenRows(seen, plain).map(([name, value]) => `${name}: ${value}`) : [];
  return [...facts, ...lines].join('\n');
}

/** A problem as plain text for a terminal: what is wrong, what to do and the command. */
export function renderProblemForTerminal(
  problem: Problem,
  context: Partial<TextContext> = {},
  margin = '',
): string {
  const { what, fix, command } = problemText(problem, context);
  const line = `${margin}${problem.id}: ${what} ${fix}`;
  // Not indented: the end of a here-document has to stand at the start of its line.
  return command === undefined ? line : `${line}\n\n${command}\n`;
}

/** The change as plain text for a terminal, without a secret in it. */
export function renderChangeForTerminal(change: ChangeSummary): string {
  const recipients = change.recipients.flatMap(({ keyId, userId, replaces = [] }) => [
    `  ${cleanText(keyId)}  ${userId === '' ? unknownOwner : cleanText(userId)}`,
    ...replaces.map(
      (old) =>
        `    in place of ${cleanText(old.keyId)} of the same key, which ${unusable[old.reason]}`,
    ),
  ]);
  return [
    ...changeLines(change),
    '',
    unchangedSentence(change),
    'Encrypted to the same recipients as before. Nobody signs that list, so make sure that each of them is allowed to read it:',
    ...recipients,
  ].join('\n');
}
