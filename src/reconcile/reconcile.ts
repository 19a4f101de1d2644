import type { Problem } from '../problem.ts';
import { branchOf } from '../state/branch.ts';
import type { OwnText } from '../state/memory.ts';
import { type ActPorts, act } from './act/act.ts';
import { giveUp } from './act/close-pull-request.ts';
import { problemFrom } from './act/problem-from.ts';
import type { Action } from './action.ts';
import { decide } from './decide/decide.ts';
import { lookAgainAt } from './decide/recheck.ts';
import { sayUnread } from './decide/refused.ts';
import { disputed } from './dispute.ts';
import { type FairShare, type Place, timing } from './fair-share.ts';
import type { Pull, Repository } from './github.ts';
import { type ObservePorts, type Orphan, observe } from './observe/observe.ts';
import { observeIssue } from './observe/observe-issue.ts';
import { afterRefusal, afterSuccess, refusableOf } from './refused.ts';
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
  /** Told of a step that GitHub refused for good, or so often that it is left for now. */
  readonly onRefused: (issueNumber: number, step: string, problem: Problem) => void;
  /** Told at the end of a run what this request waits for, if for a problem. */
  readonly onLeft: (issueNumber: number, problem: Problem | undefined) => void;
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
  const observed = await observe(issueNumber, ports, attempt.isLast).catch((error: unknown) => {
    const problem = problemFrom(error, ports, attempt.isLast);
    // An outage passes, and what was said before is as true as it was.
    if (problem.id !== 'github-refused') throw error;
    return tellUnread(issueNumber, problem, ports);
  });
  if (!observed) return undefined;
  if (!observed.issue) {
    await giveUpOrphan(issueNumber, observed, ports, attempt.isLast);
    ports.onLeft(issueNumber, undefined);
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
    if (action.type === 'none') {
      if (!snapshot.issue.locked) ports.unwritable.forget(snapshot.issue.number);
      ports.onLeft(snapshot.issue.number, problemLeft(snapshot, ports));
      return lookAgainAt(snapshot);
    }
    if (signal.aborted) return undefined;
    snapshot = await takeStep(action, snapshot, ports);
  }
  throw new Error(`no end after ${stepLimit} steps`);
}

/** Says that GitHub does not let the bot read what it has proposed; nothing else can be done. */
async function tellUnread(
  issueNumber: number,
  problem: Problem,
  ports: ReconcilePorts,
): Promise<undefined> {
  ports.onRefused(issueNumber, 'read', problem);
  ports.onLeft(issueNumber, problem);
  const snapshot = await observeIssue(issueNumber, ports);
  if (!snapshot) return;
  const action = sayUnread(snapshot, problem);
  if (action.type === 'none') return;
  ports.onStep(issueNumber, action);
  await act(action, snapshot, ports);
}

/** What stands in the way, that it can't be said included. */
function problemLeft({ issue, memory }: Snapshot, { unwritable }: PlacedPorts) {
  const { phase, refused = [] } = memory?.status ?? {};
  const told = phase && 'problem' in phase ? phase.problem : undefined;
  return unwritable.problemOf(issue.number) ?? refused[0]?.problem ?? told;
}

/** Does a step; where GitHub refuses that for good, answers the snapshot that tells so. */
async function takeStep(action: Action, snapshot: Snapshot, ports: PlacedPorts): Promise<Snapshot> {
  const { issue } = snapshot;
  if (takesPlace(action)) ports.place.take();
  ports.onStep(issue.number, action);
  try {
    const next = afterSuccess(action, await actAndTell(action, snapshot, ports));
    if (action.type === 'hold') ports.unwritable.noteHold(issue.number, action.pullNumber);
    return next;
  } catch (error) {
    const which = refusableOf(action);
    const isStatus = action.type === 'write-status';
    if (!which && !isStatus && action.type !== 'write-hint') throw error;
    const problem = problemFrom(error, ports, snapshot.isLastAttempt);
    ports.onRefused(issue.number, action.type, problem);
    if (which) return afterRefusal(action, which, problem, snapshot);
    ports.unwritable.note(issue.number, { problem, since: snapshot.now });
    if (isStatus) ports.ownMemory.keep(issue.number, action.memory);
    return { ...snapshot, issue: { ...issue, locked: true } };
  }
}

async function actAndTell(
  action: Action,
  snapshot: Snapshot,
  ports: PlacedPorts,
): Promise<Snapshot> {
  const { issue } = snapshot;
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
  ports: ReconcilePorts,
  isLastAttempt: boolean,
): Promise<void> {
  const { tracker, secretsRepository, deployment, onStep } = ports;
  // Nothing brings a closed pull request back, so one answer is not enough.
  if (await tracker.readIssue(issueNumber)) throw new Error('the issue is gone and is not');
  const closeOpen = async (pull: Pull | undefined, at: Target, repository: Repository) => {
    if (pull?.state !== 'open') return;
    const pullNumber = pull.number;
    onStep(issueNumber, { type: 'close-pull-request', at, pullNumber });
    const given = { branch: branchOf(issueNumber), pullNumber, isLastAttempt };
    await giveUp(repository, given, ports);
  };
  await closeOpen(orphan.pull, 'secrets', secretsRepository);
  if (!deployment) return;
  await closeOpen(orphan.deployment?.pull, 'prow-deploy', deployment.repository);
}
