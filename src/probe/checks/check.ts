import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import type { Problem } from '../../problem.ts';
import type { ClusterKind } from '../../request/request.ts';
import type { Observations } from '../observe.ts';
import type { CheckId, CheckResult } from '../report.ts';

/** Judges one thing. Undefined where there is nothing to say for this kind, or nothing was seen. */
export type Check = (observations: Observations, context: CheckContext) => CheckResult | undefined;

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

export function passed(check: CheckId, evidence: string): CheckResult {
  return { check, outcome: 'passed', evidence };
}

export function failed(check: CheckId, problem: Problem, evidence: string): CheckResult {
  return { check, outcome: 'failed', problem, evidence };
}

export function unverifiable(check: CheckId, problem: Problem, evidence: string): CheckResult {
  return { check, outcome: 'unverifiable', problem, evidence };
}

export function warning(check: CheckId, problem: Problem, evidence: string): CheckResult {
  return { check, outcome: 'warning', problem, evidence };
}
