import { branchOf } from '../pullrequest/branch.ts';
import { type Acted, act } from './act.ts';
import type { Action } from './action.ts';
import { decide } from './decide.ts';
import type { Pull, Repository } from './github.ts';
import { type Observed, type Orphan, observe } from './observe.ts';
import type { Snapshot } from './snapshot.ts';

/** More steps than any way through `decide` has: beyond it, two steps undo each other. */
const stepLimit = 20;

export type ReconcilePorts = Observed & Acted & { readonly onStep: OnStep };

/** Told of each step before it is done. */
type OnStep = (issueNumber: number, action: Action) => void;

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
  }
  throw new Error(`no end after ${stepLimit} steps`);
}

/** Nobody asks any more for what an issue asked for that is gone. */
async function giveUp(
  issueNumber: number,
  orphan: Orphan,
  { secretsRepository, deployment }: ReconcilePorts,
): Promise<void> {
  await closeOpen(issueNumber, orphan.pull, secretsRepository);
  if (deployment) await closeOpen(issueNumber, orphan.deployment?.pull, deployment.repository);
}

async function closeOpen(
  issueNumber: number,
  pull: Pull | undefined,
  repository: Repository,
): Promise<void> {
  if (pull?.state !== 'open') return;
  await repository.deleteOwnBranch(branchOf(issueNumber));
  await repository.closePull(pull.number);
}
