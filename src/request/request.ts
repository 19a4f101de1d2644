/** What an issue asks for. The kinds are the procedure's own two words for it. */
export type ClusterKind = 'build-cluster' | 'external-provider';

/** What is to become of a cluster's entry in the secrets. */
export type Operation = 'add' | 'rotate' | 'remove';

export interface ClusterRequest {
  readonly operation: Operation;
  readonly kind: ClusterKind;
  readonly name: string;
}
