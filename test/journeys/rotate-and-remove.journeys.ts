import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { jobsPath, pagePath, script, scriptPath } from '../../simulator/deployment-files.ts';
import { makeGitCryptFiles } from '../../simulator/git-crypt-files.ts';
import { changeFile, fileAt } from '../../simulator/repository-files.ts';
import { archivePath, infra, secretsRepository } from '../../simulator/setting.ts';
import { type OpenStory, openStory, sharedGround } from './open-story.ts';

const path = 'secrets/kubeconfigs/rosa-1';

const ground = sharedGround(({ cluster, providerCluster }) => {
  cluster.prepareBuildCluster(account);
  providerCluster.prepareBuildCluster(account);
});

describe('new credentials for a cluster in the archive, and its removal', () => {
  let open: OpenStory;
  let renewals = 0;

  beforeEach(async () => {
    open = await openStory({ ground: ground() });
  });
  afterEach(() => open.close());

  const mainYml = async (ref?: string) =>
    (await open.setting.readSecrets(ref)).get('main.yml') ?? '';
  /** A kubeconfig of the same service account with a token of its own. */
  const renewed = () => {
    renewals += 1;
    const token = ground().cluster.admin.createTokenSecret(`renewed-${renewals}`, account);
    return { token, kubeconfig: ground().cluster.kubeconfigFor(account, token) };
  };
  const file = async (login: string, title: string, body = 'Please.') => {
    const { issues } = open.setting.github.as(login).rest;
    const { data } = await issues.create({ ...infra, title, body });
    await open.story.settle();
    return data.number;
  };
  const say = async (login: string, issue: number, body: string) => {
    await open.story.settle(open.story.comment(login, issue, body));
  };
  const add = async (kind: 'build-cluster' | 'external-provider', name: string) => {
    const { cluster, providerCluster } = ground();
    const kubeconfig =
      kind === 'build-cluster' ? cluster.kubeconfigFor(account) : providerCluster.adminKubeconfig();
    await open.story.settle(open.story.fileRequest(kind, name, kubeconfig));
    await mergeLast();
  };
  const lastPull = async () => (await open.story.pulls()).at(-1);
  const mergeLast = async () =>
    open.story.settle(open.story.merge((await lastPull())?.number ?? 0));

  const archive = { ...secretsRepository, path: archivePath };
  const restore = async (content: Uint8Array) => {
    await changeFile(open.setting.github.as('maintainer').rest, archive, content);
    await open.story.settle();
  };

  test("what somebody else has edited is told as theirs, not as the author's", async () => {
    await add('build-cluster', 'rosa-1');
    const { issues } = open.setting.github.as('maintainer').rest;
    const title = 'Rotate Prow build cluster rosa-1';
    const issue_number = await file(
      'contributor',
      title,
      await open.story.attach(renewed().kubeconfig),
    );
    const own = await lastPull();
    expect(own?.body).toMatch(/- Asked by: `contributor` \(.*\) in .*, who asked to have it added/);

    const body = await open.story.attach(renewed().kubeconfig);
    await open.story.settle(issues.update({ ...infra, issue_number, body }));
    const edited = await lastPull();
    expect(edited).toMatchObject({ state: 'open', number: (own?.number ?? 0) + 1 });
    expect(edited?.body).toMatch(
      /- Filed by: `contributor` \(.*\) in .*, who asked to have it added/,
    );
    expect(edited?.body).toContain(
      "- **The submission is not the author's**: last edited by `maintainer`, who has write access there",
    );

    await issues.update({ ...infra, issue_number, title: 'Remove Prow build cluster rosa-1' });
    await open.story.settle();
    expect((await lastPull())?.body).toMatch(
      /- Filed by: `contributor` \(.*\) in \S+\n- \*\*The title is not the author's\*\*: last edited by `maintainer`/,
    );
  });

  test('who had a build cluster added renews its token and takes it out again: not a byte is left of it', async () => {
    const atFirst = await mainYml();
    await add('build-cluster', 'rosa-1');
    const before = await mainYml();
    const { token, kubeconfig } = renewed();
    const rotation = await file(
      'contributor',
      'Rotate Prow build cluster rosa-1',
      await open.story.attach(kubeconfig),
    );
    expect(await open.story.status(rotation)).toContain("replaces the cluster's credentials");
    const pull = await lastPull();
    expect(pull).toMatchObject({ title: 'Rotate Prow build cluster rosa-1', labels: [] });
    expect(pull?.body).toContain('who asked to have it added');
    expect(pull?.body).toMatch(/^ {6}cluster rosa-1: server https/m);
    expect(pull?.body).toMatch(/^- {5}user .*credentials \(not shown\)\n\+ {5}user .*: other/m);
    expect(pull?.body).toContain('1 other context.');

    await mergeLast();
    const after = await mainYml();
    const changed = after.split('\n').filter((line, index) => line !== before.split('\n')[index]);
    expect(changed.map((line) => line.trim())).toEqual([`token: ${token}`]);
    expect((await open.story.issue(rotation)).state).toBe('open');
    expect(await open.story.status(rotation)).toContain('do not revoke the old credentials');
    await say('contributor', rotation, '/onboard deployed');
    expect((await open.story.issue(rotation)).state).toBe('open');
    await say('maintainer', rotation, '/onboard deployed');
    expect(await open.story.issue(rotation)).toMatchObject({
      state: 'closed',
      reason: 'completed',
    });
    expect(await open.story.status(rotation)).toContain('revoke the old ones');

    const asked = ground().cluster.requests.length;
    const removal = await file('contributor', 'Remove Prow build cluster rosa-1');
    const last = await lastPull();
    expect(last?.title).toBe('Remove Prow build cluster rosa-1');
    expect(last?.body).toContain('no job still uses `cluster: rosa-1`');
    expect(last?.body).toMatch(/^- {5}context rosa-1/m);
    expect(last?.body).not.toContain('### Checks');
    expect(ground().cluster.requests.length).toBe(asked);

    await mergeLast();
    expect(await mainYml()).toBe(atFirst);
    expect(await open.story.issue(removal)).toMatchObject({ state: 'closed', reason: 'completed' });
    expect(await open.story.status(removal)).toContain('kubectl delete secret,serviceaccount');
  });

  describe('and more', () => {
    test('a provider gets new credentials, of another kind, and goes', async () => {
      const before = await mainYml();
      await add('external-provider', 's390x-test');
      const user = { username: 'jane', groups: ['system:masters'] };
      const attached = await open.story.attach(
        await ground().providerCluster.kubeconfigWithCertificate(user),
      );
      await file('contributor', 'Rotate KubeVirtCI external provider s390x-test', attached);
      expect((await lastPull())?.title).toBe('Rotate KubeVirtCI external provider s390x-test');
      await mergeLast();
      const entry = parse(parse(await mainYml())['s390x-test']);
      expect(Object.keys(entry.users[0].user)).toEqual([
        'client-certificate-data',
        'client-key-data',
      ]);

      await file('contributor', 'Remove KubeVirtCI external provider s390x-test');
      await mergeLast();
      expect(await mainYml()).toBe(before);
    });

    test('a stranger needs the word of a maintainer, for this very request', async () => {
      await add('build-cluster', 'rosa-1');
      const pulls = (await open.story.pulls()).length;
      const asked = ground().cluster.requests.length;
      const fetched: string[] = [];
      open.setting.github.onDownload((path) => {
        fetched.push(path);
        return undefined;
      });
      const older = await open.story.attach(renewed().kubeconfig);
      const issue = await file(
        'stranger',
        'Rotate Prow build cluster rosa-1',
        `${older} ${await open.story.attach(renewed().kubeconfig)}`,
      );
      expect(await open.story.status(issue)).toContain('author-unconfirmed');
      expect(fetched).toEqual([]);
      open.setting.github.onDownload(undefined);
      await say('stranger', issue, '/onboard confirm-author');
      expect(await open.story.status(issue)).toContain('you are not allowed to use');
      expect(await open.story.pulls()).toHaveLength(pulls);
      expect(ground().cluster.requests.length).toBe(asked);

      await say('maintainer', issue, '/onboard confirm-author');
      expect((await lastPull())?.body).toMatch(
        /^- `maintainer` confirmed on .* UTC that .*\n\n[\s\S]*, as `maintainer` confirmed on .* UTC$/m,
      );
      expect(await open.story.pulls()).toHaveLength(pulls + 1);

      await open.setting.github.as('stranger').rest.issues.update({
        ...infra,
        issue_number: issue,
        title: 'Remove Prow build cluster rosa-1',
      });
      await open.story.settle();
      expect(await open.story.status(issue)).toContain('author-unconfirmed');
      expect((await lastPull())?.labels).toEqual(['do-not-merge/hold']);
    });

    test('what was removed and added again by hand was added by nobody', async () => {
      await add('external-provider', 's390x-test');
      const withIt = await fileAt(open.setting.github.as('maintainer').rest, archive);
      await file('contributor', 'Remove KubeVirtCI external provider s390x-test');
      await mergeLast();
      await restore(withIt.bytes);
      const issue = await file('contributor', 'Remove KubeVirtCI external provider s390x-test');
      expect(await open.story.status(issue)).toContain('author-unconfirmed');
    });

    test('another server holds the pull request until a maintainer confirms it', async () => {
      await add('build-cluster', 'rosa-1');
      const other = await open.story.attach(ground().providerCluster.kubeconfigFor(account));
      const issue = await file('contributor', 'Rotate Prow build cluster rosa-1', other);
      expect(await open.story.status(issue)).toContain('/onboard confirm-server');
      expect(await lastPull()).toMatchObject({ labels: ['do-not-merge/hold'] });
      expect((await lastPull())?.body).toMatch(
        /^- {5}cluster rosa-1: server .*\n\+ {5}cluster rosa-1: server .*, another certificate authority$/m,
      );

      await say('contributor', issue, '/onboard confirm-server');
      expect(await lastPull()).toMatchObject({ labels: ['do-not-merge/hold'] });
      expect((await lastPull())?.body).toMatch(/^> \[!IMPORTANT\]\n> \*\*On hold\.\*\*/);
      await say('maintainer', issue, '/onboard confirm-server');
      expect(await lastPull()).toMatchObject({ labels: [] });
      expect((await lastPull())?.body).toMatch(
        /^- `maintainer` confirmed on .* UTC that it is the same cluster\.\n\nPart of/,
      );
    });

    test('a maintainer may ask for anything that is there', async () => {
      const unknown = await file('maintainer', 'Remove Prow build cluster rosa-9');
      expect(await open.story.status(unknown)).toContain('name-unknown');
      const other = await file('maintainer', 'Remove KubeVirtCI external provider prow-workloads');
      expect(await open.story.status(other)).toContain('name-unknown');
      const current = await file('maintainer', 'Remove Prow build cluster prow-workloads');
      expect(await open.story.status(current)).toContain('secrets-current-context');
      expect(await open.story.pulls()).toEqual([]);
    });
  });
});

describe('a cluster with a file of its own, which a script deploys', () => {
  let open: OpenStory;

  beforeEach(async () => {
    open = await openStory({ ground: ground(), layout: 'git-crypt' });
  });
  afterEach(() => open.close());

  const maintainer = () => open.setting.github.as('maintainer').rest;
  const ask = (title: string, body = 'Please.') =>
    open.story.settle(open.story.fileIssue(title, body));
  const last = async (repository = secretsRepository) =>
    (await open.story.pulls(repository)).at(-1);
  const merge = async (repository = secretsRepository) => {
    await open.story.settle(open.story.merge((await last(repository))?.number ?? 0, repository));
  };
  const openPulls = async (repository = secretsRepository) =>
    (await open.story.pulls(repository)).filter(({ state }) => state === 'open');
  const blobsIn = async (repository = secretsRepository) => {
    const tree_sha = repository === secretsRepository ? 'master' : 'main';
    const { data } = await maintainer().git.getTree({ ...repository, tree_sha, recursive: '1' });
    return Object.fromEntries(
      data.tree.filter(({ type }) => type === 'blob').map(({ path, sha }) => [path, sha]),
    );
  };
  const textAt = async (at: string) =>
    (await fileAt(maintainer(), { ...infra, path: at })).bytes.toString();
  const kubeconfig = async (wanted = path) => (await open.setting.readSecrets()).get(wanted) ?? '';
  const add = async () => {
    const { cluster } = ground();
    await open.story.settle(
      open.story.fileRequest('build-cluster', 'rosa-1', cluster.kubeconfigFor(account)),
    );
    await merge();
    await merge(infra);
  };

  test('another cluster that is merged meanwhile moves no branch', async () => {
    const { cluster, providerCluster } = ground();
    const file = (kind: 'build-cluster' | 'external-provider', name: string, text: string) =>
      open.story.settle(open.story.fileRequest(kind, name, text));
    await file('external-provider', 'rosa-ci', providerCluster.adminKubeconfig());
    await file('build-cluster', 'rosa-1', cluster.kubeconfigFor(account));
    const headOf = async (branch: string) => {
      const ref = `heads/${branch}`;
      return (await maintainer().git.getRef({ ...secretsRepository, ref })).data.object.sha;
    };
    const [first, second] = await open.story.pulls();
    const before = await headOf(second?.branch ?? '');
    await open.story.settle(open.story.merge(first?.number ?? 0));
    expect(await headOf(second?.branch ?? '')).toBe(before);
    await merge();
    expect(Object.keys(await blobsIn())).toEqual(
      expect.arrayContaining([path, 'secrets/kubeconfigs/rosa-ci']),
    );
  });

  test('new credentials change its file and nothing else; its end leaves everything as it was', async () => {
    const before = { secretsRepository: await blobsIn(), infra: await blobsIn(infra) };
    await add();
    const added = { secretsRepository: await blobsIn(), text: await kubeconfig() };

    const token = ground().cluster.admin.createTokenSecret('renewed', account);
    const attached = await open.story.attach(ground().cluster.kubeconfigFor(account, token));
    const rotation = await ask('Rotate Prow build cluster rosa-1', attached);
    expect((await last())?.body).toMatch(/^- {5}user .*credentials \(not shown\)\n\+ {5}user/m);
    await merge();
    const { [path]: _old, ...others } = added.secretsRepository;
    expect(await blobsIn()).toMatchObject(others);
    expect(await kubeconfig()).toBe(added.text.replace(/token: .*/, `token: ${token}`));
    expect(await open.story.status(rotation)).toContain('Maintainers, your turn');
    await open.story.settle(open.story.comment('maintainer', rotation, '/onboard deployed'));
    expect(await open.story.issue(rotation)).toMatchObject({ state: 'closed' });
    expect(await open.story.status(rotation)).toContain('the cluster answers');
    expect(await openPulls(infra)).toEqual([]);

    const removal = await ask('Remove Prow build cluster rosa-1');
    expect(await openPulls()).toEqual([]);
    const undeploying = await last(infra);
    expect(undeploying).toMatchObject({ title: 'Undeploy Prow build cluster rosa-1' });
    expect(undeploying?.body).toContain('who asked to have it added');
    expect(undeploying?.body).toContain('no job still uses `cluster: rosa-1`');
    expect(undeploying?.body).not.toContain('by hand');
    expect(await open.story.status(removal)).toContain(
      "which removes the cluster from Prow's deployment",
    );

    await merge(infra);
    expect(await blobsIn(infra)).toEqual(before.infra);
    expect(await textAt(scriptPath)).toBe(script);
    expect((await last())?.title).toBe('Remove Prow build cluster rosa-1');
    expect((await last())?.body).toContain(`- ${path}`);
    await merge();
    expect(await blobsIn()).toEqual(before.secretsRepository);
    expect(await open.story.issue(removal)).toMatchObject({ state: 'closed', reason: 'completed' });
    expect(await open.story.status(removal)).toContain('kubectl delete secret,serviceaccount');
    const ref = `heads/cluster-onboarding/issue-${removal}`;
    await expect(maintainer().git.getRef({ ...infra, ref })).rejects.toThrow('Not Found');
  });

  describe('its end, otherwise', () => {
    let removal: number;
    const begin = async () => {
      await add();
      removal = await ask('Remove Prow build cluster rosa-1');
    };
    const say = (body: string) =>
      open.story.settle(open.story.comment('contributor', removal, body));
    const close = async () => {
      const { issues } = open.setting.github.as('contributor').rest;
      await open.story.settle(issues.update({ ...infra, issue_number: removal, state: 'closed' }));
    };
    const rename = async (title: string) => {
      const { issues } = open.setting.github.as('contributor').rest;
      await open.story.settle(issues.update({ ...infra, issue_number: removal, title }));
    };

    test('cancelled before: nothing is left of it', async () => {
      await begin();
      await say('/onboard cancel');
      expect(await openPulls(infra)).toEqual([]);
      expect(await open.story.status(removal)).toContain('Nothing was changed');
      await say('/onboard retry');
      expect(await openPulls(infra)).toHaveLength(1);
    });

    test('closed after it was undeployed: the comment says what is left', async () => {
      await begin();
      await merge(infra);
      expect(await openPulls()).toHaveLength(1);
      await close();
      expect(await openPulls()).toEqual([]);
      expect(await open.story.status(removal)).toContain("has removed it from Prow's deployment");
    });

    test('rejected by a maintainer, and taken up again', async () => {
      await begin();
      const { number = 0 } = (await last(infra)) ?? {};
      await maintainer().pulls.update({ ...infra, pull_number: number, state: 'closed' });
      await open.story.settle();
      expect(await open.story.status(removal)).toContain('Prow still uses the cluster');
      await say('/onboard retry');
      expect(await openPulls(infra)).toHaveLength(1);
    });

    test('renamed: what nobody asks for any more is taken back', async () => {
      await begin();
      await rename('Remove Prow build cluster prow-workloads');
      expect(await openPulls(infra)).toEqual([]);
      expect(await open.story.status(removal)).toContain('author-unconfirmed');
      await rename('Remove Prow build cluster rosa-1');
      expect(await openPulls(infra)).toHaveLength(1);
    });

    test('undeployed by hand: its pull request goes, and the secrets follow', async () => {
      await begin();
      await open.story.settle(changeFile(maintainer(), { ...infra, path: scriptPath }, script));
      expect(await openPulls(infra)).toEqual([]);
      expect(await openPulls()).toHaveLength(1);
      // The page and the job are left to whoever did it.
      expect(await textAt(pagePath)).toContain('rosa-1');
      expect(await textAt(jobsPath)).toContain('rosa-1');
    });

    test('needs nothing written by a resync while it waits', async () => {
      await begin();
      // GraphQL is asked who has edited what; a branch is never moved without a commit, which counts.
      const isWrite = ({ method, template }: { method: string; template: string }) =>
        method !== 'GET' && template !== '/graphql';
      const writes = () => open.setting.github.requests.filter(isWrite);
      const before = writes().length;
      await open.resync();
      expect(writes()).toHaveLength(before);
    });
  });
});

describe('an old file without a namespace, which the script names', () => {
  const prow = { namespace: 'kubevirt-prow-jobs', name: 'prow' };
  const place = 'secrets/kubeconfigs/prow-workloads';
  let open: OpenStory;

  beforeEach(async () => {
    const { prowCluster, automationKey, maintainerKey } = ground();
    const old = prowCluster
      .kubeconfigFor(prow)
      .replaceAll(/my-c(?:luster|ontext)/g, 'prow-workloads')
      .replace(/\n *namespace: .*/, '');
    expect(old).not.toContain('namespace');
    const kubeconfigs = { 'prow-workloads': old };
    const gitCrypt = await makeGitCryptFiles(kubeconfigs, [automationKey, maintainerKey]);
    open = await openStory({ ground: ground(), layout: 'git-crypt', gitCrypt });
  });
  afterEach(() => open.close());

  const ask = async (title: string, body = 'Please.') => {
    const { issues } = open.setting.github.as('maintainer').rest;
    const { data } = await issues.create({ ...infra, title, body });
    await open.story.settle();
    return open.story.status(data.number);
  };

  test('gets new credentials as a build cluster, and nothing else', async () => {
    const { prowCluster } = ground();
    const token = prowCluster.admin.createTokenSecret('renewed', prow);
    const attached = await open.story.attach(prowCluster.kubeconfigFor(prow, token));
    const before = (await open.setting.readSecrets()).get(place);
    await ask('Rotate Prow build cluster prow-workloads', attached);
    const [pull] = await open.story.pulls();
    await open.story.settle(open.story.merge(pull?.number ?? 0));
    expect((await open.setting.readSecrets()).get(place)).toBe(
      before?.replace(/token: .*/, `token: ${token}`),
    );
  });

  test('is taken out of the deployment before it is removed', async () => {
    expect(await ask('Remove Prow build cluster prow-workloads')).toContain(
      "which removes the cluster from Prow's deployment",
    );
    expect((await open.story.pulls(infra)).at(-1)?.title).toBe(
      'Undeploy Prow build cluster prow-workloads',
    );
  });

  test('is not added again under another name', async () => {
    const kubeconfig = ground().prowCluster.kubeconfigFor(prow);
    const issue = await open.story.settle(
      open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig),
    );
    expect(await open.story.status(issue)).toContain('cluster-registered');
    expect(await open.story.pulls()).toEqual([]);
  });

  test('may be an external provider besides, as a warning for the review', async () => {
    const kubeconfig = ground().prowCluster.adminKubeconfig();
    const filed = open.story.fileRequest('external-provider', 'rosa-1', kubeconfig);
    await open.story.settle(filed);
    const [pull] = await open.story.pulls();
    expect(pull?.body).toMatch(
      /^- ⚠️ .* already registered as a build cluster\. The registered cluster is `prow-workloads`\.$/m,
    );
  });

  test('is no external provider', async () => {
    const status = await ask('Remove KubeVirtCI external provider prow-workloads');
    expect(status).toContain('name-unknown');
  });
});
