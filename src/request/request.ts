/** What an issue asks for. The kinds are the procedure's own two words for it. */
export type ClusterKind = 'build-cluster' | 'external-provider';

export interface ClusterRequest {
  readonly kind: ClusterKind;
  readonly name: string;
}
