import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import type { ClusterInUse, RegisteredCluster } from '../../kubeconfig/server-identity.ts';
import { type Problem, problem } from '../../problem.ts';
import type { ClusterKind } from '../../request/request.ts';
import type { ClusterFailure } from '../cluster.ts';
import { describeFailure } from '../evidence.ts';
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
  readonly now: Date;
  readonly kind: ClusterKind;
  readonly jobsNamespace: string;
  /** How many control plane nodes a build cluster needs. */
  readonly controlPlaneNodes: number;
  readonly registered: readonly ClusterInUse[];
  /** What is registered under the very name that gets new credentials. */
  readonly replaces: readonly RegisteredCluster[];
}

export interface CheckContext extends ProbeContext {
  readonly kubeconfig: Kubeconfig;
}

export function passed(evidence: string): Finding {
  return { outcome: 'passed', evidence };
}

const finding =
  (outcome: Exclude<Finding['outcome'], 'passed'>) =>
  (found: Problem, evidence: string): Finding => ({ outcome, problem: found, evidence });

export const failed = finding('failed');
export const unverifiable = finding('unverifiable');
export const warning = finding('warning');

/** The cluster has answered, but not what was asked. */
export function unclear(refusal: ClusterFailure): Finding {
  return unverifiable(problem('answer-unclear', {}), describeFailure(refusal));
}
