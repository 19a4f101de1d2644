import type { CheckResult, Report } from '../../probe/report.ts';
import { checkLabels, outcomeMarks } from '../check-labels.ts';
import { inlineCode } from '../escape.ts';
import { evidenceSentence } from '../evidence.ts';
import type { TextContext } from '../problems/problem-text.ts';
import { problemText } from '../problems/problems.ts';
import { seenRows } from '../seen.ts';

const code = (text: string) => inlineCode(text, 300);

/** What the bot saw of a cluster. It is private, and says what a reviewer decides by. */
export function renderCluster(
  { seen, checks }: Report,
  { kind }: Pick<TextContext, 'kind'>,
): string {
  if (!seen && checks.length === 0) return '';
  const rows = seen ? seenRows(seen, code) : [];
  return [
    '### The cluster',
    ...(rows.length > 0 ? [rows.map(([name, value]) => `- ${name}: ${value}`).join('\n')] : []),
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
