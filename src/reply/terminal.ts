import type { Report } from '../probe/report.ts';
import type { ChangeSummary } from '../secrets/secrets.ts';
import { changeLines, unchangedSentence } from './change.ts';
import { checkLabels } from './checks.ts';
import { cleanText } from './escape.ts';
import { problemText } from './problems.ts';

const outcomeWords = {
  passed: 'ok  ',
  failed: 'FAIL',
  unverifiable: '?   ',
  warning: 'warn',
} as const;

/** The checks as plain text for a terminal, each with what was seen and what to do. */
export function renderReportForTerminal({ checks }: Report): string {
  return checks
    .flatMap((result) => {
      const seen = result.evidence === undefined ? '' : ` (${cleanText(result.evidence, 200)})`;
      const line = `${outcomeWords[result.outcome]}  ${checkLabels[result.check]}${seen}`;
      if (result.outcome === 'passed') return [line];
      const { id } = result.problem;
      const { what, fix, command } = problemText(result.problem);
      return [line, indent(`${id}: ${what} ${fix}`), ...(command ? ['', indent(command), ''] : [])];
    })
    .join('\n');
}

/** The change as plain text for a terminal, without a secret in it. */
export function renderChangeForTerminal(change: ChangeSummary): string {
  const recipients = change.recipients.map(
    ({ keyId, userId }) => `  ${cleanText(keyId)}  ${cleanText(userId)}`,
  );
  return [
    ...changeLines(change),
    '',
    unchangedSentence(change),
    'Encrypted to the same recipients as before:',
    ...recipients,
  ].join('\n');
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `      ${line}`))
    .join('\n');
}
