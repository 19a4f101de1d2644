import { type Problem, responsibleFor } from '../../problem.ts';
import type { PublicCheck } from '../../state/status.ts';
import { checkCauses, checkLabels, outcomeMarks, type ProblemContext } from '../check-labels.ts';
import { folded } from '../folded.ts';
import type { ProblemText } from '../problems/problem-text.ts';
import { problemText } from '../problems/problems.ts';
import { renderBlock, renderReason, turns } from './answer.ts';

type Complaint = PublicCheck & { readonly problem: Problem };

/** What is wrong for a reason of its own, and what follows from it. */
interface Cause {
  readonly complaint: Complaint;
  readonly consequences: readonly Complaint[];
}

/** Causes that the same commands fix. */
interface Remedy {
  readonly text: ProblemText;
  readonly causes: readonly Cause[];
}

/**
 * Checks of which some failed: for each remedy the next step, its block, and what was seen. The
 * first says whose turn it is. No evidence is in it, as everybody can read it.
 */
export function renderFailedChecks(
  checks: readonly PublicCheck[],
  context: ProblemContext,
): readonly string[] {
  const causes = causesIn(checks);
  const failures = causes.filter(({ complaint }) => complaint.outcome === 'failed');
  return [
    ...remediesFor(failures, context).flatMap((remedy, index) =>
      renderRemedy(remedy, index === 0 ? turnOf(remedy) : '**Also:**', context),
    ),
    ...renderNotes(checks, context).map((notes) => folded('❔ Notes for the review', [notes])),
    ...renderPassed(checks),
  ];
}

/** Checks of which none failed: what a reviewer decides on, and in one folded line what passed. */
export function renderOtherChecks(
  checks: readonly PublicCheck[],
  context: ProblemContext,
): readonly string[] {
  return [...renderNotes(checks, context), ...renderPassed(checks)];
}

function renderNotes(checks: readonly PublicCheck[], context: ProblemContext): readonly string[] {
  const causes = causesIn(checks);
  const notes = (['unverifiable', 'warning'] as const).flatMap((outcome) =>
    causes.flatMap(({ complaint }) =>
      complaint.outcome === outcome ? [renderNote(complaint, context)] : [],
    ),
  );
  return notes.length === 0 ? [] : [[...new Set(notes)].join('\n')];
}

function renderPassed(checks: readonly PublicCheck[]): readonly string[] {
  const passed = checks.filter(({ outcome }) => outcome === 'passed');
  return passed.length === 0
    ? []
    : [foldedChecks(`✅ ${count(passed.length, 'check')} passed`, passed)];
}

/** Each that has no cause among the others, with all that follows from it. */
function causesIn(checks: readonly PublicCheck[]): readonly Cause[] {
  const complaints = checks.filter((check): check is Complaint => check.problem !== undefined);
  const roots = complaints.filter((each) => rootOf(each, complaints) === each);
  return roots.map((complaint) => ({
    complaint,
    consequences: complaints.filter(
      (each) => each !== complaint && rootOf(each, complaints) === complaint,
    ),
  }));
}

function rootOf(complaint: Complaint, complaints: readonly Complaint[]): Complaint {
  const causes = checkCauses[complaint.check];
  const cause = complaints.find(
    ({ check, outcome }) => outcome === 'failed' && causes.includes(check),
  );
  return cause ? rootOf(cause, complaints) : complaint;
}

function remediesFor(causes: readonly Cause[], context: ProblemContext): readonly Remedy[] {
  const withTexts = causes.map((cause) => ({
    cause,
    text: problemText(cause.complaint.problem, context),
  }));
  const byBlock = Map.groupBy(withTexts, ({ text: { fix, command } }) => command ?? fix);
  return [...byBlock.values()].flatMap(([first, ...others]) =>
    first ? [{ text: first.text, causes: [first, ...others].map(({ cause }) => cause) }] : [],
  );
}

/** The worst says what to do. Problems of one kind are told by the first of them. */
function renderRemedy(
  { text, causes }: Remedy,
  turn: string,
  context: ProblemContext,
): readonly string[] {
  const ids = causes.map(({ complaint }) => complaint.problem.id);
  const told = causes.filter(({ complaint }, at) => ids.indexOf(complaint.problem.id) === at);
  const others = causes.flatMap((cause) => [
    ...(told.includes(cause) ? [] : [cause.complaint]),
    ...cause.consequences,
  ]);
  return [
    `${turn} ${text.fix}`,
    ...renderBlock(text, context),
    renderReasons(told.map(({ complaint }) => renderReason(complaint.problem, context))),
    ...(others.length === 0
      ? []
      : [
          foldedChecks(
            `${count(others.length, 'more check')} did not pass because of this`,
            others,
          ),
        ]),
  ];
}

/** What was seen, as a list where it is more than one thing. */
function renderReasons(reasons: readonly string[]): string {
  return reasons.length === 1
    ? `**Why:** ${reasons[0]}`
    : ['**Why:**', ...reasons.map((reason) => `- ${reason}`)].join('\n');
}

function turnOf({ causes }: Remedy): string {
  const isAuthors = causes.every(
    ({ complaint }) => responsibleFor(complaint.problem.id) === 'author',
  );
  return isAuthors ? turns.author : turns.administrator;
}

function renderNote({ outcome, problem }: Complaint, context: ProblemContext): string {
  const { fix } = problemText(problem, context);
  return `- ${outcomeMarks[outcome]} ${renderReason(problem, context)} ${fix}`;
}

function foldedChecks(summary: string, checks: readonly PublicCheck[]): string {
  const lines = checks.map(
    ({ check, outcome }) => `- ${outcomeMarks[outcome]} ${checkLabels[check]}`,
  );
  return folded(summary, [lines.join('\n')]);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
