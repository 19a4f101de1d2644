import { type Candidates, type Mention, mayCount } from '../attachment/found-submissions.ts';
import type { ClusterRequest } from '../request/request.ts';
import { candidatesKey, examinationKey, undecidedKey } from '../state/request-keys.ts';
import type { PostedLeak, Snapshot } from './snapshot.ts';

type Known = Pick<Snapshot, 'request' | 'memory' | 'pull'>;

/**
 * Which of the candidates is the submission: the first that holds a message. Undefined where nobody
 * has looked yet; what was looked into before, the last examination tells. A file without a rival is
 * opened at once, but not while a pull request is open that is made of another one.
 */
export function settled<Each extends Mention>(
  { each }: Pick<Candidates<Each>, 'each'>,
  known: Known,
): Each | undefined {
  const counting = each.filter(mayCount);
  const [only, ...rivals] = counting;
  if (!only) return each.find(({ standing }) => standing !== 'struck');
  if (rivals.length === 0 && isUnopposed(only, known)) return only;
  const examined = examinedAmong(each, known);
  // Those in front of it were found to hold none.
  const last = examined ? counting.indexOf(examined) : -1;
  return counting
    .slice(0, Math.max(0, last) + 1)
    .find((one) => one.holds !== undefined || one === examined);
}

function isUnopposed({ submission }: Mention, { pull, memory }: Known): boolean {
  if (pull?.state !== 'open') return true;
  const { request, examined } = pull.proposal ?? {
    request: memory?.status,
    examined: memory?.examined?.key,
  };
  return request !== undefined && examined === examinationKey(request, submission);
}

function examinedAmong<Each extends Mention>(
  each: readonly Each[],
  { request, memory }: Known,
): Each | undefined {
  const { examined } = memory ?? {};
  if (!request || !examined || examined.otherAttachments !== candidatesKey(each)) return undefined;
  return each.find(
    ({ submission, standing }) =>
      standing !== 'struck' && examined.key === examinationKey(request, submission),
  );
}

/** Whether something that was attached has to be looked into before anything else is known. */
export function isToBeSearched({ candidates, submission, memory, search }: Snapshot): boolean {
  const { each } = candidates;
  if (search) return false;
  if (!submission) return each.some(({ standing }) => standing !== 'struck');
  if (memory?.examined?.otherAttachments === candidatesKey(each)) return false;
  return each.some((one) => isFileBeside(one, submission));
}

/** A file that is not opened as the submission: what nobody should have attached may be in it. */
function isFileBeside({ submission }: Mention, chosen: Mention['submission']): boolean {
  return submission.type === 'link' && submission.fingerprint !== chosen.fingerprint;
}

/** What an examination is of, also where it could not be told which is the submission. */
export function keyOf({ submission, candidates }: Snapshot, request: ClusterRequest): string {
  return examinationKey(request, submission ?? undecidedKey(candidates.each));
}

/** Whether the submission is known to be a message, and so is meant to take another one's place. */
export function isMessage({ candidates, submission, search, examination }: Snapshot): boolean {
  if (!submission) return false;
  if (examination && examination.outcome !== 'problem') return true;
  const { fingerprint } = submission;
  const pasted = candidates.each.find((one) => one.submission.fingerprint === fingerprint);
  return (search?.holds ?? pasted?.holds) === 'message';
}

/** Whether the author has let something leak and submitted nothing since, as far as is known. */
export function isUnanswered(
  { madeUpBy }: PostedLeak,
  { submission }: Pick<Snapshot, 'submission'>,
): boolean {
  if (madeUpBy === undefined) return false;
  return submission ? !madeUpBy.includes(submission.fingerprint) : madeUpBy.length === 0;
}
