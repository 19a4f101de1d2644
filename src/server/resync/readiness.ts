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
  /** Whether only some requests need it. */
  readonly isForSome?: boolean;
}

interface Found {
  /** What stops every request. */
  readonly obstacles: readonly Problem[];
  /** What stops some of them. */
  readonly missing: readonly Problem[];
}

/**
 * Looks whether the bot can do its work: the App is installed with its permissions, and the
 * secrets can be decrypted and encrypted again. Answers what stands in the way, and of what; throws
 * {@link ConfigurationError}, and what passes by itself, such as GitHub being down.
 */
export async function findObstacles(
  { app, access }: { readonly app: AppCredentials; readonly access: readonly Access[] },
  secretsRepository: Repository,
  { layout, sandbox }: { readonly layout: SecretsLayout; readonly sandbox: Sandbox },
): Promise<Found> {
  const client = openApp(app);
  const lookFor = async (isForSome: boolean) => {
    const needed = access.filter((each) => (each.isForSome ?? false) === isForSome);
    const looks = needed.map(({ repository, permissions }) =>
      problemOf(() => findInstallation(client, repository, permissions)),
    );
    return (await Promise.all(looks)).filter((found) => found !== undefined);
  };
  const [obstacles, missing] = await Promise.all([lookFor(false), lookFor(true)]);
  if (obstacles.length > 0) return { obstacles, missing };
  const locked = await problemOf(async () => {
    const commit = await secretsRepository.readBaseCommit().catch(nameMissingBranch);
    const files = filesIn(await secretsRepository.listFiles(commit), secretsRepository);
    const obstacle = await sandbox.findObstacle(await layout.collect(files));
    if (obstacle) throw new ProblemError(obstacle);
  });
  return { obstacles: locked ? [locked] : [], missing };
}

/** Whatever else GitHub does not find, the App may not see, and that was looked at before. */
function nameMissingBranch(error: unknown): never {
  throw statusOf(error) === 404 ? new ConfigurationError(startFailures.branchMissing) : error;
}
