import type { DeploymentChange, DeploymentPart, DeploymentWish } from '../../prow-deploy/plan.ts';
import type { ClusterRequest } from '../../request/request.ts';
import type { PullReference } from '../../state/status.ts';
import { escapeText, inlineCode } from '../escape.ts';
import { kindNames } from '../kinds.ts';
import {
  type Authorization,
  askedBy,
  beforeRemoval,
  type Edited,
  type IssueReference,
  type PullRequestText,
} from './secrets.ts';

export interface DeploymentFacts {
  readonly request: DeploymentWish & Pick<ClusterRequest, 'kind'>;
  readonly issue: IssueReference;
  /** Why the author may ask for a removal. */
  readonly authorization?: Authorization;
  readonly edits?: readonly Edited[];
  /** The pull request that put the cluster into the secrets; a removal has none yet. */
  readonly merged?: PullReference & { readonly repository: string };
  readonly change: DeploymentChange;
  /** `Name <email>` of the commit's Signed-off-by. */
  readonly signOff: string;
}

type Sentences = Readonly<Record<DeploymentPart, (name: string) => string>>;

interface Words {
  readonly verb: string;
  readonly before: (request: DeploymentFacts['request']) => readonly string[];
  readonly done: Sentences;
  readonly toDo: Sentences;
  readonly after: string;
}

const adding: Words = {
  verb: 'Deploy',
  before: () => [],
  done: {
    script: (name) => `names ${name} last in the array \`prow_build_clusters\`.`,
    page: (name) => `lists ${name}. Who lends it and what it is for is left to be said.`,
    jobs: (name) =>
      `asks every hour whether ${name} lives. If its API server is below a path, set \`CLUSTER_LIVEZ_ENDPOINT\` as other jobs there do.`,
  },
  toDo: {
    script: (name) => `append ${name} to the array \`prow_build_clusters\`.`,
    page: (name) => `list ${name} where it fits.`,
    jobs: (name) => `add a periodic job that asks whether ${name} lives.`,
  },
  after: 'Prow is deployed anew when this is merged, and takes the cluster up.',
};

const removing: Words = {
  verb: 'Undeploy',
  before: (request) => [beforeRemoval(request)],
  done: {
    script: (name) => `names ${name} no more in the array \`prow_build_clusters\`.`,
    page: (name) => `lists ${name} no more.`,
    jobs: (name) => `asks no more whether ${name} lives.`,
  },
  toDo: {
    script: (name) => `take ${name} out of the array \`prow_build_clusters\`.`,
    page: (name) => `take ${name} off the list.`,
    jobs: (name) => `take the periodic job away that asks whether ${name} lives.`,
  },
  after:
    'Prow is deployed anew when this is merged, without the cluster. Then its kubeconfig is taken out of the secrets.',
};

const words: Readonly<Record<DeploymentWish['operation'], Words>> = {
  add: adding,
  remove: removing,
};

/**
 * The pull request that deploys a build cluster. Its repository is public: nothing of the cluster
 * but its name is in it. Neither mentions nor closing keywords are in it, as Prow blocks them.
 */
export function renderDeployment(facts: DeploymentFacts): PullRequestText {
  const { request, issue, merged, change, signOff } = facts;
  const { operation, kind, name } = request;
  const { verb, before, done, after } = words[operation];
  const title = `${verb} ${kindNames[kind]} ${escapeText(name)}`;
  const partOf = `Part of ${issue.repository}#${issue.number}`;
  const shown = inlineCode(name);
  const sections = [
    partOf,
    [
      `- Asked for: ${kindNames[kind]} ${shown}`,
      ...askedBy(issue, facts),
      ...(merged
        ? [`- Its kubeconfig: merged with [${merged.repository}#${merged.number}](${merged.url})`]
        : []),
    ].join('\n'),
    ...before(request),
    '### What changes',
    change.files
      .map(({ part, path }) => `- ${inlineCode(path, 200)} ${done[part](shown)}`)
      .join('\n'),
    ...leftToDo(facts),
    after,
  ];
  return {
    title,
    body: `${sections.join('\n\n')}\n`,
    commitMessage: `${[title, partOf, `Signed-off-by: ${signOff}`].join('\n\n')}\n`,
  };
}

function leftToDo({ request, change: { byHand } }: DeploymentFacts): readonly string[] {
  const { toDo } = words[request.operation];
  if (byHand.length === 0) return [];
  const items = byHand.map(
    ({ part, path }) => `- [ ] ${inlineCode(path, 200)}: ${toDo[part](inlineCode(request.name))}`,
  );
  return [
    '### Left to do by hand',
    'These files are not there or have a shape that the bot does not know:',
    items.join('\n'),
  ];
}
