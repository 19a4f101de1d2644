import type { ConfirmableCheck } from '../../probe/check-table.ts';
import { confirmationsNeeded } from '../../probe/report.ts';
import { type Problem, problem, responsibleFor } from '../../problem.ts';
import { vetName } from '../../request/name.ts';
import { nameMeantBy } from '../../request/near-miss.ts';
import { type ClusterRequest, operations } from '../../request/request.ts';
import { branchOf } from '../../state/branch.ts';
import type { Memory } from '../../state/memory.ts';
import { candidatesKey } from '../../state/request-keys.ts';
import type { Phase } from '../../state/status.ts';
import { nextFrom } from '../../state/superseded.ts';
import { unconfirmed } from '../readers.ts';
import { refusalOf, restingRefusal } from '../refused.ts';
import type { Examination, Snapshot } from '../snapshot.ts';
import { isToBeSearched, isUnanswered, keyOf } from '../submitted.ts';
import { authorizationOf, needsAuthorization } from './author-confirmed.ts';
import type { Goal } from './goal.ts';
import { whyNotOpened } from './hold.ts';
import { staysAsItIs } from './newer-base.ts';
import { isDue, knownBefore, recheckUntil } from './recheck.ts';
import { undeploying } from './removal.ts';
import { awaiting, confirmedOf } from './review.ts';
import { phaseSoFar, publicChecks, reference } from './write-status.ts';

type Passed = Extract<Examination, { outcome: 'passed' }>;
type Looked = Pick<NonNullable<Memory['examined']>, 'key' | 'otherAttachments' | 'at'>;

/** The name, or what the author wrote, is nothing that can be looked at. */
export function unfit(snapshot: Snapshot, request: ClusterRequest): Goal | undefined {
  const reason = unfitName(snapshot, request) ?? unfitText(snapshot, request);
  return reason && refused(request, reason, knownBefore(snapshot, request));
}

function unfitName({ issue }: Snapshot, request: ClusterRequest): Problem | undefined {
  const reason = vetName(request);
  if (reason?.id !== 'name-invalid') return reason;
  const name = nameMeantBy(request, issue.body);
  const meant = name === undefined ? undefined : { operation: request.operation, name };
  return problem('name-invalid', { ...reason.details, meant });
}

function unfitText(snapshot: Snapshot, { operation }: ClusterRequest): Problem | undefined {
  const { leak, candidates, isTooLong } = snapshot;
  if (leak && isUnanswered(leak, snapshot)) {
    return problem('credential-in-plaintext', { what: leak.what });
  }
  if (!operations[operation].needsSubmission) return undefined;
  if (isTooLong) return problem('issue-too-long', {});
  const isThere = candidates.each.some(({ standing }) => standing !== 'struck');
  return isThere ? undefined : problem('submission-missing', {});
}

/** Which of several is the submission tells a look into them; that of one day is good for the next. */
export function unsearched(snapshot: Snapshot, request: ClusterRequest): Goal | undefined {
  const { examination, memory, submission } = snapshot;
  if (!isToBeSearched(snapshot)) return undefined;
  // As long as that can't be told, nothing else can.
  if (examination) return submission ? undefined : concluded(snapshot, request);
  if (!submission && memory && !isDue(snapshot, memory, keyOf(snapshot, request))) {
    return { request, says: { phase: memory.status.phase }, held: true };
  }
  const authorization = { needsAuthorization: needsAuthorization(snapshot, request) };
  const does = { type: 'search-attachments', request, ...authorization } as const;
  return lookInto(snapshot, { request, does });
}

/** Nothing of the bot is written over what somebody else has committed. */
export function committedByOthers(snapshot: Snapshot, request: ClusterRequest): Goal | undefined {
  const { pull, issue } = snapshot;
  if (pull?.branchState !== "somebody else's work") return undefined;
  const reason = problem('branch-has-other-commits', { branch: branchOf(issue.number) });
  return refused(request, reason, knownBefore(snapshot, request));
}

/** Whoever changes what is asked for again and again must not wear out those who review. */
export function changedTooOften(
  { pull, deployment, memory, now }: Snapshot,
  request: ClusterRequest,
): Goal | undefined {
  const until = nextFrom(memory?.superseded);
  const isOpen = pull?.state === 'open' || deployment?.pull?.state === 'open';
  if (isOpen || until === undefined || now >= until) return undefined;
  return refused(request, problem('changed-too-often', { until: until.toISOString() }));
}

/**
 * An open pull request that was about to be given up, or was cancelled, is not given up after all.
 */
export function notGivenUp(snapshot: Snapshot, goal: Goal): Goal {
  const { memory, pull } = snapshot;
  if (!memory || !goal.says) return goal;
  const open = pull?.state === 'open' ? pull.number : Number.POSITIVE_INFINITY;
  // What can't be put on hold is given up, see `holdOrClose`.
  const isUnheld = restingRefusal(snapshot, { step: 'hold' }) !== undefined;
  const retracted = isUnheld ? memory.retracted : Math.min(memory.retracted, open - 1);
  return { ...goal, says: { retracted, cancelledBy: undefined, ...goal.says } };
}

/** Nothing new: the comment may still owe an answer to a command, the pull request a label. */
export function unchanged(snapshot: Snapshot, request: ClusterRequest): Goal | undefined {
  const { memory, pull } = snapshot;
  const key = keyOf(snapshot, request);
  if (!memory || isDue(snapshot, memory, key)) return undefined;
  const { phase } = memory.status;
  if (phase.type !== 'proposed' || pull?.state !== 'open') {
    return { request, says: { phase }, held: true };
  }
  const awaits = awaitedOf(snapshot, key, phase.checks);
  const proposed: Phase = { ...phase, pull: reference(pull), awaits };
  return { request, says: { phase: proposed }, held: awaits.length > 0 };
}

/** It has to be looked at. A hold of the bot stays until it is known whether its reason is gone. */
export function due(snapshot: Snapshot, request: ClusterRequest): Goal {
  const { submission, memory, pull } = snapshot;
  const unheld = refusalOf(snapshot, { step: 'hold' });
  // On what was closed for that: it costs little to see whether GitHub lets the bot do it by now.
  if (unheld && pull?.state === 'closed' && !restingRefusal(snapshot, unheld)) {
    return { request, does: { type: 'hold', pullNumber: pull.number } };
  }
  const key = keyOf(snapshot, request);
  const authorization = { needsAuthorization: needsAuthorization(snapshot, request) };
  const does = { type: 'examine', request, submission, key, ...authorization } as const;
  const isHeld = memory !== undefined && memory.heldPull === pull?.number;
  return lookInto(snapshot, { request, held: isHeld || undefined, does });
}

/** That is worth no word before, but for a credential that everybody can read, and a hold. */
function lookInto(snapshot: Snapshot, goal: Pick<Goal, 'request' | 'held' | 'does'>): Goal {
  const { memory, statusComment } = snapshot;
  const isAlarmNew = memory?.status.leaked !== statusComment?.recorded?.status.leaked;
  return goal.held || isAlarmNew ? { ...goal, says: { phase: phaseSoFar(snapshot) } } : goal;
}

/** What this run has found out about the submission. */
export function concluded(snapshot: Snapshot, request: ClusterRequest): Goal | undefined {
  const { examination, memory, candidates, now } = snapshot;
  if (!examination) return undefined;
  const key = keyOf(snapshot, request);
  const at = now.toISOString();
  const looked = { key, otherAttachments: candidatesKey(candidates.each), at };
  if (examination.outcome === 'passed') return propose(snapshot, request, looked, examination);
  if (examination.outcome === 'problem') {
    return refused(request, examination.problem, { ...looked, outcome: 'problem' });
  }
  const before = memory?.examined;
  const failingSince = (before?.key === key ? before.failingSince : undefined) ?? at;
  const phase: Phase = {
    type: 'checks-failed',
    checks: publicChecks(examination.report),
    until: recheckUntil(failingSince).toISOString(),
  };
  return {
    request,
    says: { phase, examined: { ...looked, outcome: 'failed', failingSince } },
    held: true,
  };
}

function propose(
  snapshot: Snapshot,
  request: ClusterRequest,
  looked: Looked,
  passed: Passed,
): Goal {
  const { pull, submission, memory } = snapshot;
  const { newReaders } = passed.readers ?? {};
  const awaits = awaitedOf(snapshot, looked.key, passed.report.checks);
  const { authorization = authorizationOf(memory, request) } = passed;
  const examined = { ...looked, outcome: 'passed' } as const;
  const first = undeploying(snapshot, request, { authorization, edits: passed.edits, examined });
  if (first) return first;
  // Once it is pushed, whoever can read the repository has it: that is what nobody has confirmed.
  const reason = unconfirmed(passed.readers, looked.key, memory) ?? whyNotOpened(snapshot, awaits);
  if (reason) return refused(request, reason, { ...looked, outcome: 'problem' });
  const open = pull?.state === 'open' ? pull : undefined;
  const { proposal } = open ?? {};
  const isSame = proposal?.examined === looked.key && proposal.newReaders === newReaders;
  const isShown = open?.branchState === 'proposal' && isSame;
  if (isShown && staysAsItIs(proposal, passed, snapshot)) {
    const { base } = passed;
    const does = { type: 'keep-commit', at: 'secrets', pullNumber: open.number, base } as const;
    return { request, does };
  }
  if (!isShown || proposal.base.state !== passed.base.state) {
    const confirmed = confirmedOf(memory, request, { examined: looked.key, newReaders });
    const review = { hold: awaiting(awaits), confirmed };
    const about = { request, submission, key: looked.key, passed, authorization, review };
    return { request, does: { type: 'propose', ...about, pullNumber: open?.number } };
  }
  const checks = publicChecks(passed.report);
  const phase: Phase = { type: 'proposed', pull: reference(open), checks, awaits };
  return { request, says: { phase, examined }, held: awaits.length > 0 };
}

/** What is open for review is not what the issue asks for any more: nobody may merge it. */
export function refused(
  request: ClusterRequest,
  reason: Problem,
  examined?: Memory['examined'],
): Goal {
  const type = responsibleFor(reason.id) === 'operator' ? 'needs-operator' : 'needs-change';
  return { request, says: { phase: { type, problem: reason }, examined }, held: true };
}

/** What a maintainer still has to confirm of this very submission, under this very name. */
function awaitedOf(
  { memory }: Snapshot,
  key: string,
  checks: Parameters<typeof confirmationsNeeded>[0],
): readonly ConfirmableCheck[] {
  const given = { 'control-plane': memory?.confirmed, 'same-cluster': memory?.confirmedServer };
  return confirmationsNeeded(checks).filter((what) => given[what]?.examined !== key);
}
