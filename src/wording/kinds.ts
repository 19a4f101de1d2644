/** The kinds of clusters, as titles have them. */
export const kindNames = {
  'build-cluster': 'Prow build cluster',
  'external-provider': 'KubeVirtCI external provider',
} as const;
