import { manageControlPlane } from '../../simulator/cluster/build-cluster.ts';
import { scriptPath } from '../../simulator/deployment-files.ts';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import { freshKubeconfig, type OpenStory } from '../journeys/open-story.ts';

/** What a person does as soon as the status comment, or else the issue, invites to it. */
interface Deed {
  readonly when: string;
  readonly does: (open: OpenStory, issue: number) => Promise<unknown>;
}

/** A way through the bot, with all that it asks of GitHub on it. */
export interface Path {
  readonly name: string;
  /** Whether the control plane of the cluster is hidden, so that a maintainer has to confirm it. */
  readonly isHidden?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  /** What comes before; nothing is refused meanwhile. */
  readonly prepare?: (open: OpenStory) => Promise<void>;
  readonly file: (open: OpenStory) => Promise<number>;
  readonly deeds: readonly Deed[];
  /** What is asked for elsewhere too and matters most here, so that no sample leaves it out. */
  readonly telling?: RegExp;
  /** What the status comment says in the end. */
  readonly end: string;
}

const fileBuildCluster = async (open: OpenStory) =>
  open.story.fileRequest('build-cluster', 'rosa-1', freshKubeconfig(open.setting));

const mergeOpen = (repository = secretsRepository) => ({
  when: 'Waiting for review',
  does: async ({ story }: OpenStory) => {
    const open = (await story.pulls(repository)).find(({ state }) => state === 'open');
    if (open && !open.labels.includes('do-not-merge/hold'))
      await story.merge(open.number, repository);
  },
});
const mergeDeployment: Deed = { ...mergeOpen(infra), when: 'waiting for the deployment' };
const say = (when: string, login: string, words: string): Deed => ({
  when,
  does: ({ story }, issue) => story.comment(login, issue, words),
});
const add = async (open: OpenStory) => {
  await open.story.settle(fileBuildCluster(open));
  await open.story.settle(mergeOpen().does(open));
};
const done = 'the cluster answers with the merged kubeconfig';

export const paths: readonly Path[] = [
  { name: 'added', file: fileBuildCluster, deeds: [mergeOpen()], end: done },
  {
    name: 'on hold, then confirmed',
    isHidden: true,
    file: async (open) => {
      const kubeconfig = freshKubeconfig(open.setting);
      manageControlPlane(open.setting.cluster.admin);
      return open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig);
    },
    deeds: [say('on hold until then', 'maintainer', '/onboard confirm-ha'), mergeOpen()],
    end: done,
  },
  {
    name: 'added and deployed',
    environment: { PROW_DEPLOY_SCRIPT: scriptPath },
    file: fileBuildCluster,
    deeds: [mergeOpen(), mergeDeployment],
    end: done,
  },
  {
    name: 'cancelled',
    file: fileBuildCluster,
    deeds: [say('Waiting for review', 'contributor', '/onboard cancel')],
    end: 'Cancelled',
    telling: /^PATCH kubevirt\/(secrets\/pulls|project-infra\/issues\/\{issue_number)/,
  },
  {
    name: 'withdrawn',
    file: fileBuildCluster,
    deeds: [
      {
        when: 'Waiting for review',
        does: ({ setting }, issue_number) =>
          setting.github
            .as('contributor')
            .rest.issues.update({ ...infra, issue_number, state: 'closed' }),
      },
    ],
    end: 'Withdrawn',
    telling: /^PATCH kubevirt\/secrets\/pulls/,
  },
  {
    name: 'leaked, then sent anew',
    file: ({ story, setting }) =>
      story.fileIssue(
        'Add Prow build cluster rosa-1',
        `\`\`\`\n${freshKubeconfig(setting)}\n\`\`\``,
      ),
    deeds: [
      {
        when: 'without encryption',
        does: async ({ story, setting }, issue) =>
          story.comment('contributor', issue, await story.attach(freshKubeconfig(setting))),
      },
    ],
    end: 'Waiting for review',
  },
  {
    name: 'sent anew in review',
    file: fileBuildCluster,
    deeds: [
      {
        when: 'Waiting for review',
        does: async ({ story, setting }, issue) =>
          story.comment('contributor', issue, await story.attach(freshKubeconfig(setting))),
      },
    ],
    end: 'Waiting for review',
    telling: /^(PATCH|POST) kubevirt\/secrets\/pulls/,
  },
  {
    name: 'rotated',
    prepare: add,
    file: async ({ story, setting }) =>
      story.fileIssue(
        'Rotate Prow build cluster rosa-1',
        await story.attach(freshKubeconfig(setting)),
      ),
    deeds: [mergeOpen(), say('rerun the newest', 'maintainer', '/onboard deployed')],
    end: done,
  },
  {
    name: 'removed',
    environment: { PROW_DEPLOY_SCRIPT: scriptPath },
    prepare: async (open) => {
      await add(open);
      await open.story.settle(mergeDeployment.does(open, 1));
    },
    file: ({ story }) => story.fileIssue('Remove Prow build cluster rosa-1', 'Please.'),
    deeds: [
      { ...mergeOpen(infra), when: "removes the cluster from Prow's deployment" },
      { ...mergeOpen(), when: 'which removes the cluster. ' },
    ],
    end: 'are merged',
  },
];
