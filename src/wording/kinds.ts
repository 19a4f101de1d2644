import type { ClusterKind } from '../request/request.ts';

/** The kinds of clusters, as titles have them. */
export const kindNames: Readonly<Record<ClusterKind, string>> = {
  'build-cluster': 'Prow build cluster',
  'external-provider': 'KubeVirtCI external provider',
};
