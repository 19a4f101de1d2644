import {
  type AppCredentials,
  findInstallation,
  openApp,
  type Permissions,
  type RepositoryName,
} from '../../adapters/github/app.ts';
import { statusOf } from '../../adapters/github/errors.ts';
import { ConfigurationError } from '../../configuration/mistake.ts';
import { type Problem, ProblemError, problemOf } from '../../problem.ts';
import type { Repository } from '../../reconcile/github.ts';
import { filesIn } from '../../reconcile/observe/base-state.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { SecretsLayout } from '../../secrets/secrets.ts';
import { startFailures } from '../../wording/terminal/configuration.ts';

export interface Access {
  readonly repository: RepositoryName;
  readonly permissions: Permissions;
}

/**
 * Looks whether the bot can do its work: the App is installed with its permissions, and the
 * secrets can be decrypted and encrypted again. Answers what stands in the way; throws
 * {@link ConfigurationError}, and what passes by itself, such as GitHub being down.
 */
export async function findObstacles(
  { app, access }: { readonly app: AppCredentials; readonly access: readonly Access[] },
  secretsRepository: Repository,
  { layout, sandbox }: { readonly layout: SecretsLayout; readonly sandbox: Sandbox },
): Promise<readonly Problem[]> {
  const client = openApp(app);
  const missing = await Promise.all(
    access.map(({ repository, permissions }) =>
      problemOf(() => findInstallation(client, repository, permissions)),
    ),
  );
  const obstacles = missing.filter((obstacle) => obstacle !== undefined);
  if (obstacles.length > 0) return obstacles;
  const locked = await problemOf(async () => {
    const commit = await secretsRepository.readBaseCommit().catch(nameMissingBranch);
    const files = filesIn(await secretsRepository.listFiles(commit), secretsRepository);
    const obstacle = await sandbox.findObstacle(await layout.collect(files));
    if (obstacle) throw new ProblemError(obstacle);
  });
  return locked ? [locked] : [];
}

/** Whatever else GitHub does not find, the App may not see, and that was looked at before. */
function nameMissingBranch(error: unknown): never {
  throw statusOf(error) === 404 ? new ConfigurationError(startFailures.branchMissing) : error;
}
