import { createHash } from 'node:crypto';
import { type Download, fetchSubmission } from '../../attachment/fetch.ts';
import type { Submission } from '../../attachment/found-submissions.ts';
import { LeakError } from '../../attachment/leaks.ts';
import {
  examineCluster,
  examineWithoutCluster,
  type ProbeSettings,
} from '../../examination/examine.ts';
import { isRegisteredElsewhere } from '../../probe/report.ts';
import type { Prober } from '../../prober/prober.ts';
import { fail } from '../../problem.ts';
import type { ClusterRequest } from '../../request/request.ts';
import type { AnySandbox } from '../../sandbox/sandbox.ts';
import type { SecretsChange, SecretsLayout } from '../../secrets/secrets.ts';
import { keyedDigests, type MarkerKey } from '../../state/marker.ts';
import { examinationKey } from '../../state/request-keys.ts';
import { proposedSince } from '../../state/superseded.ts';
import type { Action } from '../action.ts';
import type { IssueTracker, Repository } from '../github.ts';
import { hasLeaked, ownLeakOf } from '../leaks.ts';
import type { LeakedElsewhere } from '../observe/leaked-elsewhere.ts';
import { isReplayed, type ReplayPorts } from '../observe/replay.ts';
import type { Examination, Leak, Snapshot } from '../snapshot.ts';
import { findWhoAsks, type Said } from './askers.ts';
import { type CollectPorts, collectOpening, readDeployed } from './collect.ts';
import { compareReaders } from './compare-readers.ts';
import { type FailurePorts, problemFrom } from './problem-from.ts';

/** What looking at a submission needs. */
export interface ExaminePorts
  extends ReplayPorts,
    FailurePorts,
    Omit<CollectPorts, 'secretsRepository'> {
  readonly tracker: IssueTracker;
  readonly secretsRepository: Repository;
  readonly sandbox: AnySandbox;
  readonly prober: Prober;
  readonly download: Download;
  readonly probe: ProbeSettings;
  readonly reservedNames: ReadonlySet<string>;
  readonly leakedElsewhere: LeakedElsewhere;
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
  readonly said: Said;
  /** When the bot first proposed a credential in this issue; ISO 8601. */
  readonly sinceOf: (credentials: readonly string[]) => string | undefined;
}

export function attemptOf(snapshot: Snapshot, now: Date): Attempt {
  const { isLastAttempt, issue, memory, pull, source, texts } = snapshot;
  const leaked = memory?.leaked ?? [];
  return {
    ...{ now, isLastAttempt, issueNumber: issue.number, leaked },
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
  try {
    const said = submission ? attempt.said : { issue: attempt.said.issue };
    const asked = await findWhoAsks(said, { ...request, needsAuthorization }, ports);
    if (!submission) return { ...(await examineWithout(request, ports, attempt)), ...asked };
    const examined = await examineSubmitted({ request, submission, attempt }, ports);
    return examined.outcome === 'failed' ? examined : { ...examined, ...asked };
  } catch (error) {
    const reason = problemFrom(error, ports, attempt.isLastAttempt);
    return { outcome: 'problem', problem: reason, leak: leakIn(error, ports.markerKey) };
  }
}

/** Before anything is done with it: a credential that others know, or that is another's. */
async function requireOwn(
  credentials: readonly string[],
  { request, submission, attempt }: Submitted,
  ports: ExaminePorts,
): Promise<void> {
  const { now, issueNumber, leaked, sinceOf } = attempt;
  const isPublic =
    hasLeaked(credentials, leaked) ||
    hasLeaked(credentials, await ports.leakedElsewhere(issueNumber));
  if (isPublic) fail('credential-leaked', {});
  const since = sinceOf(credentials) ?? now.toISOString();
  const examined = examinationKey(request, submission);
  const claim = { issueNumber, request, examined, credentials, since };
  if (await isReplayed(claim, ports)) fail('submission-copied', {});
}

function leakIn(error: unknown, key: MarkerKey): Leak | undefined {
  return error instanceof LeakError ? ownLeakOf(error.leak, key) : undefined;
}

async function examineSubmitted(
  submitted: Submitted,
  ports: ExaminePorts,
): Promise<Failed | Passed> {
  const { request, submission, attempt } = submitted;
  const [{ base, ...opening }, bytes] = await Promise.all([
    collectOpening(request, ports),
    fetchSubmission(submission, ports.attachmentHost, ports.download),
  ]);
  const opened = await ports.sandbox.openSubmission({ bytes, now: attempt.now });
  const { kubeconfig, digest, fingerprint } = opened;
  const credentials = keyedDigests(fingerprint, ports.markerKey);
  await requireOwn(credentials, submitted, ports);
  const { now } = attempt;
  const look = (deployed: readonly string[] | undefined) =>
    examineCluster(request, { kubeconfig, ...opening, deployed, now }, ports);
  const first = await look(opening.deployed);
  const isLeftOpen = opening.deployed === undefined && isRegisteredElsewhere(first.report);
  const examined = isLeftOpen ? await look(await readDeployed(ports)) : first;
  if (examined.outcome === 'failed') return examined;
  const readers = await compareReaders(examined.change, ports);
  const effect = effectOf(examined.change, ports.layout);
  return { ...examined, effect, base, digest, credentials, readers };
}

async function examineWithout(
  request: ClusterRequest,
  ports: ExaminePorts,
  { now }: Attempt,
): Promise<Passed> {
  const { base, ...opening } = await collectOpening(request, ports);
  const examined = await examineWithoutCluster(request, { ...opening, now }, ports.sandbox);
  const effect = effectOf(examined.change, ports.layout);
  return { ...examined, effect, base, readers: await compareReaders(examined.change, ports) };
}

/** Undefined where each encryption gives other bytes, so that no two changes are the same. */
function effectOf(
  change: SecretsChange,
  { isDeterministic }: Pick<SecretsLayout, 'isDeterministic'>,
): string | undefined {
  if (!isDeterministic) return undefined;
  const hash = createHash('sha256');
  for (const { path, content } of change) {
    hash.update(JSON.stringify([path, content?.length])).update(content ?? '');
  }
  return hash.digest('base64url').slice(0, 22);
}
