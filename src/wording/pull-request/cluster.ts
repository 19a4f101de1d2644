import type { CheckResult, Report } from '../../probe/report.ts';
import { checkLabels, outcomeMarks } from '../check-labels.ts';
import { inlineCode } from '../escape.ts';
import { evidenceSentence } from '../evidence.ts';
import type { TextContext } from '../problems/problem-text.ts';
import { problemText } from '../problems/problems.ts';
import { seenRows } from '../seen.ts';
import { timeInWords } from '../time.ts';

const code = (text: string) => inlineCode(text, 300);

/** What the bot saw of a cluster, and when; ISO 8601. Empty where none was asked. */
export function renderCluster(
  { seen, checks }: Report,
  { kind, seenAt }: Pick<TextContext, 'kind'> & { readonly seenAt: string },
): string {
  if (!seen) return '';
  const rows = seenRows(seen, code).map(([name, value]) => `- ${name}: ${value}`);
  return [
    '### The cluster',
    `As it was seen on ${timeInWords(seenAt)}:`,
    rows.join('\n'),
    '### Checks',
    ...renderChecks(checks, { kind }),
  ].join('\n\n');
}

const weights = ['failed', 'unverifiable', 'warning'] as const;

const outcomeWords: Readonly<Record<(typeof weights)[number], string>> = {
  failed: 'failed',
  unverifiable: 'could not be verified',
  warning: 'warning',
};

/** What did not pass, the worst first, in words; the rest in one line. What to do is the author's. */
function renderChecks(
  checks: readonly CheckResult[],
  context: Partial<TextContext>,
): readonly string[] {
  const open = weights.flatMap((weight) =>
    checks.flatMap((result) => (result.outcome === weight ? [checkLine(result, context)] : [])),
  );
  const passed = checks.filter(({ outcome }) => outcome === 'passed');
  return [
    ...(open.length > 0 ? [open.join('\n')] : []),
    ...(passed.length > 0 ? [passedLine(passed)] : []),
  ];
}

function checkLine(
  { check, outcome, problem, evidence }: Exclude<CheckResult, { readonly outcome: 'passed' }>,
  context: Partial<TextContext>,
): string {
  const seen = evidence ? ` ${evidenceSentence(evidence, code)}` : '';
  const { what } = problemText(problem, context);
  return `- ${outcomeMarks[outcome]} **${checkLabels[check]}**: ${outcomeWords[outcome]}. ${what}${seen}`;
}

function passedLine(passed: readonly CheckResult[]): string {
  const count = `${passed.length} ${passed.length === 1 ? 'check' : 'checks'}`;
  const labels = passed.map(({ check }) => checkLabels[check]).join('; ');
  return `<details><summary>${outcomeMarks.passed} ${count} passed</summary>\n\n${labels}.\n\n</details>`;
}
