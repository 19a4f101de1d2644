import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suggestedNames } from '../../src/wording/manifests.ts';
import { type OpenStory, openStory } from '../journeys/open-story.ts';
import { type AuthorAtTerminal, seatAuthor } from './author-at-terminal.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { applyParts, writing } from './preparation.ts';
import type { Shell } from './terminal.ts';

let open: OpenStory;
let plane: ControlPlane;
let author: AuthorAtTerminal;

beforeAll(async () => {
  [open, plane] = await Promise.all([openStory(), startControlPlane({ apiServers: 3 })]);
  author = await seatAuthor(plane, open.setting.automationKey);
  writeFileSync(join(plane.folder, 'other.asc'), open.setting.maintainerKey.armoredPublicKey);
});
afterAll(async () => {
  await author.close();
  await plane.close();
  await open.close();
});

const names = suggestedNames['build-cluster'];
const [account = '', rights = '', controlPlane = ''] = applyParts('build-cluster', names);
const [elsewhere = ''] = applyParts('build-cluster', { ...names, namespace: 'elsewhere' });
const variables = `SERVICE_ACCOUNT=${names.serviceAccount} NAMESPACE=${names.namespace}`;
const write = writing.join('\n');
const all = [account, rights, controlPlane, write].join('\n');

/** What somebody did, and what the bot says about it. */
const mistakes = [
  ['no role binding', 'bash', 'permissions-missing', [account, controlPlane, write].join('\n')],
  [
    'the wrong namespace',
    'zsh',
    'identity-other-namespace',
    `NAMESPACE=elsewhere\n${elsewhere}\n${write}`,
  ],
  [
    'a bound token',
    'bash',
    'token-expires',
    `${all}
     kubectl --kubeconfig my-kubeconfig.yaml config set-credentials "$SERVICE_ACCOUNT" \\
       --token "$(kubectl create token "$SERVICE_ACCOUNT" --namespace "$NAMESPACE")"`,
  ],
  ['the wrong key', 'zsh', 'openpgp-other-recipient', all],
  ['no --raw', 'zsh', 'kubeconfig-redacted', 'kubectl config view --minify > my-kubeconfig.yaml'],
] as const;

/** The first block of the bot's comment, as it is. */
function blockIn(comment: string): string {
  const [, block = ''] = /^```bash\n(.*?)\n```$/ms.exec(comment) ?? [];
  return block;
}

async function attachmentOf(file: Uint8Array): Promise<string> {
  const name = 'my-kubeconfig.asc.txt';
  return `[${name}](${open.setting.github.uploadAttachment(name, file)})`;
}

/** As the author's own gpg encrypts what is in a file, to the key of somebody. */
async function encryptTo(key: string): Promise<string> {
  await plane.sh(
    `cd author
     gpg --homedir ../home --quiet --yes --trust-model always --armor \\
       --output my-kubeconfig.asc.txt --recipient-file ${key} --encrypt my-kubeconfig.yaml`,
  );
  return attachmentOf(author.attachment());
}

test.each(mistakes)(
  'who made the mistake "%s" pastes the block (%s), attaches the file and gets a pull request',
  async (mistake, shell: Shell, id, steps) => {
    const { story, setting } = open;
    author.tidy();
    await plane.sh(`kubectl delete namespace ${names.namespace} elsewhere --ignore-not-found
      kubectl create namespace elsewhere`);
    await plane.sh(`cd author; ${variables}\n${steps}`);
    writeFileSync(join(plane.folder, 'bot.asc'), setting.automationKey.armoredPublicKey);
    const wrong = await encryptTo(mistake === 'the wrong key' ? '../other.asc' : '../bot.asc');
    const name = `lab-${mistakes.findIndex(([each]) => each === mistake)}`;
    const issue = await story.settle(story.fileIssue(`Add Prow build cluster ${name}`, wrong));
    const answer = await story.status(issue);
    expect(answer).toContain(id);

    await author.terminals[shell].paste(blockIn(answer), 'bracketed');
    await story.settle(
      story.comment('contributor', issue, await attachmentOf(author.attachment())),
    );
    const pull = (await story.pulls()).find(({ state }) => state === 'open');
    expect(pull?.title, await story.status(issue)).toContain(name);
    expect(pull?.labels).not.toContain('do-not-merge/hold');
    // So that the next one has no other that is open.
    await story.settle(
      setting.github.as('contributor').rest.issues.update({
        ...{ owner: 'kubevirt', repo: 'project-infra', issue_number: issue, state: 'closed' },
      }),
    );
  },
);
