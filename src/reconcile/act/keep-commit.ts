import { branchOf } from '../../state/branch.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { noteBase } from '../../state/proposal.ts';
import type { Action } from '../action.ts';
import type { Repository } from '../github.ts';
import type { Base, Snapshot } from '../snapshot.ts';
import { shownAt } from '../targets.ts';
import { type Repositories, repositoryAt } from './repositories.ts';

interface KeepPorts extends Repositories {
  readonly markerKey: MarkerKey;
}

/** Asks whether git can merge it, and whose its branch is where that is not what the bot tells of. */
export async function askMergeable(
  { at, pullNumber }: Extract<Action, { type: 'ask-mergeable' }>,
  snapshot: Snapshot,
  ports: Repositories,
): Promise<Snapshot> {
  const repository = repositoryAt(at, ports);
  const mergeability = await repository.readMergeability(pullNumber);
  switch (at) {
    case 'secrets':
      return { ...snapshot, mergeability };
    case 'prow-deploy': {
      const isForeign = await isForeignIn(snapshot, repository);
      const { deployment } = snapshot;
      return { ...snapshot, deployment: deployment && { ...deployment, mergeability, isForeign } };
    }
  }
}

async function isForeignIn({ issue, deployment }: Snapshot, repository: Repository) {
  const { pull } = deployment ?? {};
  if (pull?.head === pull?.proposal?.commit) return false;
  const tip = await repository.readBranch(branchOf(issue.number));
  return tip !== undefined && !tip.isOwn;
}

/** Notes the newer base in the pull request's text, and leaves its branch alone. */
export async function keepCommit(
  { at, pullNumber, base }: Extract<Action, { type: 'keep-commit' }>,
  snapshot: Snapshot,
  ports: KeepPorts,
): Promise<Snapshot> {
  const { issue, pull, deployment } = snapshot;
  const repository = repositoryAt(at, ports);
  const place = { repository: await repository.repositoryId(), branch: branchOf(issue.number) };
  const body = noteBase(shownAt(snapshot, at)?.pull?.body ?? '', base, {
    ...{ kind: markers[at], place, key: ports.markerKey },
  });
  await repository.updatePull(pullNumber, { body });
  switch (at) {
    case 'secrets':
      return { ...snapshot, base, pull: pull && onBase({ ...pull, body }, base) };
    case 'prow-deploy': {
      const second = deployment?.pull && onBase({ ...deployment.pull, body }, base);
      return { ...snapshot, deployment: deployment && { ...deployment, base, pull: second } };
    }
  }
}

const markers = { secrets: 'proposal', 'prow-deploy': 'deployment' } as const;

function onBase<Pull extends { readonly proposal?: object }>(pull: Pull, base: Base): Pull {
  return { ...pull, proposal: pull.proposal && { ...pull.proposal, base } };
}
