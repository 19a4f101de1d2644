import { type Problem, problem } from '../problem.ts';
import type { ClusterKind, ClusterRequest } from './request.ts';

const shapes: Readonly<Record<ClusterKind, RegExp>> = {
  // A DNS-1123 label: Prow takes a context's name for the cluster's name.
  'build-cluster': /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  // No dot: `yq -r ".<name>"` would descend into it.
  'external-provider': /^[A-Za-z][A-Za-z0-9_-]{0,62}$/,
};

/** Prow gives these names a meaning of their own. */
const prowNames = ['default', 'in-cluster'];

/** Entries of the secrets with a meaning of their own, whether they are there or not. */
const secretsNames = ['kubeconfig', 'gcs'];

/** YAML 1.1, which Ansible reads, takes these keys for booleans or null. */
const yamlWords = ['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null'];

/** Judges a request's name by itself; whether it is taken, only the secrets can tell. */
export function vetName({
  kind,
  name,
}: Pick<ClusterRequest, 'kind' | 'name'>): Problem | undefined {
  if (!shapes[kind].test(name)) return problem('name-invalid', { kind, name });
  const word = name.toLowerCase();
  if ([...prowNames, ...secretsNames, ...yamlWords].includes(word)) {
    return problem('name-reserved', { name });
  }
  return undefined;
}
