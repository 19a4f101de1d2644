import { createHash } from 'node:crypto';
import { type Mention, mayCount, type Submission } from '../attachment/found-submissions.ts';
import type { ClusterRequest } from '../request/request.ts';

/** What the title asks for, in short. */
export function requestKey({ operation, kind, name }: ClusterRequest): string {
  return JSON.stringify([operation, kind, name]);
}

/** What an examination is of. Another title or another submission needs another examination. */
export function examinationKey(
  { operation, kind, name }: ClusterRequest,
  submission?: Pick<Submission, 'fingerprint'>,
): string {
  const parts = [operation, kind, name, submission?.fingerprint ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Tells again what may be the submission, and what is looked into besides; none where it is one. */
export function candidatesKey(candidates: readonly Mention[]): string | undefined {
  const parts = partsOf(candidates);
  if (parts.length < 2) return undefined;
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

/** Stands for the submission where it can't be told which of them is it; none where there is none. */
export function undecidedKey(
  candidates: readonly Mention[],
): Pick<Submission, 'fingerprint'> | undefined {
  const parts = partsOf(candidates);
  return parts.length === 0 ? undefined : { fingerprint: JSON.stringify(parts) };
}

/** In their order, which tells what comes first. */
function partsOf(candidates: readonly Mention[]) {
  return candidates
    .filter((one) => one.submission.type === 'link' || mayCount(one))
    .map(({ submission, standing }) => [submission.fingerprint, standing === 'struck']);
}
