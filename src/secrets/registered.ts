import { type ContextInText, findContext } from '../kubeconfig/edit/find-context.ts';
import type { Kubeconfig, KubeconfigNames } from '../kubeconfig/kubeconfig.ts';
import { openssl } from '../kubeconfig/openssl.ts';
import { readRegistered } from '../kubeconfig/read-registered.ts';
import type { RegisteredCluster } from '../kubeconfig/server-identity.ts';
import { vetContext } from '../kubeconfig/vet/vet.ts';
import { kinds } from '../request/request.ts';
import type { Registered } from './secrets.ts';

/** What is registered under a name: a context in a kubeconfig, and its parts. */
export interface RegisteredContext {
  readonly found: ContextInText & Required<Pick<ContextInText, 'cluster' | 'user'>>;
  readonly names: KubeconfigNames;
  readonly cluster: RegisteredCluster;
}

/**
 * Finds what a kubeconfig of the secrets says about a cluster. Undefined where it is not there, or
 * leads nowhere.
 */
export function findRegistered(
  text: string,
  registered: Registered,
): RegisteredContext | undefined {
  const found = findContext(text, contextNameOf(registered));
  const known = readRegistered(text)?.clusters.find((each) => each.name === found?.cluster?.name);
  if (!found?.cluster || !found.user || !known) return undefined;
  const { context, cluster, user } = found;
  const names = { context: context.name, cluster: cluster.name, user: user.name };
  return { found: { ...found, cluster, user }, names, cluster: known };
}

/** The same as a kubeconfig of its own, vetted as a submission is. */
export function vetRegistered(
  text: string,
  registered: Registered,
  now: Date,
): Kubeconfig | undefined {
  const context = contextNameOf(registered) ?? findContext(text)?.context.name;
  return context === undefined ? undefined : vetContext(text, context, now, openssl);
}

/** What a person wrote for a provider may call its context as it likes: the one in use counts. */
function contextNameOf({ kind, name }: Registered): string | undefined {
  return kinds[kind].isInProwKubeconfig ? name : undefined;
}
