import { type Problem, problem } from '../problem.ts';
import { type ClusterKind, type ClusterRequest, operations } from './request.ts';
import { isReserved } from './reserved-names.ts';

const shapes: Readonly<Record<ClusterKind, RegExp>> = {
  // A DNS-1123 label: Prow takes a context's name for the cluster's name.
  'build-cluster': /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  // No dot: `yq -r ".<name>"` would descend into it.
  'external-provider': /^[A-Za-z][A-Za-z0-9_-]{0,62}$/,
};

/**
 * Judges a request's name by itself; whether it is taken, only the secrets can tell. Names are
 * reserved from being added: what is there already may still be rotated, and taken out again.
 *
 * @param more the operator's own reserved names, in lower case
 */
export function vetName(
  { operation, kind, name }: ClusterRequest,
  more: ReadonlySet<string> = new Set(),
): Problem | undefined {
  if (!shapes[kind].test(name)) return problem('name-invalid', { kind, name });
  const isFree = operations[operation].isRegisteredBefore || !isReserved(name, more);
  return isFree ? undefined : problem('name-reserved', { name });
}

/** Reads a list of names with commas between them; undefined where one could be no cluster's. */
export function parseReservedNames(text: string): ReadonlySet<string> | undefined {
  const names = text.split(',').map((name) => name.trim());
  const areNames = names.every((name) => Object.values(shapes).some((shape) => shape.test(name)));
  return areNames ? new Set(names.map((name) => name.toLowerCase())) : undefined;
}
