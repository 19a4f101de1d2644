import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import type { ClusterInUse, RegisteredCluster } from '../../kubeconfig/server-identity.ts';
import { type Problem, problem } from '../../problem.ts';
import type { ClusterKind } from '../../request/request.ts';
import type { ClusterFailure } from '../cluster.ts';
import { type Evidence, evidenceOf } from '../evidence.ts';
import type { Observations } from '../observe.ts';

/** Judges one thing. Undefined where there is nothing to say for this kind, or nothing was seen. */
export type Check = (observations: Observations, context: CheckContext) => Finding | undefined;

/**
 * `warning` lets the request pass. `unverifiable` lets it pass for a maintainer to decide at the
 * review, and holds the pull request where a maintainer has to confirm it before.
 */
export type Finding =
  | { readonly outcome: 'passed' }
  | {
      readonly outcome: 'failed' | 'unverifiable' | 'warning';
      readonly problem: Problem;
      readonly evidence?: Evidence | undefined;
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

export const passed: Finding = { outcome: 'passed' };

const finding =
  (outcome: Exclude<Finding['outcome'], 'passed'>) =>
  (found: Problem, evidence?: Evidence): Finding => ({
    outcome,
    problem: found,
    ...(evidence && { evidence }),
  });

export const failed = finding('failed');
export const unverifiable = finding('unverifiable');
export const warning = finding('warning');

/** The cluster has answered, but not what was asked. */
export function unclear(refusal: ClusterFailure): Finding {
  return unverifiable(problem('answer-unclear', {}), evidenceOf(refusal));
}
