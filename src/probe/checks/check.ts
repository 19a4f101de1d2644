import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import type { Problem } from '../../problem.ts';
import type { ClusterKind } from '../../request/request.ts';
import type { Observations } from '../observe.ts';

/** Judges one thing. Undefined where there is nothing to say for this kind, or nothing was seen. */
export type Check = (observations: Observations, context: CheckContext) => Finding | undefined;

/**
 * `warning` lets the request pass. `unverifiable` lets it pass for a maintainer to decide at the
 * review, and holds the pull request where a maintainer has to confirm it before. `evidence` is
 * what was seen, for maintainers' eyes only: it may name the cluster's address, its users and what
 * its server said, and never goes into a public issue.
 */
export type Finding =
  | { readonly outcome: 'passed'; readonly evidence?: string }
  | {
      readonly outcome: 'failed' | 'unverifiable' | 'warning';
      readonly problem: Problem;
      readonly evidence?: string;
    };

export interface ProbeContext {
  readonly kind: ClusterKind;
  readonly jobsNamespace: string;
  /** How many control plane nodes a build cluster needs. */
  readonly controlPlaneNodes: number;
  readonly registered: readonly KnownCluster[];
  /** What is registered under the very name that gets new credentials. */
  readonly replaces: readonly KnownCluster[];
}

export interface CheckContext extends ProbeContext {
  readonly kubeconfig: Kubeconfig;
}

/** A cluster that the secrets hold already. */
interface KnownCluster {
  readonly name: string;
  readonly server: string;
  /** PEM */
  readonly certificateAuthority?: string;
  readonly tlsServerName?: string;
}

export function passed(evidence: string): Finding {
  return { outcome: 'passed', evidence };
}

export function failed(problem: Problem, evidence: string): Finding {
  return { outcome: 'failed', problem, evidence };
}

export function unverifiable(problem: Problem, evidence: string): Finding {
  return { outcome: 'unverifiable', problem, evidence };
}

export function warning(problem: Problem, evidence: string): Finding {
  return { outcome: 'warning', problem, evidence };
}
