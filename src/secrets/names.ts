import type { KubeconfigNames } from '../kubeconfig/kubeconfig.ts';
import { fail } from '../problem.ts';
import type { Addition } from './secrets.ts';

/**
 * The names under which a cluster is written down. Context and cluster are called as requested,
 * the user as its service account, or as both together where another cluster's is called so.
 * Throws `name-reserved`, in the words for names that nobody may have: what they are in the secrets
 * is not told. Case does not count: names are files, and where a checkout knows none, `Arm` would
 * take the place of `arm`.
 */
export function namesFor(addition: Addition, taken: ReadonlySet<string>): KubeconfigNames {
  const { name, serviceAccount } = addition;
  const lowerCase = new Set([...taken].map((each) => each.toLowerCase()));
  // Not the name of the user: that one is from the cluster, and the problem is shown in public.
  const user = userNames(name, serviceAccount).find((candidate) => !taken.has(candidate));
  if (lowerCase.has(name.toLowerCase()) || user === undefined) fail('name-reserved', { name });
  return { context: name, cluster: name, user };
}

function userNames(name: string, serviceAccount: string | undefined): string[] {
  return serviceAccount === undefined ? [name] : [serviceAccount, `${name}-${serviceAccount}`];
}
