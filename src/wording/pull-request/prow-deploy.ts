import type { DeploymentChange, DeploymentPart } from '../../prow-deploy/plan.ts';
import type { DeploymentWish } from '../../prow-deploy/wish.ts';
import type { ClusterKind } from '../../request/request.ts';
import type { PullReference } from '../../state/status.ts';
import { escapeText, inlineCode } from '../escape.ts';
import { kindNames } from '../kinds.ts';
import { type Authorization, askedBy, type Edited, type IssueReference } from './asked.ts';
import { beforeRemoval, type PullRequestText } from './secrets.ts';

export interface DeploymentFacts {
  readonly request: DeploymentWish;
  readonly issue: IssueReference;
  /** Why the author may ask for a removal. */
  readonly authorization?: Authorization;
  readonly edits?: readonly Edited[];
  /** The pull request that put the cluster into the secrets; a removal has none yet. */
  readonly merged?: PullReference & { readonly repository: string };
  readonly change: Pick<DeploymentChange, 'files' | 'byHand'>;
  /** `Name <email>` of the commit's Signed-off-by. */
  readonly signOff: string;
}

type Sentence = (request: DeploymentWish & { readonly shown: string }) => string;

interface Words {
  readonly verb: Readonly<Record<ClusterKind, string>>;
  readonly before: (request: DeploymentWish) => readonly string[];
  readonly done: Readonly<Record<DeploymentPart, Sentence>>;
  readonly toDo: Readonly<Record<DeploymentPart, Sentence>>;
  readonly after: Readonly<Record<ClusterKind, string>>;
}

const words: Readonly<Record<DeploymentWish['operation'], Words>> = {
  add: {
    verb: { 'build-cluster': 'Deploy', 'external-provider': 'List' },
    before: () => [],
    done: {
      script: ({ shown }) => `names ${shown} in the array \`prow_build_clusters\`.`,
      page: ({ shown, lending: { lender, purpose } }) =>
        lender && purpose
          ? `lists ${shown}, with who lends it and what for, in the words of the issue.`
          : `lists ${shown}. Add who lends it and what for: the issue does not say both in plain words.`,
      jobs: ({ shown }) =>
        `checks every hour that ${shown} is alive. If its API server is below a path, set \`CLUSTER_LIVEZ_ENDPOINT\` as other jobs there do.`,
    },
    toDo: {
      script: ({ shown }) => `add ${shown} to the array \`prow_build_clusters\`.`,
      page: ({ shown }) => `list ${shown} where it fits.`,
      jobs: ({ shown }) => `add a periodic job that checks that ${shown} is alive.`,
    },
    after: {
      'build-cluster': 'Merging this deploys Prow again, and Prow starts to use the cluster.',
      'external-provider':
        'Jobs can use the cluster without this. Merging it lists the cluster and watches it.',
    },
  },
  remove: {
    verb: { 'build-cluster': 'Undeploy', 'external-provider': 'Unlist' },
    before: (request) => [beforeRemoval(request)],
    done: {
      script: ({ shown }) => `no longer names ${shown} in the array \`prow_build_clusters\`.`,
      page: ({ shown }) => `no longer lists ${shown}.`,
      jobs: ({ shown }) => `no longer checks that ${shown} is alive.`,
    },
    toDo: {
      script: ({ shown }) => `remove ${shown} from the array \`prow_build_clusters\`.`,
      page: ({ shown }) => `remove ${shown} from the list.`,
      jobs: ({ shown }) => `remove the periodic job that checks that ${shown} is alive.`,
    },
    after: {
      'build-cluster':
        'Merging this deploys Prow again, without the cluster. Then the bot opens the pull request that removes its kubeconfig from the secrets.',
      'external-provider':
        'When this is merged, the bot opens the pull request that removes its kubeconfig from the secrets.',
    },
  },
};

/**
 * The pull request that lets Prow use a cluster and KubeVirt's CI watch it, or ends that. Its
 * repository is public: nothing of the cluster but its name is in it, and what its lender says of it.
 * Neither mentions nor closing keywords are in it, as Prow blocks them.
 */
export function renderDeployment(facts: DeploymentFacts): PullRequestText {
  const { request, issue, merged, change, signOff } = facts;
  const { operation, kind, name } = request;
  const { verb, before, done, after } = words[operation];
  const title = `${verb[kind]} ${kindNames[kind]} ${escapeText(name)}`;
  const partOf = `Part of ${issue.repository}#${issue.number}`;
  const shown = inlineCode(name);
  const told = { ...request, shown };
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
      .map(({ part, path }) => `- ${inlineCode(path, 200)} ${done[part](told)}`)
      .join('\n'),
    ...leftToDo(facts),
    after[kind],
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
    ({ part, path }) =>
      `- [ ] ${inlineCode(path, 200)}: ${toDo[part]({ ...request, shown: inlineCode(request.name) })}`,
  );
  return [
    '### Left to do by hand',
    'These files do not exist, or have a form that the bot does not know:',
    items.join('\n'),
  ];
}
