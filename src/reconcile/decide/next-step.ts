import { isBlocking } from '../../state/refused.ts';
import type { Refused } from '../../state/status.ts';
import { withoutWarning, withWarning } from '../../wording/pull-request/other-commits-warning.ts';
import type { Action } from '../action.ts';
import { raiseAlarm } from '../leaks.ts';
import { refusableOf, restingRefusal } from '../refused.ts';
import type { Snapshot } from '../snapshot.ts';
import { shownAt, targets } from '../targets.ts';
import { answerCommands } from './commands/answer.ts';
import type { Closed, Goal } from './goal.ts';
import { writeStatusAndHold } from './hold.ts';
import { labelLeak, sayBlocked, sayRefused } from './refused.ts';
import { restoreWords } from './restore.ts';
import { renewSections } from './review.ts';
import { carryHold, closeOlder, closeReopened, leadToSuccessor } from './supersede.ts';
import { writeStatus } from './write-status.ts';

type Step = (snapshot: Snapshot, goal: Goal) => Action | undefined;

/**
 * What may differ between the goal and what GitHub shows, in the order in which it is done. The
 * process may die between any two steps, so the order is chosen for that: see "The order of
 * effects" in docs/architecture.md.
 */
const steps: readonly Step[] = [
  // What was given up stays closed, whatever the goal is.
  closeOlder,
  closeReopened,
  dropHint,
  uniteComments,
  // Whatever became of the request: everybody can read the credential.
  ({ memory, leak }) => raiseAlarm(memory, leak),
  ({ memory, search }) => raiseAlarm(memory, search?.leak),
  ({ memory, examination }) => raiseAlarm(memory, examination?.leak),
  restoreWords,
  signAgain,
  carryHold,
  labelLeak,
  answerCommands,
  writeDown,
  close,
  (_snapshot, { does }) => does,
  closeOrReopenIssue,
  sayLastWord,
  // Words in pull requests come last: where GitHub refuses them, no hold is to wait for them.
  warnReviewers,
  renewSections,
  leadToSuccessor,
];

/** The first difference between the goal and what GitHub shows, and does not refuse to change. */
export function nextStep(snapshot: Snapshot, goal: Goal): Action {
  const met: Refused[] = [];
  for (const step of steps) {
    const action = step(snapshot, goal);
    const refused = action && restingRefusal(snapshot, refusableOf(action));
    if (action && !refused) return action;
    if (!refused) continue;
    if (isBlocking(refused)) return sayBlocked(snapshot, goal, refused);
    met.push(refused);
  }
  return sayRefused(snapshot, goal, met) ?? { type: 'none' };
}

/** The newest status comment stays, once it remembers all that the others do. */
function uniteComments(snapshot: Snapshot, { request }: Goal): Action | undefined {
  const [older] = snapshot.olderComments;
  if (older === undefined) return undefined;
  const { memory } = snapshot;
  const saving = memory && writeStatus(snapshot, request, { phase: memory.status.phase });
  return saving ?? { type: 'delete-comment', commentId: older };
}

/** It is a request now. What leaked before is remembered first. */
function dropHint({ hints, statusComment }: Snapshot): Action | undefined {
  const isKept = ({ leak }: Snapshot['hints'][number]) =>
    leak !== undefined && !statusComment?.recorded?.status.leaked;
  const gone = hints.find((hint) => !isKept(hint));
  return gone && { type: 'delete-comment', commentId: gone.id };
}

/** What an older key has signed is read only as long as that key is known. */
function signAgain(snapshot: Snapshot): Action | undefined {
  for (const at of targets) {
    const pull = shownAt(snapshot, at)?.pull;
    if (pull?.signedAnew === undefined) continue;
    return { type: 'sign-again', at, pullNumber: pull.number, body: pull.signedAnew };
  }
  return undefined;
}

function writeDown(snapshot: Snapshot, { request, says, held }: Goal): Action | undefined {
  if (!says) return undefined;
  if (held === undefined) return writeStatus(snapshot, request, says);
  return writeStatusAndHold(snapshot, request, says, held);
}

function close(snapshot: Snapshot, { closes = [] }: Goal): Action | undefined {
  for (const closed of closes) {
    const action = closeAt(snapshot, closed);
    if (action) return action;
  }
  return undefined;
}

function closeAt(snapshot: Snapshot, { at, forGood }: Closed): Action | undefined {
  const side = shownAt(snapshot, at);
  if (!side) return undefined;
  const { pull, branchDeleted } = side;
  if (pull?.state === 'open') {
    return { type: 'close-pull-request', at, pullNumber: pull.number, forGood };
  }
  if (branchDeleted) return undefined;
  const lastCommit = pull?.state === 'merged' ? pull.head : pull?.proposal?.commit;
  return { type: 'delete-branch', at, lastCommit };
}

function closeOrReopenIssue({ issue: { open } }: Snapshot, { issue }: Goal): Action | undefined {
  if (issue === undefined || open === (issue === 'open')) return undefined;
  return issue === 'open' ? { type: 'reopen-issue' } : { type: 'close-issue', reason: issue };
}

function sayLastWord(snapshot: Snapshot, { request, lastWord }: Goal): Action | undefined {
  return lastWord && writeStatus(snapshot, request, lastWord);
}

/** Whoever reviews must know that the bot does not confirm what somebody else has committed. */
function warnReviewers({ pull }: Snapshot): Action | undefined {
  if (pull?.state !== 'open') return undefined;
  const body =
    pull.branchState === "somebody else's work"
      ? withWarning(pull.body)
      : withoutWarning(pull.body);
  return body === pull.body ? undefined : { type: 'reword', pullNumber: pull.number, body };
}
