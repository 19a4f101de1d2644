import { deploymentPaths, planDeployment } from '../../prow-deploy/plan.ts';
import type { DeploymentWish } from '../../prow-deploy/wish.ts';
import { readLending } from '../../request/lending.ts';
import { type ClusterRequest, operations } from '../../request/request.ts';
import { branchOf } from '../../state/branch.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { readDeployment, writeDeployment } from '../../state/proposal.ts';
import { withOthersBelow } from '../../wording/pull-request/others-words.ts';
import { renderDeployment } from '../../wording/pull-request/prow-deploy.ts';
import type { Action } from '../action.ts';
import type { Issue, Repository } from '../github.ts';
import { baseOf } from '../observe/base-state.ts';
import { concernsOf, type DeploymentPlace } from '../observe/prow-deploy.ts';
import type { Deployment, PlannedDeployment, Snapshot } from '../snapshot.ts';
import { type FailurePorts, problemFrom } from './problem-from.ts';
import { upsertPullRequest } from './upsert-pull-request.ts';

/** What acting on it needs. */
export interface DeploymentPorts extends FailurePorts {
  /** Undefined where no second pull request is needed. */
  readonly deployment?: DeploymentPlace;
  readonly markerKey: MarkerKey;
  /** `owner/name` of the repository with the issues. */
  readonly infraRepository: string;
  readonly wording: { readonly secretsRepository: string };
  /** `Name <email>` */
  readonly signOff: () => Promise<string>;
}

type DeploymentAction = Extract<Action, { type: 'plan-deployment' | 'propose-deployment' }>;

/** Does one step for the second pull request and answers what GitHub shows of it now. */
export async function actOnDeployment(
  action: DeploymentAction,
  { issue, deployment, isLastAttempt }: Snapshot,
  ports: DeploymentPorts,
): Promise<Deployment | undefined> {
  const place = ports.deployment;
  if (!place || !deployment) return deployment;
  try {
    return await actAt(place, action, { issue, deployment, ports });
  } catch (error) {
    const reason = problemFrom(error, ports, isLastAttempt);
    return { branchDeleted: false, plan: { outcome: 'problem', problem: reason } };
  }
}

async function actAt(
  place: DeploymentPlace,
  action: DeploymentAction,
  {
    issue,
    deployment,
    ports,
  }: {
    readonly issue: Issue;
    readonly deployment: Deployment;
    readonly ports: DeploymentPorts;
  },
): Promise<Deployment> {
  const { repository } = place;
  switch (action.type) {
    case 'plan-deployment':
      return { ...deployment, plan: await planNow(wishOf(action.request, issue), place) };
    case 'propose-deployment':
      return proposeDeployment(action, issue, {
        ...{ ...ports, repository },
        lastCommit: deployment.pull?.proposal?.commit,
        others: action.pullNumber === undefined ? '' : deployment.pull?.others,
      });
  }
}

/** A rotation changes nothing there. */
function wishOf({ operation, kind, name }: ClusterRequest, { body }: Issue): DeploymentWish {
  const wanted = operations[operation].isRegisteredAfter ? 'add' : 'remove';
  return { operation: wanted, kind, name, lending: readLending(body) };
}

/** Reads the files at one commit and plans what has to change in them. Changes nothing. */
async function planNow(
  wish: DeploymentWish,
  { repository, script }: DeploymentPlace,
): Promise<PlannedDeployment> {
  const commit = await repository.readBaseCommit();
  const listing = await repository.listFiles(commit);
  const found = deploymentPaths(script).flatMap((path) => {
    const blob = listing.get(path);
    return blob === undefined ? [] : [{ path, blob }];
  });
  const read = await Promise.all(
    found.map(async ({ path, blob }) => [path, await repository.readBlob(blob)] as const),
  );
  const plan = planDeployment(wish, script, new Map(read));
  if (plan.outcome !== 'change') return plan;
  return { ...plan, base: baseOf(commit, listing, concernsOf(script)) };
}

/** Opens or updates the second pull request. */
async function proposeDeployment(
  {
    request,
    change,
    merged,
    authorization,
    edits,
    pullNumber,
  }: Extract<Action, { type: 'propose-deployment' }>,
  issue: Issue,
  ports: DeploymentPorts & {
    readonly repository: Repository;
    readonly lastCommit?: string;
    readonly others?: string | undefined;
  },
): Promise<Deployment> {
  const { repository, infraRepository, wording, markerKey, others = '' } = ports;
  const branch = branchOf(issue.number);
  const place = { repository: await repository.repositoryId(), branch };
  const { kind, name } = request;
  const { title, body, commitMessage } = renderDeployment({
    request: wishOf(request, issue),
    authorization,
    edits,
    issue: {
      repository: infraRepository,
      number: issue.number,
      author: issue.author.login,
      association: issue.association,
      url: issue.url,
    },
    merged: merged && { ...merged, repository: wording.secretsRepository },
    change,
    signOff: await ports.signOff(),
  });
  const textFor = (head: string) => {
    const { effect } = change;
    const proposal = { kind, name, effect, commit: head, base: change.base };
    const written = writeDeployment({ title, body }, proposal, { place, key: markerKey });
    return { title, body: withOthersBelow(written.body, others) };
  };
  const commit = {
    files: change.files.map(({ path, content }) => ({ path, content })),
    message: commitMessage,
    parent: change.base.commit,
  };
  const { lastCommit } = ports;
  const proposed = { branch, commit, textFor, lastCommit, pullNumber };
  const pull = await upsertPullRequest(repository, proposed);
  const proposal = readDeployment(pull.body, place, markerKey)?.proposal;
  const plan = { outcome: 'change', ...change } as const;
  return { pull: { ...pull, proposal }, base: change.base, branchDeleted: false, plan };
}
