import { createHash } from 'node:crypto';
import type { Submission } from '../attachment/found-submissions.ts';
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

/** Tells again what was attached besides and looked into; none where there was nothing. */
export function otherAttachmentsKey(files: readonly Submission[]): string | undefined {
  if (files.length === 0) return undefined;
  const parts = files.map(({ fingerprint }) => fingerprint).toSorted();
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}
