import { type Expectation, withReplaced } from '../kubeconfig/edit/proof.ts';
import { replaceCluster } from '../kubeconfig/edit/replace.ts';
import type { TextEdit } from '../kubeconfig/edit/text-edit.ts';
import { isSameAuthority, serverOf } from '../kubeconfig/server-identity.ts';
import { fail } from '../problem.ts';
import type { RegisteredContext } from './registered.ts';
import type { ChangeSummary, Rotation } from './secrets.ts';

interface PlannedRotation {
  /** Undefined where the kubeconfig is not one that can be changed so. */
  readonly edits: readonly TextEdit[] | undefined;
  readonly expect: Expectation;
  readonly about: Pick<
    ChangeSummary,
    'operation' | 'context' | 'cluster' | 'user' | 'server' | 'tlsServerName' | 'replaced'
  >;
}

/**
 * How a registered cluster gets what a new kubeconfig says, in place: the names of context, cluster
 * and user stay. Throws `secrets-shared`, and `credentials-unchanged` where nothing would differ.
 */
export function planRotation(
  { found, names, cluster }: RegisteredContext,
  { name, kubeconfig }: Rotation,
): PlannedRotation {
  // It would give the credentials of this cluster to another one, or send others to this one.
  if (found.cluster.isShared || found.user.isShared) fail('secrets-shared', { name });
  const edits = replaceCluster(found, kubeconfig);
  if (edits?.length === 0) fail('credentials-unchanged', {});
  const isAuthoritySame = isSameAuthority(cluster, kubeconfig);
  const replaced = { ...serverOf(cluster), isAuthoritySame };
  const about = { operation: 'rotate', ...names, ...serverOf(kubeconfig), replaced } as const;
  return { edits, expect: withReplaced(kubeconfig, names), about };
}
