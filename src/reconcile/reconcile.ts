import { branchOf } from '../pullrequest/branch.ts';
import { type Acted, act } from './act.ts';
import type { Action } from './action.ts';
import { decide } from './decide.ts';
import type { Pull, Repository } from './github.ts';
import { type Observed, type Orphan, observe } from './observe.ts';
import type { Examination, Snapshot } from './snapshot.ts';
import { takeBack } from './take-back.ts';

/** More steps than any way through `decide` has: beyond it, two steps undo each other. */
const stepLimit = 20;

export type ReconcilePorts = Observed & Acted & Witness;

/** Whoever looks on; what it is told changes nothing. */
export interface Witness {
  /** Told of each step before it is done. */
  readonly onStep: (issueNumber: number, action: Action) => void;
  /** Told what became of a submission. */
  readonly onExamined: (issueNumber: number, examination: Examination) => void;
}

interface Attempt {
  /** A failure now is the last word. */
  readonly isLast: boolean;
  /** Once it is aborted, no further step begins. */
  readonly signal: AbortSignal;
}

/**
 * Brings one request as far as it can go now: observes once, then decides and acts in turn. What
 * a step changed is taken from GitHub's answer to it, so nothing is read twice.
 */
export async function reconcile(
  issueNumber: number,
  ports: ReconcilePorts,
  { isLast, signal }: Attempt,
): Promise<void> {
  const observed = await observe(issueNumber, ports, isLast);
  if (!observed.issue) return giveUp(issueNumber, observed, ports);
  let snapshot: Snapshot = observed;
  for (let step = 0; step < stepLimit; step += 1) {
    const action = decide(snapshot);
    if (action.type === 'none' || signal.aborted) return;
    ports.onStep(issueNumber, action);
    snapshot = await act(action, snapshot, ports);
    if (action.type === 'examine' && snapshot.examination) {
      ports.onExamined(issueNumber, snapshot.examination);
    }
  }
  throw new Error(`no end after ${stepLimit} steps`);
}

/** Nobody asks any more for what an issue asked for that is gone. */
async function giveUp(
  issueNumber: number,
  orphan: Orphan,
  { tracker, secretsRepository, deployment, onStep, onUnexpected }: ReconcilePorts,
): Promise<void> {
  // Nothing brings a closed pull request back, so one answer is not enough.
  if (await tracker.readIssue(issueNumber)) throw new Error('the issue is gone and is not');
  const closeOpen = async (pull: Pull | undefined, repository: Repository) => {
    if (pull?.state !== 'open') return;
    const pullNumber = pull.number;
    onStep(issueNumber, { type: 'retract', pullNumber });
    await takeBack(repository, { branch: branchOf(issueNumber), pullNumber }, onUnexpected);
  };
  await closeOpen(orphan.pull, secretsRepository);
  if (deployment) await closeOpen(orphan.deployment?.pull, deployment.repository);
}
