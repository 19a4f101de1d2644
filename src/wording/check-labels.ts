import type { CheckId } from '../probe/check-table.ts';
import type { CheckResult } from '../probe/report.ts';
import type { Problem } from '../problem.ts';
import type { TextContext } from './problems/problem-text.ts';

/** What each check proves if it is passed. */
export const checkLabels: Readonly<Record<CheckId, string>> = {
  reachable: 'The API server answers, and its certificate is the right one',
  credentials: 'The cluster accepts the credentials',
  identity: 'The user is the expected one',
  'token-lifetime': 'The credentials do not expire soon',
  namespace: 'The namespace for jobs exists',
  'service-account': 'The service account exists',
  'token-secret': 'The service account has a token Secret',
  pods: 'Prow can manage pods',
  'pods-log': 'Prow can read the logs of pods',
  secrets: 'Prow can manage secrets',
  'pod-admission': 'The cluster admits a typical pod of a job',
  'secret-admission': 'The cluster admits a secret for jobs',
  'least-privilege': 'The service account has no more rights than it needs',
  'control-plane': 'The control plane is highly available',
  'cluster-admin': 'The user is an administrator of the whole cluster',
  'not-registered': 'The cluster is not registered yet',
  'same-cluster': 'It is the cluster that is registered under this name',
};

/**
 * Where one of these has failed, the check did not pass for that reason: what fixes them fixes it,
 * or shows what else is wrong. Only the others are told with a remedy of their own.
 */
export const checkCauses: Readonly<Record<CheckId, readonly CheckId[]>> = {
  reachable: [],
  credentials: ['token-lifetime'],
  identity: [],
  'token-lifetime': [],
  namespace: ['identity'],
  'service-account': ['namespace'],
  'token-secret': ['service-account', 'token-lifetime', 'secrets'],
  pods: ['identity', 'namespace', 'service-account'],
  'pods-log': ['identity', 'namespace', 'service-account'],
  secrets: ['identity', 'namespace', 'service-account'],
  'pod-admission': ['namespace'],
  'secret-admission': ['namespace'],
  'least-privilege': ['identity'],
  'control-plane': [],
  'cluster-admin': [],
  'not-registered': [],
  'same-cluster': [],
};

export const outcomeMarks: Readonly<Record<CheckResult['outcome'], string>> = {
  passed: '✅',
  failed: '❌',
  unverifiable: '❔',
  warning: '⚠️',
};

/** Where the explanations are, and what commands have to know. */
export interface ProblemContext extends Partial<TextContext> {
  readonly problemsUrl: string;
  /** What to do with the file that a block writes, where it is not attached here. */
  readonly afterBlock?: string;
}

export function problemLink({ id }: Problem, { problemsUrl }: ProblemContext): string {
  return `[\`${id}\`](${problemsUrl}#${id})`;
}
