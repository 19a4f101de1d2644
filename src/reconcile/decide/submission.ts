import { type ConfirmableCheck, confirmationsNeeded } from '../../probe/report.ts';
import { type Problem, problem, responsibleFor } from '../../problem.ts';
import { vetName } from '../../request/name.ts';
import type { ClusterRequest } from '../../request/request.ts';
import { branchOf } from '../../state/branch.ts';
import { besideKey, examinationKey, type Memory } from '../../state/memory.ts';
import type { Phase } from '../../state/status.ts';
import { nextFrom } from '../../state/superseded.ts';
import { withoutWarning, withWarning } from '../../wording/pull-request/other-commits-warning.ts';
import type { Action } from '../action.ts';
import { hasLeaked, raiseAlarm } from '../leaks.ts';
import { unconfirmed } from '../readers.ts';
import type { Examination, Snapshot } from '../snapshot.ts';
import { mandateOf, needsMandate } from './authorization.ts';
import { dropUndeployment, undeploy } from './before-removal-deployment.ts';
import { settleHeld } from './hold.ts';
import { publicChecks } from './public-checks.ts';
import { isDue, recheckUntil } from './recheck.ts';
import { supersede } from './supersede.ts';
import { none, reference } from './write-status.ts';

type Passed = Extract<Examination, { outcome: 'passed' }>;
type Looked = Pick<NonNullable<Memory['examined']>, 'key' | 'beside' | 'at'>;

/** The next step towards a pull request that holds the newest submission on the newest base. */
export function pursue(snapshot: Snapshot, request: ClusterRequest): Action {
  const next = goTowards(snapshot, request);
  // Words come last: where GitHub refuses them, no hold is to wait for them.
  return next.type === 'none' ? (reword(snapshot) ?? none) : next;
}

function goTowards(given: Snapshot, request: ClusterRequest): Action {
  const asked = withoutNeedless(given, request);
  const { submission } = asked;
  const key = examinationKey(request, submission);
  const giving = supersede(asked, request, key) ?? dropUndeployment(asked, request);
  if (giving) return giving;

  const snapshot = takeUp(asked);
  const first = standInTheWay(snapshot, request);
  if (first) return first;

  if (snapshot.examination) return conclude(snapshot, request, key, snapshot.examination);
  const objection = objectionTo(snapshot, key) ?? changedTooOften(snapshot);
  if (objection) return refuse(snapshot, request, objection);
  if (!isDue(snapshot, key)) return unchanged(snapshot, request);
  // A new submission and a retry are worth a word; what the bot looks at by itself is not.
  if (snapshot.memory?.examined?.key !== key) {
    const checking = check(snapshot, request, key);
    if (checking.type !== 'none') return checking;
  }
  return {
    type: 'examine',
    request,
    submission,
    key,
    needsMandate: needsMandate(snapshot, request),
  };
}

/** What is the matter before anything is looked at. */
function standInTheWay(snapshot: Snapshot, request: ClusterRequest): Action | undefined {
  const unfit = vetName(request) ?? unfitText(snapshot, request);
  if (unfit) return refuse(snapshot, request, unfit);
  if (snapshot.pull?.shows !== "somebody else's work") return undefined;
  const branch = branchOf(snapshot.issue.number);
  return refuse(snapshot, request, problem('branch-has-other-commits', { branch }));
}

/** A removal needs no submission: what is attached all the same is neither looked at nor in its way. */
function withoutNeedless(snapshot: Snapshot, { operation }: ClusterRequest): Snapshot {
  return operation === 'remove'
    ? { ...snapshot, submission: undefined, beside: [], leak: undefined }
    : snapshot;
}

function unfitText(
  { leak, submission, isTooLong }: Snapshot,
  { operation }: ClusterRequest,
): Problem | undefined {
  if (leak && !leak.superseded) return problem('credential-in-plaintext', { what: leak.what });
  if (operation === 'remove') return undefined;
  if (isTooLong) return problem('issue-too-long', {});
  return submission ? undefined : problem('submission-missing', {});
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
  const credentials = pull.proposal?.claim?.credentials ?? [];
  if (credentials.length > 0 && memory && hasLeaked(credentials, memory.leaked)) {
    return problem('credential-leaked', {});
  }
  return isCopied ? problem('submission-copied', {}) : undefined;
}

/** Whoever changes what is asked for again and again must not wear out those who review. */
function changedTooOften({ pull, deployment, memory, now }: Snapshot): Problem | undefined {
  const until = nextFrom(memory?.superseded);
  const isOpen = pull?.state === 'open' || deployment?.pull?.state === 'open';
  if (isOpen || until === undefined || now >= until) return undefined;
  return problem('changed-too-often', { until: until.toISOString() });
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
  const key = examinationKey(request, snapshot.submission);
  const awaits = awaitedOf(snapshot, key, phase.checks);
  const proposed: Phase = { ...phase, pull: reference(pull), awaits };
  return settleHeld(snapshot, request, { phase: proposed }, awaits.length > 0);
}

function conclude(
  snapshot: Snapshot,
  request: ClusterRequest,
  key: string,
  examination: Examination,
): Action {
  const alarm = raiseAlarm(snapshot.memory, examination.leak);
  if (alarm) return alarm;
  const at = snapshot.now.toISOString();
  const looked = { key, beside: besideKey(snapshot.beside), at };
  if (examination.outcome === 'passed') return propose(snapshot, request, looked, examination);
  if (examination.outcome === 'problem') {
    return refuse(snapshot, request, examination.problem, { ...looked, outcome: 'problem' });
  }
  const before = snapshot.memory?.examined;
  const failingSince = (before?.key === key ? before.failingSince : undefined) ?? at;
  const phase: Phase = {
    type: 'checks-failed',
    checks: publicChecks(examination.report),
    until: recheckUntil(failingSince).toISOString(),
  };
  const examined: Memory['examined'] = { ...looked, outcome: 'failed', failingSince };
  return settleHeld(snapshot, request, { phase, examined }, true);
}

function propose(
  snapshot: Snapshot,
  request: ClusterRequest,
  looked: Looked,
  passed: Passed,
): Action {
  const { pull, submission, memory } = snapshot;
  const { newReaders } = passed.readers ?? {};
  const awaits = awaitedOf(snapshot, looked.key, passed.report.checks);
  const { mandate = mandateOf(memory, request) } = passed;
  const examined = { ...looked, outcome: 'passed' } as const;
  const undeploying = undeploy(snapshot, request, { mandate, edits: passed.edits, examined });
  if (undeploying) return undeploying;
  // Once it is pushed, whoever can read the repository has it: that is what nobody has confirmed.
  const reason = unconfirmed(passed.readers, looked.key, memory);
  if (reason) return refuse(snapshot, request, reason, { ...looked, outcome: 'problem' });
  const open = pull?.state === 'open' ? pull : undefined;
  const { proposal } = open ?? {};
  const isSame = proposal?.examined === looked.key && proposal.newReaders === newReaders;
  const isShown = open?.shows === 'proposal' && isSame;
  if (!isShown || proposal.base.state !== passed.base.state) {
    const about = { request, submission, key: looked.key, passed, mandate, awaits };
    return { type: 'propose', ...about, pullNumber: open?.number };
  }
  const checks = publicChecks(passed.report);
  const phase: Phase = { type: 'proposed', pull: reference(open), checks, awaits };
  return settleHeld(snapshot, request, { phase, examined }, awaits.length > 0);
}

function refuse(
  snapshot: Snapshot,
  request: ClusterRequest,
  reason: Problem,
  examined?: Memory['examined'],
): Action {
  const type = responsibleFor(reason.id) === 'operator' ? 'needs-operator' : 'needs-change';
  // What is open for review is not what the issue asks for any more: nobody may merge it.
  return settleHeld(snapshot, request, { phase: { type, problem: reason }, examined }, true);
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
