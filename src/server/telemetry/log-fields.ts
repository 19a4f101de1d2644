import type { Action } from '../../reconcile/action.ts';
import type { Examination } from '../../reconcile/snapshot.ts';
import type { Phase } from '../../state/status.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A step for the log: what is done and, where the status is written, what it says. */
export function describeStep(action: Action): Fields {
  return {
    step: action.type,
    ...('pullNumber' in action && { pull: action.pullNumber }),
    ...('reason' in action && { reason: action.reason }),
    ...(action.type === 'write-status' && describePhase(action.memory.status.phase)),
  };
}

function describePhase(phase: Phase): Fields {
  return {
    phase: phase.type,
    ...('problem' in phase && { problem: phase.problem?.id }),
    ...('pull' in phase && { pull: phase.pull?.number }),
    ...('awaits' in phase && phase.awaits.length > 0 && { held: true }),
  };
}

/** What became of a submission: the identifiers only, as evidence is for maintainers alone. */
export function describeExamination(examination: Examination): Fields {
  const { outcome } = examination;
  if (outcome === 'problem') return { outcome, problem: examination.problem.id };
  const notPassed = examination.report.checks
    .filter((result) => result.outcome !== 'passed')
    .map(({ check, outcome: result }) => `${check} ${result}`);
  return { outcome, ...(notPassed.length > 0 && { checks: notPassed }) };
}
