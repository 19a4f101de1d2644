import { strToU8, zipSync } from 'fflate';
import { createMessage, readPrivateKey, sign } from 'openpgp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { infra } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig } from '../journeys/open-story.ts';

describe('a credential that was public counts no more', () => {
  let open: OpenStory;
  let kubeconfig: string;
  let count = 0;

  beforeAll(async () => {
    open = await openStory();
    kubeconfig = preparedKubeconfig(open.setting);
  });
  afterAll(() => open.close());

  const attached = (name: string, bytes: Uint8Array) =>
    `[${name}](${open.setting.github.uploadAttachment(name, bytes)})`;
  const tokenIn = (text: string) => /token: (\S+)/.exec(text)?.[1] ?? '';
  const file = async (body: string) => {
    count += 1;
    return open.story.settle(open.story.fileIssue(`Add Prow build cluster leak-${count}`, body));
  };
  const say = async (issue: number, body: string, login = 'contributor') => {
    await open.story.settle(open.story.comment(login, issue, body));
    return open.story.status(issue);
  };

  const ways: readonly (readonly [string, () => string])[] = [
    ['pasted as a whole', () => `\`\`\`yaml\n${kubeconfig}\n\`\`\``],
    ['pasted as a token', () => `My token is ${tokenIn(kubeconfig)}, please.`],
    ['attached', () => attached('my.kubeconfig.txt', strToU8(kubeconfig))],
    [
      'attached in a zip',
      () => attached('k.zip', zipSync({ 'my.kubeconfig': strToU8(kubeconfig) })),
    ],
    [
      'in a zip beside its encrypted self',
      () =>
        attached(
          'k.zip',
          zipSync({ 'k.gpg': strToU8('encrypted'), 'k.yaml': strToU8(kubeconfig) }),
        ),
    ],
  ];
  test('signed where it should have been encrypted', async () => {
    const { armoredPrivateKey: armoredKey } = await makeKeyPair({ name: 'Sample' });
    const message = await createMessage({ text: kubeconfig });
    const issue = await file(
      await sign({ message, signingKeys: await readPrivateKey({ armoredKey }) }),
    );
    expect(await open.story.status(issue)).toContain('was posted in this issue without encryption');
    expect((await open.story.issue(issue)).labels).toEqual(['leaked-credential']);
  });

  test('in the title, which is not repeated', async () => {
    const token = `sha256~${'aB3dE5gH7j'.repeat(4)}xyz`;
    const title = `Add Prow build cluster rosa ${token}`;
    const issue = await open.story.settle(
      open.story.fileIssue(title, await open.story.attach(kubeconfig)),
    );
    const status = await open.story.status(issue);
    expect(status).toContain('was posted in this issue without encryption');
    expect(status).not.toContain(token.slice(0, 20));
    expect((await open.story.issue(issue)).labels).toEqual(['leaked-credential']);
  });

  test.each(ways)('%s, then encrypted', async (_how, leak) => {
    const issue = await file(leak());
    expect(await open.story.status(issue)).toContain('was posted in this issue without encryption');
    expect(await say(issue, await open.story.attach(kubeconfig))).toContain('credential-leaked');
    expect((await open.story.issue(issue)).labels).toEqual(['leaked-credential']);
    expect((await open.story.pulls()).filter(({ state }) => state === 'open')).toEqual([]);
  });

  const accountOf = (name: string) => {
    open.setting.cluster.prepareBuildCluster({ ...account, name });
    return open.setting.cluster.kubeconfigFor({ ...account, name });
  };

  test('attached beside its encrypted self', async () => {
    const own = accountOf('careless');
    const plain = attached('k.yaml.txt', strToU8(own));
    const issue = await file(`${plain} ${await open.story.attach(own)}`);
    const status = await open.story.status(issue);
    expect(status).toContain('was posted in this issue without encryption');
    expect(status).toContain('credential-leaked');
    expect((await open.story.issue(issue)).labels).toEqual(['leaked-credential']);
  });

  test('attached beside another one, which is taken', async () => {
    const plain = attached('k.yaml.txt', strToU8(accountOf('retired')));
    const issue = await file(`${plain} ${await open.story.attach(accountOf('successor'))}`);
    const status = await open.story.status(issue);
    expect(status).toContain('was posted in this issue without encryption');
    expect(status).toContain('Waiting for review');
    expect((await open.story.issue(issue)).labels).toEqual(['leaked-credential']);
  });

  test('what is attached besides is fetched once, and is in the way of nothing', async () => {
    const asked: string[] = [];
    open.setting.github.onDownload((path) => {
      if (/\/files\/.*\.log$/.test(path)) asked.push(path.replace(/.*\//, ''));
      return undefined;
    });
    const log = attached('probe.log', strToU8('nothing to see'));
    const gone = log.replaceAll(/files\/\d+\/probe/g, 'files/1/gone');
    const issue = await file(`${log} ${gone} ${await open.story.attach(accountOf('tidy'))}`);
    expect(await open.story.status(issue)).toContain('Waiting for review');
    expect((await open.story.issue(issue)).labels).toEqual([]);
    await say(issue, 'Thank you');
    open.setting.github.onDownload(undefined);
    expect(asked).toEqual(['probe.log', 'gone.log']);
  });

  test('linked to after its encrypted self was proposed', async () => {
    const own = accountOf('hasty');
    const plain = attached('k.yaml.txt', strToU8(own));
    const encrypted = await open.story.attach(own);
    const issue = await file(encrypted);
    expect(await open.story.status(issue)).toContain('Waiting for review');
    expect(await say(issue, plain)).toContain('credential-leaked');
    expect((await open.story.issue(issue)).labels).toEqual(['leaked-credential']);
  });

  test('an edit does not unleak it, and a new credential is taken', async () => {
    const body = `\`\`\`yaml\n${kubeconfig}\n\`\`\``;
    const issue_number = await file(body);
    const { rest } = open.setting.github.as('contributor');
    await rest.issues.update({ ...infra, issue_number, body: await open.story.attach(kubeconfig) });
    await open.story.settle();
    const status = await open.story.status(issue_number);
    expect(status).toContain('credential-leaked');
    expect(status).toContain(
      'Editing, deleting or encrypting it now does not make it secret again',
    );

    const other = { ...account, name: 'another-account' };
    open.setting.cluster.prepareBuildCluster(other);
    const fresh = await open.story.attach(open.setting.cluster.kubeconfigFor(other));
    expect(await say(issue_number, fresh)).toContain('Waiting for review');
  });

  test('somebody else lets it leak after it was proposed: the pull request is held', async () => {
    const third = { ...account, name: 'third-account' };
    open.setting.cluster.prepareBuildCluster(third);
    const own = open.setting.cluster.kubeconfigFor(third);
    const issue = await file('');
    expect(await say(issue, await open.story.attach(own))).toContain('Waiting for review');
    expect(await say(issue, `Is it ${tokenIn(own)}?`, 'maintainer')).toContain('credential-leaked');
    const [pull] = (await open.story.pulls()).filter(({ title }) => title.endsWith(`-${count}`));
    expect(pull?.labels).toEqual(['do-not-merge/hold']);
  });
});
