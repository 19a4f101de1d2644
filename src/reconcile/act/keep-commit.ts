import type { Problem } from '../../problem.ts';
import { branchOf } from '../../state/branch.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { noteBase } from '../../state/proposal.ts';
import type { Action } from '../action.ts';
import type { Repository } from '../github.ts';
import type { Base, Snapshot } from '../snapshot.ts';
import { shownAt, type Target } from '../targets.ts';
import { type FailurePorts, problemFrom } from './problem-from.ts';
import { type Repositories, repositoryAt } from './repositories.ts';

interface KeepPorts extends Repositories, FailurePorts {
  readonly markerKey: MarkerKey;
}

/** Asks whether git can merge it, and whose its branch is where that is not what the bot tells of. */
export async function askMergeable(
  { at, pullNumber }: Extract<Action, { type: 'ask-mergeable' }>,
  snapshot: Snapshot,
  ports: Repositories & FailurePorts,
): Promise<Snapshot> {
  const repository = repositoryAt(at, ports);
  const mergeability = await repository.readMergeability(pullNumber).catch((error: unknown) => {
    problemFrom(error, ports, snapshot.isLastAttempt);
    // Then it is rebuilt, as if git could not merge it.
    return 'conflict' as const;
  });
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
  try {
    await repository.updatePull(pullNumber, { body });
  } catch (error) {
    return withProblem(snapshot, at, problemFrom(error, ports, snapshot.isLastAttempt));
  }
  switch (at) {
    case 'secrets':
      return { ...snapshot, base, pull: pull && onBase({ ...pull, body }, base) };
    case 'prow-deploy': {
      const second = deployment?.pull && onBase({ ...deployment.pull, body }, base);
      return { ...snapshot, deployment: deployment && { ...deployment, base, pull: second } };
    }
  }
}

function withProblem(snapshot: Snapshot, at: Target, problem: Problem): Snapshot {
  const failed = { outcome: 'problem', problem } as const;
  switch (at) {
    case 'secrets':
      return { ...snapshot, examination: failed };
    case 'prow-deploy':
      return { ...snapshot, deployment: { branchDeleted: false, plan: failed } };
  }
}

const markers = { secrets: 'proposal', 'prow-deploy': 'deployment' } as const;

function onBase<Pull extends { readonly proposal?: object }>(pull: Pull, base: Base): Pull {
  return { ...pull, proposal: pull.proposal && { ...pull.proposal, base } };
}
