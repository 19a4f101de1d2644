import type { ClusterKind, ClusterRequest, Operation } from '../request/request.ts';

/** The kinds of clusters, as titles have them. */
export const kindNames: Readonly<Record<ClusterKind, string>> = {
  'build-cluster': 'Prow build cluster',
  'external-provider': 'KubeVirtCI external provider',
};

const verbs: Readonly<Record<Operation, string>> = {
  add: 'Add',
  rotate: 'Rotate',
  remove: 'Remove',
};

/** The title of an issue that asks for something. */
export function titleOf({
  operation,
  kind,
  name = '<name>',
}: Pick<ClusterRequest, 'operation' | 'kind'> & { readonly name?: string | undefined }): string {
  return `${verbs[operation]} ${kindNames[kind]} ${name}`;
}
