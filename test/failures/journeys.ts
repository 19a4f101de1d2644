import { account } from '../../simulator/cluster/build-cluster.ts';
import { type Ground, infra, type Setting } from '../../simulator/setting.ts';
import type { Scene } from './scene.ts';

/** All that people need. */
type Stage = Pick<Scene, 'setting' | 'story' | 'until'>;

/** What people do, each of them only when they see what they waited for. */
export interface Journey {
  readonly name: string;
  /** What comes before, as another journey tells it; answers the number of the issue. */
  readonly prepare: (stage: Stage) => Promise<number>;
  readonly tell: (stage: Stage, issue: number) => Promise<void>;
}

/** Readies the cluster that all the journeys lend. */
export function prepareGround({ cluster }: Ground): void {
  cluster.prepareBuildCluster(account);
  cluster.admin.createTokenSecret(renewed.name, account);
}

const renewed = { namespace: account.namespace, name: 'renewed' };

const buildCluster = ({ cluster }: Setting) => cluster.kubeconfigFor(account);
const withRenewedToken = ({ cluster }: Setting) =>
  cluster.kubeconfigFor(account, cluster.admin.readSecret(renewed)?.token);
const fileBuildCluster = ({ story, setting }: Stage) =>
  story.fileRequest('build-cluster', 'rosa-1', buildCluster(setting));
const fileProvider = ({ story, setting }: Stage) =>
  story.fileRequest('external-provider', 's390x', setting.providerCluster.adminKubeconfig());

const resubmit = async ({ story }: Stage, issue: number, kubeconfig: string) => {
  await story.comment('contributor', issue, await story.attach(kubeconfig));
};

const says = (scene: Stage, issue: number, words: string) =>
  scene.until(`'${words}' in #${issue}`, async () =>
    (await scene.story.status(issue)).includes(words),
  );
const proposed = (scene: Stage, issue: number) => says(scene, issue, 'Waiting for review');

const merge = async (scene: Stage, pull: number, issue: number) => {
  await scene.story.merge(pull);
  await says(scene, issue, 'is merged');
};

export const fileAndPropose = async (scene: Stage) => {
  const issue = await fileBuildCluster(scene);
  await proposed(scene, issue);
  return issue;
};

export const mainJourney: Journey = {
  name: 'filed, proposed, merged, closed',
  prepare: async () => 1,
  tell: async (scene) => {
    const issue = await fileAndPropose(scene);
    await merge(scene, 1, issue);
  },
};

export const journeys: readonly Journey[] = [
  mainJourney,
  {
    name: 'a submission with a problem, mended by another one',
    prepare: async () => 1,
    tell: async (scene) => {
      const { story, setting } = scene;
      const issue = await story.fileRequest('external-provider', 's390x', 'kind: Nonsense');
      await says(scene, issue, 'kubeconfig-shape');
      await resubmit(scene, issue, setting.providerCluster.adminKubeconfig());
      await proposed(scene, issue);
    },
  },
  {
    name: 'a credential in plain text, then another one, encrypted',
    prepare: async () => 1,
    tell: async (scene) => {
      const { story, setting } = scene;
      const body = `\`\`\`\n${buildCluster(setting)}\n\`\`\``;
      const issue = await story.fileIssue('Add Prow build cluster rosa-1', body);
      await says(scene, issue, 'credential-in-plaintext');
      await resubmit(scene, issue, withRenewedToken(setting));
      await proposed(scene, issue);
    },
  },
  {
    name: 'given up for a submission that is no good, and for another one',
    prepare: fileAndPropose,
    tell: async (scene, issue) => {
      await resubmit(scene, issue, 'kind: Nonsense');
      await says(scene, issue, 'kubeconfig-shape');
      await resubmit(scene, issue, buildCluster(scene.setting));
      await proposed(scene, issue);
    },
  },
  {
    name: '/onboard cancel',
    prepare: fileAndPropose,
    tell: async (scene, issue) => {
      await scene.story.comment('contributor', issue, '/onboard cancel');
      await says(scene, issue, 'Cancelled');
    },
  },
  {
    name: 'issue closed by hand',
    prepare: fileAndPropose,
    tell: async (scene, issue) => {
      await close(scene, issue);
      await says(scene, issue, 'Withdrawn');
    },
  },
  {
    name: 'the base moves on',
    prepare: async (scene) => {
      const first = await fileAndPropose(scene);
      await proposed(scene, await fileProvider(scene));
      return first;
    },
    tell: async (scene, first) => {
      await merge(scene, 2, first + 1);
      await scene.until('the first one rebuilt', async () => {
        const files = await scene.setting.readSecrets(`cluster-onboarding/issue-${first}`);
        return (files.get('main.yml') ?? '').includes('s390x');
      });
    },
  },
  {
    name: 'new credentials for what was added',
    prepare: addBuildCluster,
    tell: async (scene) => {
      const attached = await scene.story.attach(withRenewedToken(scene.setting));
      const issue = await change(scene, 'Rotate Prow build cluster rosa-1', attached);
      await scene.story.comment('maintainer', issue, '/onboard deployed');
      await says(scene, issue, 'revoke the old ones');
    },
  },
  {
    name: 'the removal of what was added',
    prepare: addBuildCluster,
    tell: async (scene) => {
      await change(scene, 'Remove Prow build cluster rosa-1', 'Please.');
    },
  },
];

async function addBuildCluster(scene: Stage): Promise<number> {
  const issue = await fileAndPropose(scene);
  await merge(scene, 1, issue);
  return issue;
}

async function change(scene: Stage, title: string, body: string): Promise<number> {
  const issue = await scene.story.fileIssue(title, body);
  await proposed(scene, issue);
  await merge(scene, 2, issue);
  return issue;
}

export async function close({ setting }: Stage, issue_number: number): Promise<void> {
  const { issues } = setting.github.as('contributor').rest;
  await issues.update({ ...infra, issue_number, state: 'closed' });
}
