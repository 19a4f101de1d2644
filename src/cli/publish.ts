import { createHash } from 'node:crypto';
import { Octokit } from '@octokit/rest';
import { statusOf } from '../adapters/github/errors.ts';
import { createRepository } from '../adapters/github/repository.ts';
import type { CommandLineConfiguration } from '../configuration/environment.ts';
import { ConfigurationError } from '../configuration/mistake.ts';
import { confirmationsNeeded, type Report } from '../probe/report.ts';
import type { FileListing } from '../reconcile/github.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { EncryptedFiles, SecretsChange, SecretsLayout } from '../secrets/secrets.ts';
import { holdLabel } from '../state/labels.ts';
import { renderPullRequest } from '../wording/pull-request/secrets.ts';
import { cliWords } from '../wording/terminal/cli.ts';

export interface Publication {
  readonly request: ClusterRequest;
  readonly report: Report;
  readonly change: SecretsChange;
  readonly layout: SecretsLayout;
  /** The files of the checkout that the change was made of. */
  readonly encrypted: EncryptedFiles;
}

/**
 * Pushes the change as the person whose token it is and opens a pull request. Answers its address.
 * Throws {@link ConfigurationError} where the checkout is not what is on GitHub, or GitHub refuses.
 */
export async function publish(
  publication: Publication,
  configuration: CommandLineConfiguration,
): Promise<string> {
  return push(publication, configuration).catch((error: unknown) => {
    const status = statusOf(error);
    throw status === undefined ? error : new ConfigurationError(cliWords.githubRefused(status));
  });
}

async function push(
  { request, report, change, ...checkout }: Publication,
  configuration: CommandLineConfiguration,
): Promise<string> {
  const { GHE_HOST, GHE_PROTOCOL, GITHUB_TOKEN, SECRETS_REPOSITORY, SECRETS_BRANCH } =
    configuration;
  const octokit = new Octokit({
    auth: GITHUB_TOKEN,
    // Octokit would write a line about each refusal, expected ones too.
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    ...(GHE_HOST && { baseUrl: `${GHE_PROTOCOL}://${GHE_HOST}/api/v3` }),
  });
  const { data: person } = await octokit.rest.users.getAuthenticated();
  const repository = createRepository(octokit, {
    repository: SECRETS_REPOSITORY,
    baseBranch: SECRETS_BRANCH,
    botId: async () => person.id,
  });
  const parent = await repository.readBaseCommit();
  const stale = findStale(await repository.listFiles(parent), checkout);
  if (stale !== undefined) throw new ConfigurationError(cliWords.checkoutStale(stale));
  const awaits = confirmationsNeeded(report.checks);
  const email = `${person.id}+${person.login}@users.noreply.github.com`;
  const { title, body, commitMessage } = renderPullRequest({
    request,
    origin: { type: 'command-line', by: person.login },
    report,
    seenAt: new Date().toISOString(),
    changes: change.map(({ summary }) => summary),
    review: {
      hold: awaits.length > 0 ? { type: 'awaits', checks: awaits } : undefined,
      confirmed: [],
    },
    signOff: configuration.SIGN_OFF ?? `${person.name ?? person.login} <${email}>`,
  });
  const branch = `cluster-onboarding/${request.operation}-${request.kind}-${request.name}`;
  const files = change.map(({ path, content }) => ({ path, content }));
  const commit = await repository.commitFiles({ files, message: commitMessage, parent });
  if ((await repository.setBranch(branch, commit)) === 'foreign') {
    throw new ConfigurationError(cliWords.branchForeign(branch));
  }
  const before = await repository.readPull(branch);
  const pull =
    before?.state === 'open'
      ? await repository.updatePull(before.number, { title, body })
      : await repository.openPull({ title, body, branch });
  if (awaits.length > 0) await repository.addLabel(pull.number, holdLabel);
  return pull.url;
}

/** A file that the change depends on and that is not the same on GitHub. */
function findStale(
  listing: FileListing,
  { layout, encrypted }: Pick<Publication, 'layout' | 'encrypted'>,
): string | undefined {
  const onGitHub = [...listing.keys()].filter((path) => layout.concerns(path));
  return [...new Set([...onGitHub, ...encrypted.keys()])].find(
    (path) => listing.get(path) !== blobName(encrypted.get(path)),
  );
}

/** How git names a file's contents. */
function blobName(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function ignore(): undefined {
  return undefined;
}
