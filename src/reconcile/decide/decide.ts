import type { ClusterRequest } from '../../request/request.ts';
import { holdLabel } from '../../state/labels.ts';
import type { Memory } from '../../state/memory.ts';
import type { Phase, PullReference } from '../../state/status.ts';
import { aboutOf, memoryOf } from '../about.ts';
import type { Action } from '../action.ts';
import { raiseAlarm } from '../leaks.ts';
import type { Snapshot } from '../snapshot.ts';
import { finish } from './after-merge.ts';
import { gaveUpUndeployment, retractUndeployment } from './before-removal-deployment.ts';
import { isTakenBack } from './cancellation.ts';
import { steer } from './commands.ts';
import { restoreWords } from './restore.ts';
import { pursue } from './submission.ts';
import { carryHold, closeReopened, handOver, withGivenUp } from './supersede.ts';
import { none, reference, settle } from './write-status.ts';

/**
 * The next step for a request, from what GitHub shows and what this run found out. Pure. Called
 * again after each step until there is none left.
 */
export function decide(snapshot: Snapshot): Action {
  const { memory } = snapshot;
  const about = aboutOf(snapshot);
  if (!about) return none;
  // Whatever became of the request: everybody can read the credential.
  const urgent =
    closeReopened(snapshot) ??
    restLocked(snapshot) ??
    tidyUp(snapshot, about) ??
    raiseAlarm(memory, snapshot.leak) ??
    restoreWords(snapshot) ??
    reseal(snapshot) ??
    carryHold(snapshot);
  if (urgent) return urgent;
  const next = goOn(snapshot, about);
  // Words come last: where GitHub refuses them, no hold is to wait for them.
  return next.type === 'none' ? (handOver(snapshot) ?? none) : next;
}

function goOn(snapshot: Snapshot, about: ClusterRequest): Action {
  const { issue, pull, request, memory } = snapshot;
  if (snapshot.commands.length > 0) return obey(snapshot, about);
  if (pull?.state === 'merged') {
    return finish(snapshot, pull, about);
  }
  if (memory?.cancelledBy) return cancel(snapshot, memory, memory.cancelledBy);
  if (!request || !issue.open) return withdrawOrReopen(snapshot);
  if (pull?.state === 'closed' && pull.number > (memory?.retracted ?? 0)) {
    return settle(snapshot, about, { phase: { type: 'closed-unmerged', pull: reference(pull) } });
  }
  return pursue(snapshot, request);
}

/**
 * GitHub lets no App write into a locked issue, so nobody could be told what becomes of it: all
 * waits until it is unlocked. Only what nobody asks for any more is not left for review, and what
 * would have to be held or given up is not to be merged meanwhile.
 */
function restLocked(snapshot: Snapshot): Action | undefined {
  const { issue, pull, deployment } = snapshot;
  if (!issue.locked) return undefined;
  if (issue.open) return holdLocked(snapshot);
  if (pull?.state === 'open') return { type: 'retract', pullNumber: pull.number };
  const second = deployment?.pull;
  if (second?.state !== 'open') return none;
  return { type: 'retract-deployment', pullNumber: second.number };
}

/** A hold that can't be written down before counts as a person's afterwards. */
function holdLocked(snapshot: Snapshot): Action {
  const { issue, pull } = snapshot;
  if (pull?.state !== 'open' || pull.labels.includes(holdLabel)) return none;
  const next = decide({ ...snapshot, issue: { ...issue, locked: false } });
  const isStopped =
    next.type === 'write-status'
      ? pull.number <= Math.max(next.memory.heldPull, next.memory.retracted)
      : ['hold', 'supersede', 'retract'].includes(next.type);
  return isStopped ? { type: 'hold', pullNumber: pull.number } : none;
}

/** What an older key has sealed is read only as long as that key is known. */
function reseal({ pull, deployment }: Snapshot): Action | undefined {
  if (pull?.resealed !== undefined) {
    return { type: 'reseal', pullNumber: pull.number, body: pull.resealed };
  }
  const second = deployment?.pull;
  if (second?.resealed === undefined) return undefined;
  return { type: 'reseal-deployment', pullNumber: second.number, body: second.resealed };
}

/** One status comment is enough, once it remembers all that the others do. */
function tidyUp(snapshot: Snapshot, about: ClusterRequest): Action | undefined {
  const [surplus] = snapshot.surplusComments;
  if (surplus === undefined) return undefined;
  const { memory } = snapshot;
  const saving = memory && settle(snapshot, about, { phase: memory.status.phase });
  if (saving && saving.type !== 'none') return saving;
  return { type: 'delete-comment', commentId: surplus };
}

/**
 * A reaction is no memory of what was asked for. So there is a comment to remember it in before
 * there is a reaction.
 */
function obey(snapshot: Snapshot, about: ClusterRequest): Action {
  const { memory, statusComment } = snapshot;
  if (memory && statusComment?.recorded) return steer(snapshot, memory);
  return settle(snapshot, about, { phase: { type: 'checking' } });
}

function cancel(snapshot: Snapshot, memory: Memory, by: string): Action {
  const { request } = snapshot;
  if (isTakenBack(snapshot) && request) {
    return pursue({ ...snapshot, memory: { ...memory, cancelledBy: undefined } }, request);
  }
  const { phase: shown } = memory.status;
  if (shown.type === 'cancelled') {
    return retractOpen(snapshot) ?? settle(snapshot, memory.status, { phase: shown });
  }
  // Written down before anything is done: a closed issue would not be one to cancel any more.
  const undoing = remember(snapshot, memory) ?? retract(snapshot);
  if (undoing) return undoing;
  if (snapshot.issue.open) return { type: 'close-issue', reason: 'not_planned' };
  const phase: Phase = { type: 'cancelled', by, ...undeployed(snapshot) };
  return settle(snapshot, memory.status, { phase, ...gaveUp(snapshot) });
}

function withdrawOrReopen(snapshot: Snapshot): Action {
  const { statusComment, request, pull, deployment } = snapshot;
  const isProposed = pull?.state === 'open' || deployment?.pull?.state === 'open';
  // A lost memory doesn't make the pull request one that somebody still asks for.
  const memory = isProposed ? memoryOf(snapshot) : snapshot.memory;
  if (!memory) return none;
  if (request && statusComment?.recorded?.cancelledBy) return { type: 'reopen-issue' };
  const shown = statusComment?.recorded?.status.phase;
  if (shown?.type === 'withdrawn') {
    return retractOpen(snapshot) ?? settle(snapshot, memory.status, { phase: shown });
  }
  const phase: Phase = { type: 'withdrawn', ...undeployed(snapshot) };
  return (
    (isProposed ? remember(snapshot, memory) : undefined) ??
    retract(snapshot) ??
    settle(snapshot, memory.status, { phase, ...gaveUp(snapshot) })
  );
}

/**
 * Writes down that the pull request is given up, while it is still open: once it is closed nothing
 * else tells whether the bot has closed it or a maintainer.
 */
function remember(snapshot: Snapshot, { status }: Memory): Action | undefined {
  const { retracted, undeployment, superseded } = gaveUp(snapshot);
  const given = { retracted, undeployment, superseded };
  const written = settle(snapshot, status, { phase: status.phase, ...given });
  return written.type === 'none' ? undefined : written;
}

function retract(snapshot: Snapshot): Action | undefined {
  const { pull, branchDeleted } = snapshot;
  const retracting = retractOpen(snapshot);
  if (retracting) return retracting;
  if (!branchDeleted) return { type: 'delete-branch', lastCommit: pull?.proposal?.commit };
  return retractUndeployment(snapshot);
}

/** Also where it was, and somebody has opened it again: nobody asks for it. */
function retractOpen({ pull }: Snapshot): Action | undefined {
  return pull?.state === 'open' ? { type: 'retract', pullNumber: pull.number } : undefined;
}

function gaveUp(snapshot: Snapshot) {
  const { pull, memory } = snapshot;
  const retracted = Math.max(pull?.number ?? 0, memory?.retracted ?? 0);
  const undeployment = gaveUpUndeployment(snapshot);
  const superseded = withGivenUp(snapshot);
  return { retracted, undeployment, superseded, examined: undefined, heldPull: 0 };
}

/** What a removal that is given up has done for good. */
function undeployed({ deployment }: Snapshot): { readonly undeployed?: PullReference } {
  const pull = deployment?.pull;
  return pull?.state === 'merged' ? { undeployed: reference(pull) } : {};
}
