import type { Lending } from '../request/lending.ts';
import type { ClusterKind } from '../request/request.ts';

/** What is to become of a cluster in the repository of Prow's deployment. */
export interface DeploymentWish {
  /** Whether it is to be there, or not. */
  readonly operation: 'add' | 'remove';
  readonly kind: ClusterKind;
  readonly name: string;
  /** What its section on the page says, where that is new. */
  readonly lending: Lending;
}

/** A cluster as the lists name it. */
export type ListedCluster = Omit<DeploymentWish, 'operation'>;
