import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileAt } from '../../simulator/repository-files.ts';
import { archivePath, secretsRepository } from '../../simulator/setting.ts';
import { kubevirtKeyId } from '../../src/wording/kubectl.ts';
import { type OpenStory, openStory } from '../journeys/open-story.ts';
import { startGoClient } from '../kubeconfig/x509/go-client.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { commandsOf } from './documents.ts';
import { type GpgOfAuthor, startGpgOfAuthor } from './key-server.ts';
import { ansibleFolder } from './programs.ts';

let open: OpenStory;
let buildPlane: ControlPlane;
let providerPlane: ControlPlane;
let author: GpgOfAuthor;
/** The maintainer's. Has a short path, as gpg's agent has a socket in it. */
let gpgHome: string;

beforeAll(async () => {
  gpgHome = mkdtempSync(join(tmpdir(), 'g'));
  writeFileSync(join(gpgHome, 'gpg.conf'), 'batch\nquiet\n');
  open = await openStory();
  buildPlane = await startControlPlane({ apiServers: 3 });
  providerPlane = await startControlPlane();
  const { automationKey, maintainerKey } = open.setting;
  author = await startGpgOfAuthor(automationKey.armoredPublicKey);
  writeFileSync(join(gpgHome, 'maintainer.asc'), maintainerKey.armoredPrivateKey);
  await buildPlane.sh(`gpg --import "$GNUPGHOME"/*.asc`, { GNUPGHOME: gpgHome });
});

afterAll(async () => {
  await buildPlane.sh('gpgconf --kill gpg-agent', { GNUPGHOME: gpgHome });
  rmSync(gpgHome, { recursive: true, force: true });
  await author.close();
  await Promise.all([buildPlane.close(), providerPlane.close()]);
  await open.close();
});

/** Does what the guide says, block by block, and gives the Markdown of the attachment. */
async function prepareByTheGuide(
  plane: ControlPlane,
  section: string,
  leftOut: readonly string[] = [],
): Promise<string> {
  const blocks = commandsOf(section).filter((block) => !leftOut.includes(block));
  const { setting } = open;
  const script = blocks.join('\n').replaceAll(kubevirtKeyId, setting.automationKey.keyId);
  const said = await plane.sh(script, author.environment);
  // What the guide tries at the end: kubectl auth can-i.
  expect(said).toMatch(/^yes$/m);
  const name = 'my-kubeconfig.asc.txt';
  const file = readFileSync(join(plane.folder, name));
  return `[${name}](${setting.github.uploadAttachment(name, file)})`;
}

async function fileAndMerge(title: string, attachment: string): Promise<void> {
  const { story } = open;
  const issue = await story.settle(story.fileIssue(title, attachment));
  const pull = (await story.pulls()).find(({ state }) => state === 'open');
  expect(pull, await story.status(issue)).toBeDefined();
  expect(pull?.labels).not.toContain('do-not-merge/hold');
  await story.settle(story.merge(pull?.number ?? 0));
  expect(await story.issue(issue)).toMatchObject({ state: 'closed', reason: 'completed' });
}

/** As a maintainer's `manage-secrets.sh` takes an entry out of the merged archive. */
async function extractEntry(plane: ControlPlane, key: string): Promise<void> {
  const { rest } = open.setting.github.as('maintainer');
  const { bytes } = await fileAt(rest, { ...secretsRepository, path: archivePath });
  writeFileSync(join(plane.folder, archivePath), bytes);
  await plane.sh(
    `gpg --decrypt ${archivePath} > secrets.tar
     tar -xf secrets.tar
     yq -r ".${key}" main.yml > entry.yaml`,
    { GNUPGHOME: gpgHome },
  );
}

const lines = (text: string) => text.trim().split('\n');

describe('a build cluster', () => {
  beforeAll(async () => {
    const attachment = await prepareByTheGuide(buildPlane, 'Prow build cluster');
    await fileAndMerge('Add Prow build cluster rosa-1', attachment);
    await extractEntry(buildPlane, 'kubeconfig');
  });

  const kubectl = (command: string) =>
    buildPlane.sh(`kubectl() { command kubectl --kubeconfig entry.yaml "$@"; }\n${command}`);
  const inJobs = '--context rosa-1 --namespace kubevirt-prow-jobs';

  test('is a context of its own beside those that were there, each of which answers', async () => {
    const contexts = lines(await kubectl('kubectl config get-contexts --output name'));
    expect(contexts).toEqual(['prow-workloads', 'rosa-1']);
    for (const context of contexts) {
      const secrets = await kubectl(
        `kubectl --context ${context} --namespace kubevirt-prow-jobs get secrets --output name`,
      );
      expect(lines(secrets).length).toBeGreaterThan(0);
    }
  });

  test('is one that each component of Prow makes its clients of', async () => {
    const go = startGoClient();
    const kubeconfig = readFileSync(join(buildPlane.folder, 'entry.yaml'), 'utf8');
    expect(await go.ask([{ kubeconfig }])).toEqual(['']);
    await go.close();
  });

  test.each([
    ['pod', 'kubectl run try --image quay.io/kubevirtci/bootstrap --restart Never'],
    ['secret', 'kubectl create secret generic try --from-literal key=value'],
  ])('lets kubectl create, list, watch and delete a %s', async (kind, create) => {
    const said = await kubectl(`
      command kubectl --kubeconfig entry.yaml ${inJobs} get ${kind}s \\
        --watch --output-watch-events > watched &
      trap 'kill $!' EXIT
      ${create} ${inJobs}
      kubectl ${inJobs} get ${kind}s --output name
      until grep -q "ADDED  *try" watched; do sleep 0.1; done
      kubectl ${inJobs} delete ${kind} try
      until grep -q "DELETED  *try" watched; do sleep 0.1; done`);
    expect(lines(said)).toContain(`${kind}/try`);
    expect(lines(said).at(-1)).toContain('"try" deleted');
  });

  test.skipIf(!existsSync(ansibleFolder))(
    'is what Ansible reads of the archive as well (left out where it can not be installed)',
    async () => {
      const playbook = [
        {
          hosts: 'localhost',
          gather_facts: false,
          vars_files: ['main.yml'],
          tasks: [{ copy: { content: '{{ kubeconfig }}', dest: 'ansible.yaml' } }],
        },
      ];
      writeFileSync(join(buildPlane.folder, 'playbook.json'), JSON.stringify(playbook));
      await buildPlane.sh('ansible-playbook --connection local playbook.json');
      const [byAnsible, byYq] = ['ansible.yaml', 'entry.yaml'].map((name) =>
        readFileSync(join(buildPlane.folder, name), 'utf8').trimEnd(),
      );
      expect(byAnsible).toContain('name: rosa-1');
      expect(byAnsible).toBe(byYq);
    },
  );

  test('lets kubectl do nothing in another namespace', async () => {
    const elsewhere = kubectl('kubectl --context rosa-1 --namespace default get secrets');
    await expect(elsewhere).rejects.toThrow(/secrets is forbidden/);
  });
});

describe('a provider', () => {
  /** Which the guide offers in place of the service account. */
  const ownCertificate =
    '(umask 077; kubectl config view --minify --flatten --raw >|my-kubeconfig.yaml)';

  beforeAll(async () => {
    const section = 'KubeVirtCI external provider';
    const attachment = await prepareByTheGuide(providerPlane, section, [ownCertificate]);
    await fileAndMerge('Add KubeVirtCI external provider s390x-test', attachment);
    await extractEntry(providerPlane, 's390x-test');
  });

  const kubectl = (command: string) => providerPlane.sh(`export KUBECONFIG=entry.yaml\n${command}`);

  test('lets kubectl do everything', async () => {
    expect(await kubectl(`kubectl auth can-i '*' '*' --all-namespaces`)).toBe('yes\n');
    const said = await kubectl(`
      kubectl create namespace kubevirt
      kubectl create clusterrole kubevirt --verb '*' --resource '*.*'
      kubectl create clusterrolebinding kubevirt --clusterrole cluster-admin --user jane
      kubectl create secret generic try --namespace kubevirt
      kubectl delete namespace kubevirt --wait=false`);
    expect(lines(said)).toHaveLength(5);
  });

  test('has the name of the entry as its only context', async () => {
    expect(lines(await kubectl('kubectl config get-contexts --output name'))).toEqual([
      's390x-test',
    ]);
    expect(await kubectl('kubectl config current-context')).toBe('s390x-test\n');
  });
});
