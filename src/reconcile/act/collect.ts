import { deployedBy } from '../../prow-deploy/plan.ts';
import { type ClusterRequest, operations } from '../../request/request.ts';
import type { SecretsLayout } from '../../secrets/secrets.ts';
import type { Repository } from '../github.ts';
import { baseOf, filesIn } from '../observe/base-state.ts';
import type { DeploymentPlace } from '../observe/prow-deploy.ts';

/** Where the secrets are, and what else tells of them. */
export interface CollectPorts {
  readonly secretsRepository: Repository;
  readonly layout: SecretsLayout;
  /** Undefined where no script deploys Prow's build clusters. */
  readonly deployment?: DeploymentPlace;
}

/** Reads the secrets at one commit, so that what is changed is what the commit is made on. */
export async function collectSecrets(
  { secretsRepository, layout }: Omit<CollectPorts, 'deployment'>,
  more: readonly string[] = [],
) {
  const commit = await secretsRepository.readBaseCommit();
  const listing = await secretsRepository.listFiles(commit);
  const encrypted = await layout.collect(filesIn(listing, secretsRepository), more);
  return { base: baseOf(commit, listing, layout), encrypted };
}

/**
 * The same, and what else tells of them: which build clusters a script deploys. Of what is added
 * that is left open, as it takes three more requests and hardly ever matters.
 */
export async function collectOpening({ operation }: ClusterRequest, ports: CollectPorts) {
  const isToldApart = operations[operation].isRegisteredBefore;
  const [collected, deployed] = await Promise.all([
    collectSecrets(ports),
    isToldApart ? readDeployed(ports) : undefined,
  ]);
  return { ...collected, deployed };
}

/** The build clusters that the script deploys; none where there is no script. */
export async function readDeployed({
  deployment,
}: Pick<CollectPorts, 'deployment'>): Promise<readonly string[]> {
  if (!deployment) return [];
  const { repository, script } = deployment;
  const listing = await repository.listFiles(await repository.readBaseCommit());
  const blob = listing.get(script);
  return blob === undefined ? [] : deployedBy(await repository.readBlob(blob));
}
