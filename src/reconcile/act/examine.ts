import { type Download, fetchSubmission } from '../../attachment/fetch.ts';
import type { Submission } from '../../attachment/found-submissions.ts';
import { LeakError } from '../../attachment/leaks.ts';
import {
  examineCluster,
  examineWithoutCluster,
  type ProbeSettings,
} from '../../examination/examine.ts';
import type { Prober } from '../../prober/prober.ts';
import {
  fail,
  type Problem,
  ProblemError,
  type ProblemId,
  problem,
  responsibleFor,
} from '../../problem.ts';
import type { ClusterRequest } from '../../request/request.ts';
import type { AnySandbox } from '../../sandbox/sandbox.ts';
import { keyedDigests, type MarkerKey } from '../../state/marker.ts';
import { otherAttachmentsKey } from '../../state/request-keys.ts';
import { proposedSince } from '../../state/superseded.ts';
import type { Action } from '../action.ts';
import type { IssueTracker, Repository } from '../github.ts';
import { hasLeaked, ownLeakOf, uniteLeaks } from '../leaks.ts';
import { isReplayed, type ReplayPorts } from '../observe/replay.ts';
import type { Examination, Leak, Snapshot } from '../snapshot.ts';
import { findWhoAsks, type Said } from './askers.ts';
import { type CollectPorts, collectOpening } from './collect.ts';
import { compareReaders } from './compare-readers.ts';

/** What looking at a submission needs. */
export interface ExaminePorts extends ReplayPorts, Omit<CollectPorts, 'secretsRepository'> {
  readonly tracker: IssueTracker;
  readonly secretsRepository: Repository;
  readonly sandbox: AnySandbox;
  readonly prober: Prober;
  readonly download: Download;
  readonly probe: ProbeSettings;
  readonly reservedNames: ReadonlySet<string>;
  /** Told of an error that nobody foresaw, before it is swallowed. */
  readonly onUnexpected: (error: unknown) => void;
}

type Failed = Extract<Examination, { outcome: 'failed' }>;
type Passed = Extract<Examination, { outcome: 'passed' }>;

interface Submitted {
  readonly request: ClusterRequest;
  readonly submission: Submission;
  readonly attempt: Attempt;
}

export interface Attempt {
  readonly now: Date;
  readonly isLastAttempt: boolean;
  readonly issueNumber: number;
  /** Credentials that were public in the issue, see `keyedDigest`. */
  readonly leaked: readonly string[];
  /** What the author attached besides and nobody has looked into yet. */
  readonly otherAttachments: readonly Submission[];
  readonly said: Said;
  /** When the bot first proposed a credential in this issue; ISO 8601. */
  readonly sinceOf: (credentials: readonly string[]) => string | undefined;
}

/** What was attached besides and looked into before is not fetched again. */
export function attemptOf(snapshot: Snapshot, now: Date): Attempt {
  const { isLastAttempt, issue, memory, otherAttachments, pull, source, texts } = snapshot;
  const isSearched = memory?.examined?.otherAttachments === otherAttachmentsKey(otherAttachments);
  const unsearched = isSearched ? [] : otherAttachments;
  const leaked = memory?.leaked ?? [];
  return {
    ...{ now, isLastAttempt, issueNumber: issue.number, leaked, otherAttachments: unsearched },
    said: { issue, source, texts },
    sinceOf: (credentials) => proposedSince(credentials, memory?.superseded, pull?.proposal?.claim),
  };
}

/**
 * Fetches, decrypts, vets and probes a submission, where there is one to be, and prepares the
 * changed secrets. What is wrong with it is a result. What may pass by itself is thrown for the
 * queue to try again, and is a result too after its last attempt: nobody must be left waiting
 * without a word.
 */
export async function examineSubmission(
  { request, submission, needsAuthorization = false }: Extract<Action, { type: 'examine' }>,
  ports: ExaminePorts,
  attempt: Attempt,
): Promise<Examination> {
  let leak: Leak | undefined;
  try {
    const said = submission ? attempt.said : { issue: attempt.said.issue };
    const asked = await findWhoAsks(said, { ...request, needsAuthorization }, ports);
    if (!submission) return { ...(await examineWithout(request, ports, attempt)), ...asked };
    leak = await searchOtherAttachments(ports, attempt);
    const leaked = [...attempt.leaked, ...(leak?.credentials ?? [])];
    const submitted = { request, submission, attempt: { ...attempt, leaked } };
    const examined = await examineSubmitted(submitted, ports);
    return examined.outcome === 'failed' ? { ...examined, leak } : { ...examined, ...asked, leak };
  } catch (error) {
    const reason = problemFrom(error, ports, attempt.isLastAttempt);
    leak = uniteLeaks(leak, leakIn(error, ports.markerKey));
    return { outcome: 'problem', problem: reason, leak };
  }
}

/** People attach the plaintext with its encrypted self. */
async function searchOtherAttachments(
  ports: ExaminePorts,
  attempt: Attempt,
): Promise<Leak | undefined> {
  let leak: Leak | undefined;
  // One after the other: together they could fill the memory.
  for (const file of attempt.otherAttachments) {
    leak = uniteLeaks(leak, await searchFile(file, ports, attempt));
  }
  return leak;
}

async function searchFile(
  file: Submission,
  ports: ExaminePorts,
  { isLastAttempt }: Attempt,
): Promise<Leak | undefined> {
  try {
    const bytes = await fetchSubmission(file, ports.attachmentHost, ports.download);
    const found = await ports.sandbox.findLeak(bytes);
    return found && ownLeakOf(found, ports.markerKey);
  } catch (error) {
    // What else is wrong with it is in nobody's way; what may pass is thrown, and tried again.
    problemFrom(error, ports, isLastAttempt);
    return undefined;
  }
}

/** Before anything is done with it: a credential that others know, or that is another's. */
async function requireOwn(
  credentials: readonly string[],
  { now, issueNumber, leaked, sinceOf }: Attempt,
  ports: ExaminePorts,
): Promise<void> {
  if (hasLeaked(credentials, leaked)) fail('credential-leaked', {});
  const claim = { issueNumber, credentials, since: sinceOf(credentials) ?? now.toISOString() };
  if (await isReplayed(claim, ports)) fail('submission-copied', {});
}

function leakIn(error: unknown, key: MarkerKey): Leak | undefined {
  return error instanceof LeakError ? ownLeakOf(error.leak, key) : undefined;
}

/** For the operator, who need not act where it passes. */
const mayPassSoon: readonly ProblemId[] = ['internal', 'helper-not-begun'];

/** The problem of a failure. Throws again what may pass by itself, but on the last attempt. */
export function problemFrom(
  error: unknown,
  { onUnexpected }: Pick<ExaminePorts, 'onUnexpected'>,
  isLastAttempt: boolean,
): Problem {
  const reason = error instanceof ProblemError ? error.problem : problem('internal', {});
  const mayPass = mayPassSoon.includes(reason.id) || responsibleFor(reason.id) === 'nobody';
  if (mayPass && !isLastAttempt) throw error;
  if (reason.id === 'internal') onUnexpected(error);
  return reason;
}

async function examineSubmitted(
  { request, submission, attempt }: Submitted,
  ports: ExaminePorts,
): Promise<Failed | Passed> {
  const [{ base, ...opening }, bytes] = await Promise.all([
    collectOpening(request, ports),
    fetchSubmission(submission, ports.attachmentHost, ports.download),
  ]);
  const opened = await ports.sandbox.openSubmission({ bytes, now: attempt.now });
  const { kubeconfig, digest, fingerprint } = opened;
  const credentials = keyedDigests(fingerprint, ports.markerKey);
  await requireOwn(credentials, attempt, ports);
  const { now } = attempt;
  const examined = await examineCluster(request, { kubeconfig, ...opening, now }, ports);
  if (examined.outcome === 'failed') return examined;
  const readers = await compareReaders(examined.change, ports);
  return { ...examined, base, digest, credentials, readers };
}

async function examineWithout(
  request: ClusterRequest,
  ports: ExaminePorts,
  { now }: Attempt,
): Promise<Passed> {
  const { base, ...opening } = await collectOpening(request, ports);
  const examined = await examineWithoutCluster(request, { ...opening, now }, ports.sandbox);
  return { ...examined, base, readers: await compareReaders(examined.change, ports) };
}
