import type { Repository } from '../github.ts';
import type { DeploymentPlace } from '../observe/prow-deploy.ts';
import type { Target } from '../targets.ts';

export interface Repositories {
  readonly secretsRepository: Repository;
  /** Undefined where no second pull request is needed. */
  readonly deployment?: DeploymentPlace;
}

/** Where a request's pull request is. Throws where there is none to be. */
export function repositoryAt(
  at: Target,
  { secretsRepository, deployment }: Repositories,
): Repository {
  switch (at) {
    case 'secrets':
      return secretsRepository;
    case 'prow-deploy':
      if (!deployment) throw new Error('no script deploys Prow');
      return deployment.repository;
  }
}
