import { type ClusterRequest, operations } from '../../request/request.ts';
import type { ObservedPull, Snapshot } from '../snapshot.ts';
import {
  branchLeft,
  deployingProw,
  done,
  leftOpen,
  notAnswering,
  saidDone,
  undeployed,
  unreadable,
} from './after-merge.ts';
import { awaitingDeployment, rotated } from './awaiting-deployment.ts';
import { cancelled, closedByPerson, takenBack, withdrawn } from './given-up.ts';
import type { Goal } from './goal.ts';
import { onNewerBase } from './newer-base.ts';
import { objected } from './objection.ts';
import { undeploymentSuperseded } from './removal.ts';
import {
  changedTooOften,
  committedByOthers,
  concluded,
  due,
  notGivenUp,
  unchanged,
  unfit,
  unsearched,
} from './submission.ts';
import { superseded } from './supersede.ts';

type Situation = (snapshot: Snapshot, request: ClusterRequest) => Goal | undefined;

/** Until the secrets are merged: what is open for review, or was said, is not what is asked for. */
const notAskedFor: readonly Situation[] = [
  // Nobody asks for it any more, or asks again.
  cancelled,
  takenBack,
  withdrawn,
  closedByPerson,
  // Something else is asked for.
  superseded,
  undeploymentSuperseded,
];

/** The same: what is asked for. Where none of these holds it has to be looked at. */
const askedFor: readonly Situation[] = [
  // What stands in the way before anything is looked at.
  unfit,
  changedTooOften,
  // Which of what is attached counts.
  unsearched,
  committedByOthers,
  // What this run has found out: proposed, or said what is wrong.
  concluded,
  // What has come up against what was examined before.
  objected,
  // The usual: nothing is new.
  unchanged,
  onNewerBase,
];

/**
 * Once the secrets are merged; the request is the one of the proposal, or what the comment tells
 * where that was taken away. Where none of these holds all is done.
 */
const afterMerge: readonly ((
  snapshot: Snapshot,
  merged: ObservedPull,
  request: ClusterRequest,
) => Goal | undefined)[] = [
  saidDone,
  unreadable,
  leftOpen,
  branchLeft,
  // A removal was deployed before the merge.
  undeployed,
  deployingProw,
  awaitingDeployment,
  notAnswering,
  rotated,
];

/**
 * What should be so in the end: the whole life of a request, from the most urgent situation to the
 * usual one. The first that holds tells the goal.
 */
export function goalOf(given: Snapshot, about: ClusterRequest): Goal {
  const { pull } = given;
  if (pull?.state === 'merged') {
    const request = pull.proposal?.request ?? given.memory?.status ?? about;
    const waits = first(afterMerge, (situation) => situation(given, pull, request));
    return waits ?? done(given, pull, request);
  }
  const snapshot = withoutNeedless(given, about);
  const other = first(notAskedFor, (situation) => situation(snapshot, about));
  if (other) return other;
  const goal = first(askedFor, (situation) => situation(snapshot, about)) ?? due(snapshot, about);
  return notGivenUp(snapshot, goal);
}

function first<Each>(situations: readonly Each[], look: (situation: Each) => Goal | undefined) {
  for (const situation of situations) {
    const goal = look(situation);
    if (goal) return goal;
  }
  return undefined;
}

const none: Snapshot['candidates'] = { each: [], isMore: false };

/**
 * A removal needs no submission: what is attached all the same is neither looked at nor in its way.
 */
function withoutNeedless(snapshot: Snapshot, { operation }: ClusterRequest): Snapshot {
  return operations[operation].needsSubmission
    ? snapshot
    : { ...snapshot, candidates: none, submission: undefined, leak: undefined };
}
