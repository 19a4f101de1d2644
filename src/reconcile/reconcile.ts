import { branchOf } from '../state/branch.ts';
import type { OwnText } from '../state/memory.ts';
import { type ActPorts, act } from './act/act.ts';
import { giveUp } from './act/close-pull-request.ts';
import type { Action } from './action.ts';
import { decide } from './decide/decide.ts';
import { lookAgainAt } from './decide/recheck.ts';
import { disputed } from './dispute.ts';
import { type FairShare, type Place, timing } from './fair-share.ts';
import type { Pull, Repository } from './github.ts';
import { type ObservePorts, type Orphan, observe } from './observe/observe.ts';
import type { Examination, Snapshot } from './snapshot.ts';
import { takesPlace } from './takes-place.ts';
import type { Target } from './targets.ts';

/** More steps than any way through `decide` has: beyond it, two steps undo each other. */
const stepLimit = 20;

export type ReconcilePorts = ObservePorts & ActPorts & Recorder & Shared;

interface Shared {
  readonly fairShare: FairShare;
}

interface PlacedPorts extends ReconcilePorts {
  readonly place: Place;
}

/** Whoever looks on; what it is told changes nothing. */
export interface Recorder {
  /** Told of each step before it is done. */
  readonly onStep: (issueNumber: number, action: Action) => void;
  /** Told of a text of the bot that others change so often that it is not restored any more. */
  readonly onDisputed: (issueNumber: number, text: OwnText) => void;
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
 * a step changed is taken from GitHub's answer to it, so nothing is read twice. Answers when to look
 * again though nobody asks; undefined where somebody has to.
 */
export async function reconcile(
  issueNumber: number,
  ports: ReconcilePorts,
  attempt: Attempt,
): Promise<Date | undefined> {
  const observed = await observe(issueNumber, ports, attempt.isLast);
  if (!observed.issue) {
    await giveUpOrphan(issueNumber, observed, ports);
    return undefined;
  }
  for (const text of disputed(observed.memory, observed.now)) ports.onDisputed(issueNumber, text);
  return ports.fairShare.within(observed.issue.author.id, (place) =>
    goOn(observed, { ...ports, place, prober: timing(ports.prober, place) }, attempt),
  );
}

/** Goes on step by step, to the end. */
async function goOn(
  observed: Snapshot,
  ports: PlacedPorts,
  { signal }: Attempt,
): Promise<Date | undefined> {
  let snapshot = observed;
  for (let step = 0; step < stepLimit; step += 1) {
    const action = decide(snapshot);
    if (action.type === 'none') return lookAgainAt(snapshot);
    if (signal.aborted) return undefined;
    snapshot = await takeStep(action, snapshot, ports);
  }
  throw new Error(`no end after ${stepLimit} steps`);
}

async function takeStep(action: Action, snapshot: Snapshot, ports: PlacedPorts): Promise<Snapshot> {
  const { issue } = snapshot;
  if (takesPlace(action)) ports.place.take();
  ports.onStep(issue.number, action);
  const next = await act(action, snapshot, ports);
  const isLook = action.type === 'examine' || action.type === 'search-attachments';
  if (isLook && next.examination) {
    ports.onExamined(issue.number, next.examination);
  }
  return next;
}

/** Nobody asks any more for what an issue asked for that is gone. */
async function giveUpOrphan(
  issueNumber: number,
  orphan: Orphan,
  { tracker, secretsRepository, deployment, onStep, onUnexpected }: ReconcilePorts,
): Promise<void> {
  // Nothing brings a closed pull request back, so one answer is not enough.
  if (await tracker.readIssue(issueNumber)) throw new Error('the issue is gone and is not');
  const closeOpen = async (pull: Pull | undefined, at: Target, repository: Repository) => {
    if (pull?.state !== 'open') return;
    const pullNumber = pull.number;
    onStep(issueNumber, { type: 'close-pull-request', at, pullNumber });
    await giveUp(repository, { branch: branchOf(issueNumber), pullNumber }, onUnexpected);
  };
  await closeOpen(orphan.pull, 'secrets', secretsRepository);
  if (!deployment) return;
  await closeOpen(orphan.deployment?.pull, 'prow-deploy', deployment.repository);
}
