import { needsConfirmation, type Report } from '../probe/report.ts';
import { menderOf, type Problem, problem } from '../problem.ts';
import { branchOf } from '../pullrequest/branch.ts';
import { withoutWarning, withWarning } from '../reply/other-commits.ts';
import type { Phase, PublicCheck } from '../reply/status.ts';
import { vetName } from '../request/name.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { Action } from './action.ts';
import { raiseAlarm } from './alarm.ts';
import { isDue, recheckUntil } from './due.ts';
import { examinationKey, type Memory } from './memory.ts';
import { none, reference, settle } from './settle.ts';
import type { Examination, Snapshot } from './snapshot.ts';

export const holdLabel = 'do-not-merge/hold';

type Passed = Extract<Examination, { outcome: 'passed' }>;

/** The next step towards a pull request that holds the newest submission on the newest base. */
export function pursue(given: Snapshot, request: ClusterRequest): Action {
  const snapshot = takeUp(given);
  const { submission } = snapshot;

  const unfit = vetName(request) ?? unfitText(snapshot);
  if (unfit) return refuse(snapshot, request, unfit);
  if (!submission) return refuse(snapshot, request, problem('submission-missing', {}));

  const rewording = reword(snapshot);
  if (rewording) return rewording;
  if (snapshot.pull?.shows === "somebody else's work") {
    const branch = branchOf(snapshot.issue.number);
    return refuse(snapshot, request, problem('branch-has-other-commits', { branch }));
  }

  const key = examinationKey(request, submission);
  if (snapshot.examination) return conclude(snapshot, request, key, snapshot.examination);
  const objection = objectionTo(snapshot, key);
  if (objection) return refuse(snapshot, request, objection);
  if (!isDue(snapshot, key)) return unchanged(snapshot, request);
  // A new submission and a retry are worth a word; what the bot looks at by itself is not.
  if (snapshot.memory?.examined?.key !== key) {
    const checking = check(snapshot, request, key);
    if (checking.type !== 'none') return checking;
  }
  return { type: 'examine', request, submission, key };
}

function unfitText({ leak, isTooLong }: Snapshot): Problem | undefined {
  if (leak && !leak.superseded) return problem('credential-in-plaintext', { what: leak.what });
  return isTooLong ? problem('issue-too-long', {}) : undefined;
}

/** What is open for review and not what is asked for any more is not to be merged meanwhile. */
function check(snapshot: Snapshot, request: ClusterRequest, key: string): Action {
  const { pull, memory } = snapshot;
  const held = pull?.proposal?.examined !== key || memory?.heldPull === pull.number;
  const news = { phase: { type: 'checking' }, examined: undefined } as const;
  return settleHeld(snapshot, request, news, held);
}

/** Whoever reviews must know that the bot doesn't vouch for what somebody else has committed. */
function reword({ pull }: Snapshot): Action | undefined {
  if (pull?.state !== 'open') return undefined;
  const body =
    pull.shows === "somebody else's work" ? withWarning(pull.body) : withoutWarning(pull.body);
  return body === pull.body ? undefined : { type: 'reword', pullNumber: pull.number, body };
}

/** What has come up against the credential that is proposed already. */
function objectionTo({ pull, memory, isCopied }: Snapshot, key: string): Problem | undefined {
  if (pull?.state !== 'open' || pull.proposal?.examined !== key) return undefined;
  const { credential } = pull.proposal;
  if (credential && memory?.leaked.includes(credential)) return problem('credential-leaked', {});
  return isCopied ? problem('submission-copied', {}) : undefined;
}

/** An open pull request that was about to be given up is not given up after all. */
function takeUp(snapshot: Snapshot): Snapshot {
  const { memory, pull } = snapshot;
  if (!memory || pull?.state !== 'open' || memory.retracted < pull.number) return snapshot;
  return { ...snapshot, memory: { ...memory, retracted: pull.number - 1 } };
}

/** Nothing new: the comment may still owe an answer to a command, the pull request a label. */
function unchanged(snapshot: Snapshot, request: ClusterRequest): Action {
  const { memory, pull } = snapshot;
  if (!memory) return none;
  const { phase } = memory.status;
  if (phase.type !== 'proposed' || pull?.state !== 'open') {
    return settleHeld(snapshot, request, { phase }, true);
  }
  const held = phase.held && !isConfirmed(snapshot);
  return settleHeld(snapshot, request, { phase: { ...phase, pull: reference(pull), held } }, held);
}

function conclude(
  snapshot: Snapshot,
  request: ClusterRequest,
  key: string,
  examination: Examination,
): Action {
  const at = snapshot.now.toISOString();
  if (examination.outcome === 'passed') return propose(snapshot, request, key, examination);
  if (examination.outcome === 'problem') {
    const { problem: reason, leak } = examination;
    const alarm = raiseAlarm(snapshot.memory, leak);
    return alarm ?? refuse(snapshot, request, reason, { key, outcome: 'problem', at });
  }
  const before = snapshot.memory?.examined;
  const failingSince = (before?.key === key ? before.failingSince : undefined) ?? at;
  const phase: Phase = {
    type: 'checks-failed',
    checks: publicChecks(examination.report),
    until: recheckUntil(failingSince).toISOString(),
  };
  const examined: Memory['examined'] = { key, outcome: 'failed', at, failingSince };
  return settleHeld(snapshot, request, { phase, examined }, true);
}

function propose(snapshot: Snapshot, request: ClusterRequest, key: string, passed: Passed): Action {
  const { pull, submission, now } = snapshot;
  if (!submission) return none;
  const held = needsConfirmation(passed.report) && !isConfirmed(snapshot);
  const open = pull?.state === 'open' ? pull : undefined;
  const { proposal } = open ?? {};
  const isShown = open?.shows === 'proposal' && proposal?.examined === key;
  if (!isShown || proposal.base.state !== passed.base.state) {
    return { type: 'propose', request, submission, key, passed, held, pullNumber: open?.number };
  }
  const checks = publicChecks(passed.report);
  const phase: Phase = { type: 'proposed', pull: reference(open), checks, held };
  const examined: Memory['examined'] = { key, outcome: 'passed', at: now.toISOString() };
  return settleHeld(snapshot, request, { phase, examined }, held);
}

function refuse(
  snapshot: Snapshot,
  request: ClusterRequest,
  reason: Problem,
  examined?: Memory['examined'],
): Action {
  const type = menderOf(reason.id) === 'operator' ? 'needs-operator' : 'needs-change';
  // What is open for review is not what the issue asks for any more: nobody may merge it.
  return settleHeld(snapshot, request, { phase: { type, problem: reason }, examined }, true);
}

function isConfirmed({ memory, submission }: Snapshot): boolean {
  return memory?.confirmed !== undefined && memory.confirmed.submission === submission?.fingerprint;
}

/**
 * Says what is the matter, and holds or releases the open pull request. The bot writes a hold down
 * before it sets it: a hold that is there and not written down is a person's, and stays.
 */
function settleHeld(
  snapshot: Snapshot,
  request: ClusterRequest,
  news: { readonly phase: Phase; readonly examined?: Memory['examined'] },
  wanted: boolean,
): Action {
  const { pull, memory } = snapshot;
  if (pull?.state !== 'open') return settle(snapshot, request, news);
  const isHeld = pull.labels.includes(holdLabel);
  const isOwn = memory?.heldPull === pull.number;
  if (!wanted) {
    if (isHeld && isOwn) return { type: 'release', pullNumber: pull.number };
    return settle(snapshot, request, { ...news, heldPull: 0 });
  }
  const heldPull = isOwn || !isHeld ? pull.number : 0;
  const saying = settle(snapshot, request, { ...news, heldPull });
  if (saying.type !== 'none') return saying;
  return isHeld ? none : { type: 'hold', pullNumber: pull.number };
}

export function publicChecks(report: Report): readonly PublicCheck[] {
  return report.checks.map((result) =>
    result.outcome === 'passed'
      ? { check: result.check, outcome: result.outcome }
      : { check: result.check, outcome: result.outcome, problem: result.problem },
  );
}
