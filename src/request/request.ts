/** The kinds of clusters, by the procedure's own two words for them. */
export const clusterKinds = ['build-cluster', 'external-provider'] as const;
export type ClusterKind = (typeof clusterKinds)[number];

/** What follows from a kind. */
interface KindFacts {
  /**
   * Whether it is in the kubeconfig with which Prow starts its pods, merged of many, in a context of
   * its own name. Where it is not, jobs take its kubeconfig from the secrets.
   */
  readonly isInProwKubeconfig: boolean;
  /** Whether its credentials are to be of a service account in the namespace for jobs. */
  readonly needsServiceAccount: boolean;
  /** Whether its control plane has to be highly available. */
  readonly needsHighAvailability: boolean;
}

export const kinds: Readonly<Record<ClusterKind, KindFacts>> = {
  'build-cluster': {
    isInProwKubeconfig: true,
    needsServiceAccount: true,
    needsHighAvailability: true,
  },
  'external-provider': {
    isInProwKubeconfig: false,
    needsServiceAccount: false,
    needsHighAvailability: false,
  },
};

/** What is to become of a cluster in the secrets. */
export const operationNames = ['add', 'rotate', 'remove'] as const;
export type Operation = (typeof operationNames)[number];

/** What follows from an operation. */
interface OperationFacts {
  /** Whether it takes a kubeconfig, and a look at the cluster. */
  readonly needsSubmission: boolean;
  /** Whether the cluster has to be in the secrets before. */
  readonly isRegisteredBefore: boolean;
  /** Whether it is there once all is done. */
  readonly isRegisteredAfter: boolean;
}

export const operations: Readonly<Record<Operation, OperationFacts>> = {
  add: { needsSubmission: true, isRegisteredBefore: false, isRegisteredAfter: true },
  rotate: { needsSubmission: true, isRegisteredBefore: true, isRegisteredAfter: true },
  remove: { needsSubmission: false, isRegisteredBefore: true, isRegisteredAfter: false },
};

/** What an issue asks for. */
export interface ClusterRequest {
  readonly operation: Operation;
  readonly kind: ClusterKind;
  readonly name: string;
}
