import { fetchSubmission } from '../../attachment/fetch.ts';
import { candidateLimit, mayCount, type Submission } from '../../attachment/found-submissions.ts';
import type { Look } from '../../attachment/packed-message.ts';
import { type Problem, ProblemError, problem, responsibleFor } from '../../problem.ts';
import { candidatesKey, examinationKey } from '../../state/request-keys.ts';
import type { Action } from '../action.ts';
import { ownLeakOf, uniteLeaks } from '../leaks.ts';
import type { Candidate, Leak, Snapshot } from '../snapshot.ts';
import { type AskerPorts, findWhoAsks } from './askers.ts';
import type { ExaminePorts } from './examine.ts';
import { type FailurePorts, problemFrom } from './problem-from.ts';

interface SearchPorts
  extends AskerPorts,
    FailurePorts,
    Pick<ExaminePorts, 'attachmentHost' | 'download' | 'sandbox' | 'markerKey'> {}

/**
 * Looks into what was attached, the likeliest first, and tells which of it is the submission. What
 * can't be had is not passed over for an older one: then it is not known. What lies beside the
 * submission is looked into as well, as people attach the plaintext with its encrypted self.
 */
export async function searchAttachments(
  { request, needsAuthorization }: Extract<Action, { type: 'search-attachments' }>,
  snapshot: Snapshot,
  ports: SearchPorts,
): Promise<Snapshot> {
  try {
    // For who may not ask nothing is fetched. Who has edited the submission is asked once it is known.
    const asked = { ...request, needsAuthorization };
    if (needsAuthorization) await findWhoAsks({ issue: snapshot.issue }, asked, ports);
  } catch (error) {
    return undecided(snapshot, { reason: problemFrom(error, ports, snapshot.isLastAttempt) });
  }
  return search(snapshot, ports);
}

async function search(snapshot: Snapshot, ports: SearchPorts): Promise<Snapshot> {
  let found: Found = {
    chosen: snapshot.candidates.each.find((one) => isSubmission(one, snapshot)),
  };
  // One after the other: together they could fill the memory.
  for (const candidate of snapshot.candidates.each) {
    const look = await lookAt(candidate, snapshot, ports);
    const isInTheWay = !found.chosen && mayCount(candidate);
    if (look.problem && isInTheWay) return undecided(snapshot, { ...found, reason: look.problem });
    const leak = look.leak && ownLeakOf(look.leak, ports.markerKey);
    const isFirst = isInTheWay && look.holds !== 'nothing';
    found = {
      leak: uniteLeaks(found.leak, leak),
      chosen: isFirst ? { ...candidate, holds: look.holds } : found.chosen,
    };
  }
  return conclude(snapshot, found);
}

interface Found {
  readonly chosen?: Candidate | undefined;
  readonly leak?: Leak | undefined;
}

function isSubmission({ submission }: Candidate, snapshot: Snapshot): boolean {
  return submission.fingerprint === snapshot.submission?.fingerprint;
}

interface Looked extends Partial<Look> {
  readonly problem?: Problem;
}

/** What is pasted was told by its text, and what is the submission already is opened elsewhere. */
async function lookAt(
  candidate: Candidate,
  snapshot: Snapshot,
  ports: SearchPorts,
): Promise<Looked> {
  const { submission, holds } = candidate;
  if (submission.type === 'armored' || isSubmission(candidate, snapshot)) return { holds };
  try {
    const bytes = await fetchSubmission(submission, ports.attachmentHost, ports.download);
    return await lookInto(bytes, ports);
  } catch (error) {
    // What may pass by itself is thrown, and tried again, but on the last attempt.
    const reason = problemFrom(error, ports, snapshot.isLastAttempt);
    // No submission may be so large.
    return reason.id === 'attachment-too-large' ? { holds: 'nothing' } : { problem: reason };
  }
}

/** What ends whoever looks into it is no message that could be read. */
async function lookInto(bytes: Uint8Array, { sandbox }: SearchPorts): Promise<Looked> {
  try {
    return await sandbox.lookInto(bytes);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (responsibleFor(error.problem.id) !== 'author') throw error;
    return { holds: 'nothing' };
  }
}

function undecided(
  snapshot: Snapshot,
  { reason, leak }: Pick<Found, 'leak'> & { readonly reason: Problem },
): Snapshot {
  return { ...snapshot, examination: { outcome: 'problem', problem: reason, leak } };
}

function conclude(snapshot: Snapshot, { chosen, leak }: Found): Snapshot {
  const { each, isMore } = snapshot.candidates;
  if (!chosen && isMore) {
    const reason = problem('issue-too-long', { attachments: candidateLimit });
    return undecided(snapshot, { reason, leak });
  }
  // Where there is no message, the likeliest tells best what is wrong.
  const found = chosen ?? each.find(mayCount);
  const search = { holds: chosen ? chosen.holds : 'nothing', leak } as const;
  if (!found) return { ...snapshot, search };
  const { submission, source } = found;
  return { ...withSearched(snapshot, submission), submission, source, search };
}

/** What was examined before needs no other look for what turned out to be no rival. */
function withSearched(snapshot: Snapshot, submission: Submission): Snapshot {
  const { candidates, memory, request } = snapshot;
  const { examined } = memory ?? {};
  if (!memory || !examined || !request) return snapshot;
  if (examined.key !== examinationKey(request, submission)) return snapshot;
  const otherAttachments = candidatesKey(candidates.each);
  return { ...snapshot, memory: { ...memory, examined: { ...examined, otherAttachments } } };
}
