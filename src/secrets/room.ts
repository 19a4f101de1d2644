import { fail } from '../problem.ts';

/** Bytes of Prow's merged kubeconfig, before and after a change. */
export interface Growth {
  readonly before: number;
  readonly after: number;
}

/**
 * What a client-side `kubectl apply` can write down of an object: the annotations of one have at
 * most 256 KiB together (`TotalAnnotationSizeLimitB` of Kubernetes).
 */
export const defaultLimitBytes = 256 * 1024;

/** The rest of the Secret, as `kubectl apply` writes it down: names, labels, punctuation. */
const restBytes = 1024;

/**
 * Demands that the merged kubeconfig fits into the Secret that it becomes where Prow is deployed.
 * In there it is base64, four letters for three bytes. What makes it no larger is not refused, or
 * nobody could fix one that is too large already. Throws `kubeconfig-full`.
 */
export function requireRoom(
  { before, after }: Growth,
  limitBytes: number = defaultLimitBytes,
): void {
  const needed = 4 * Math.ceil(after / 3) + restBytes;
  if (after > before && needed > limitBytes) fail('kubeconfig-full', { limitBytes });
}
