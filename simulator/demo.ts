/**
 * The main job, whole, in one process on loopback: `npm run demo`. Made fresh each time; ends with
 * exit code 0 only if both issues ended closed and the decrypted secrets hold both clusters.
 */

import { account } from './cluster/build-cluster.ts';
import { createNarrator, type Narrator } from './narrator.ts';
import { proveSecrets } from './proof.ts';
import { type Setting, startSetting } from './setting.ts';
import { createStory, type Story } from './story.ts';

const startedAt = performance.now();
const keep = process.argv.includes('--keep');
const tell = createNarrator((line) => console.log(line), startedAt);

interface Stage {
  readonly setting: Setting;
  readonly story: Story;
  readonly tell: Narrator;
}

await main();

async function main(): Promise<void> {
  tell.scene('The stage, on loopback and fresh for this run');
  const setting = await startSetting({ isolated: true });
  const bot = await setting.startBot();
  const stage = { setting, story: createStory(setting, bot), tell };
  tell.act(
    'GitHub',
    `kubevirt/project-infra and kubevirt/secrets at http://${setting.github.host}`,
  );
  tell.act('clusters', `two to lend, with TLS and RBAC, and one that Prow has already`);
  tell.act('keys', `OpenPGP, of the bot (${setting.automationKey.keyId}) and of a maintainer`);
  tell.act('bot', 'listens for webhooks');
  const before = await setting.readSecrets();
  try {
    await lendBuildCluster(stage);
    await lendProvider(stage);
    await proveSecrets(stage, before);
    if (keep) await stayOpen(stage);
  } finally {
    await setting.close();
  }
  tell.scene(`Done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
}

/** The first try fails and is mended. */
async function lendBuildCluster({ setting, story, tell: narrator }: Stage): Promise<void> {
  const { cluster } = setting;
  narrator.scene('A contributor lends a build cluster, and forgets the role binding');
  cluster.prepareBuildCluster(account);
  cluster.admin.deleteRoleBinding(account);
  const issue = await story.fileRequest('build-cluster', 'rosa-1', cluster.kubeconfigFor(account));
  narrator.act('contributor', `files #${issue}: Add Prow build cluster rosa-1`);
  await story.settle();
  narrator.act('bot', 'decrypts the kubeconfig, looks at the cluster and answers');
  narrator.show(`status comment in #${issue}`, await story.status(issue));
  cluster.admin.bindRole({ ...account, kind: 'ClusterRole', role: 'admin', account });
  narrator.act('contributor', 'runs that command and comments /onboard retry');
  await story.settle(story.comment('contributor', issue, '/onboard retry'));
  await reviewAndMerge({ setting, story, tell: narrator }, issue, 'rosa-1');
}

async function lendProvider({ setting, story, tell: narrator }: Stage): Promise<void> {
  narrator.scene('Another one lends an external provider');
  const kubeconfig = setting.providerCluster.adminKubeconfig();
  const issue = await story.fileRequest('external-provider', 's390x-test', kubeconfig);
  narrator.act('contributor', `files #${issue}: Add KubeVirtCI external provider s390x-test`);
  await story.settle();
  await reviewAndMerge({ setting, story, tell: narrator }, issue, 's390x-test');
}

async function reviewAndMerge(
  { story, tell: narrator }: Stage,
  issue: number,
  name: string,
): Promise<void> {
  const pull = (await story.pulls()).find(
    ({ title, state }) => title.endsWith(name) && state === 'open',
  );
  if (!pull) throw new Error(`no pull request for ${name}`);
  narrator.act('bot', `opens kubevirt/secrets#${pull.number}`);
  narrator.show(`kubevirt/secrets#${pull.number}: ${pull.title}`, pull.body);
  narrator.act('maintainer', 'reviews and merges it');
  await story.settle(story.merge(pull.number));
  const { state, reason } = await story.issue(issue);
  narrator.act('bot', `says what to do next; #${issue} is ${state} as ${reason}`);
  narrator.show(`status comment in #${issue}`, await story.status(issue));
  if (state !== 'closed') throw new Error(`#${issue} is still open`);
}

/** Leaves everything running until Ctrl-C. */
async function stayOpen({ setting, story, tell: narrator }: Stage): Promise<void> {
  const [pull] = await story.pulls();
  narrator.scene('Everything keeps running until Ctrl-C. Where to look:');
  const api = `http://${setting.github.host}/api/v3/repos/kubevirt`;
  narrator.act('GitHub', `curl "${api}/project-infra/issues?state=all"`);
  narrator.act(
    'secrets',
    `curl -H "Authorization: token ${setting.github.tokens.get('maintainer')}" ${api}/secrets/pulls/${pull?.number}`,
  );
  await new Promise((resolve) => process.once('SIGINT', resolve));
}
