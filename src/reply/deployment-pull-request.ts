import type { DeploymentChange, DeploymentPart } from '../deployment/deployment.ts';
import { escapeText, inlineCode } from './escape.ts';
import type { IssueReference, PullRequestText } from './pull-request.ts';
import type { PullReference } from './status.ts';

export interface DeploymentFacts {
  /** Of the build cluster. */
  readonly name: string;
  readonly issue: IssueReference;
  /** The pull request that put the cluster into the secrets. */
  readonly merged: PullReference & { readonly repository: string };
  readonly change: DeploymentChange;
  /** `Name <email>` of the commit's Signed-off-by. */
  readonly signOff: string;
}

const done: Readonly<Record<DeploymentPart, (name: string) => string>> = {
  script: (name) => `names ${name} last in the array \`prow_build_clusters\`.`,
  page: (name) => `lists ${name}. Who lends it and what it is for is left to be said.`,
  jobs: (name) =>
    `asks every hour whether ${name} lives. If its API server is below a path, set \`CLUSTER_LIVEZ_ENDPOINT\` as other jobs there do.`,
};

const toDo: Readonly<Record<DeploymentPart, (name: string) => string>> = {
  script: (name) => `append ${name} to the array \`prow_build_clusters\`.`,
  page: (name) => `list ${name} where it fits.`,
  jobs: (name) => `add a periodic job that asks whether ${name} lives.`,
};

/**
 * The pull request that deploys a build cluster. Its repository is public: nothing of the cluster
 * but its name is in it. Neither mentions nor closing keywords are in it, as Prow blocks them.
 */
export function renderDeployment(facts: DeploymentFacts): PullRequestText {
  const { name, issue, merged, change, signOff } = facts;
  const title = `Deploy Prow build cluster ${escapeText(name)}`;
  const partOf = `Part of ${issue.repository}#${issue.number}`;
  const shown = inlineCode(name);
  const sections = [
    partOf,
    [
      `- Asked for: Prow build cluster ${shown}`,
      `- Asked by: ${inlineCode(issue.author)} in ${issue.url}`,
      `- Its kubeconfig: merged with [${merged.repository}#${merged.number}](${merged.url})`,
    ].join('\n'),
    '### What changes',
    change.files
      .map(({ part, path }) => `- ${inlineCode(path, 200)} ${done[part](shown)}`)
      .join('\n'),
    ...leftToDo(facts),
    'Prow is deployed anew when this is merged, and takes the cluster up.',
  ];
  return {
    title,
    body: `${sections.join('\n\n')}\n`,
    commitMessage: `${[title, partOf, `Signed-off-by: ${signOff}`].join('\n\n')}\n`,
  };
}

function leftToDo({ name, change: { byHand } }: DeploymentFacts): readonly string[] {
  if (byHand.length === 0) return [];
  const items = byHand.map(
    ({ part, path }) => `- [ ] ${inlineCode(path, 200)}: ${toDo[part](inlineCode(name))}`,
  );
  return [
    '### Left to do by hand',
    'These files are not there or have a shape that the bot does not know:',
    items.join('\n'),
  ];
}
