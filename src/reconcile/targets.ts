import type { Deployment, ObservedPull, Snapshot } from './snapshot.ts';

/** Where a request has a pull request: in the secrets, and for the script that deploys Prow. */
export const targets = ['secrets', 'prow-deploy'] as const;
export type Target = (typeof targets)[number];

/** What is there of a request; undefined where no second pull request is needed. */
export function shownAt(
  snapshot: Snapshot,
  at: Target,
): Pick<Snapshot, 'pull' | 'branchDeleted'> | Deployment | undefined {
  switch (at) {
    case 'secrets':
      return snapshot;
    case 'prow-deploy':
      return snapshot.deployment;
  }
}

type PullChange = Partial<
  Pick<ObservedPull, 'state' | 'title' | 'body' | 'signedAnew' | 'restored'>
>;

/** The snapshot once the pull request there is as `change` tells. */
export function withPull(snapshot: Snapshot, at: Target, change: PullChange): Snapshot {
  const { pull, deployment } = snapshot;
  switch (at) {
    case 'secrets':
      return { ...snapshot, pull: pull && { ...pull, ...change } };
    case 'prow-deploy': {
      const second = deployment?.pull && { ...deployment.pull, ...change };
      return { ...snapshot, deployment: deployment && { ...deployment, pull: second } };
    }
  }
}

/** The snapshot once the branch there is gone. */
export function withoutBranch(snapshot: Snapshot, at: Target): Snapshot {
  const { deployment } = snapshot;
  switch (at) {
    case 'secrets':
      return { ...snapshot, branchDeleted: true };
    case 'prow-deploy':
      return { ...snapshot, deployment: deployment && { ...deployment, branchDeleted: true } };
  }
}
