import type { JobSecret, JobSecretOutcome } from '../job-secrets/job-secrets.ts';
import type { ProbeContext } from '../probe/checks/check.ts';
import type { Report } from '../probe/report.ts';
import type { PublicKey, Sealed } from '../sandbox/sealed.ts';

/** Looks at one cluster, with a kubeconfig that nobody else can read. */
export interface Probe {
  /** What its kubeconfig has to be sealed for. */
  readonly publicKey: PublicKey;
  /** What is wrong with the cluster is in the report. Throws problems of the kubeconfig. */
  readonly look: (task: LookTask) => Promise<Report>;
  /** Puts secrets for jobs into the cluster; what became of each, in the order given. */
  readonly applyJobSecrets: (task: ApplyTask) => Promise<readonly JobSecretOutcome[]>;
}

interface LookTask {
  readonly kubeconfig: Sealed;
  readonly context: ProbeContext;
}

export interface ApplyTask {
  /** With the values of their entries. */
  readonly kubeconfig: Sealed;
  readonly namespace: string;
  readonly secrets: readonly JobSecret[];
}

/** Gives each a probe that nobody else has used, one after the other where there are too many. */
export interface Prober {
  readonly use: <Result>(work: (probe: Probe) => Promise<Result>) => Promise<Result>;
}
