import { deploymentPaths } from '../../prow-deploy/plan.ts';
import { branchOf } from '../../state/branch.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { type PullPlace, readDeployment } from '../../state/proposal.ts';
import type { Pull, Repository } from '../github.ts';
import type { Deployment } from '../snapshot.ts';
import { readBase } from './base-state.ts';
import { observeWords } from './words.ts';

/** Where Prow's deployment is kept, and the script that names its build clusters. */
export interface DeploymentPlace {
  readonly repository: Repository;
  readonly script: string;
}

/** What looking at it needs. */
interface Looking extends Pick<DeploymentPlace, 'script'> {
  readonly repository: Pick<
    Repository,
    'readPull' | 'repositoryId' | 'isOwnText' | 'readBaseCommit' | 'listFiles'
  >;
}

/** The newest pull request of a request's deployment, and what it would have to stand on now. */
export async function observeDeployment(
  issueNumber: number,
  { repository, script }: Looking,
  { key, now }: { readonly key: MarkerKey; readonly now: Date },
): Promise<Deployment> {
  const branch = branchOf(issueNumber);
  const pull = await repository.readPull(branch);
  if (!pull) return { branchDeleted: false };
  const place = { repository: await repository.repositoryId(), branch };
  const { proposal, signedAnew } = (await readOwn(pull, { repository, place, key })) ?? {};
  // Nobody can tell any more what it did; the files themselves do.
  if (pull.state === 'merged' && !proposal) return { branchDeleted: false };
  const base = await readBase({ ...pull, proposal }, repository, concernsOf(script));
  const signed = { kind: 'deployment', place, key, now } as const;
  const words = proposal ? await observeWords(pull, signed, repository) : {};
  return { pull: { ...pull, proposal, signedAnew, ...words }, base, branchDeleted: false };
}

interface ReadingOwn extends Pick<Looking, 'repository'> {
  readonly place: PullPlace;
  readonly key: MarkerKey;
}

/** A text of another pull request of this branch can be pasted in: it tells of another commit. */
async function readOwn(pull: Pull, { repository, place, key }: ReadingOwn) {
  const read = readDeployment(pull.body, place, key);
  if (!read || pull.state === 'closed' || read.proposal.commit === pull.head) return read;
  return (await repository.isOwnText(pull)) ? read : undefined;
}

export function concernsOf(script: string) {
  const paths = deploymentPaths(script);
  return { concerns: (path: string) => paths.includes(path) };
}
