import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { changeFile } from '../../simulator/repository-files.ts';
import { packSecrets } from '../../simulator/secrets-archive.ts';
import { archivePath, infra, secretsRepository } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

describe('a merged cluster has to answer before the issue is closed', () => {
  const ground = sharedGround();
  let open: OpenStory;
  let passedMs: number;

  beforeEach(async () => {
    passedMs = 0;
    open = await openStory({ ground: ground(), now: () => new Date(Date.now() + passedMs) });
  });
  afterEach(() => open.close());

  const file = async (kind: 'build-cluster' | 'external-provider', name: string) => {
    const { setting, story } = open;
    const kubeconfig =
      kind === 'build-cluster'
        ? preparedKubeconfig(setting)
        : setting.providerCluster.adminKubeconfig();
    return story.settle(story.fileRequest(kind, name, kubeconfig));
  };
  const merge = () => open.story.settle(open.story.merge(1));
  const resync = async () => {
    passedMs += 10 * 60 * 1000;
    await open.resync();
  };
  const admin = () => open.setting.cluster.admin;

  test.each(['build-cluster', 'external-provider'] as const)('a %s answers', async (kind) => {
    const issue = await file(kind, 'lent-1');
    await merge();
    expect(await open.story.status(issue)).toContain('the cluster answers');
    expect((await open.story.issue(issue)).state).toBe('closed');
  });

  test('it does not: the issue stays open and says what is wrong, until it does', async () => {
    const issue = await file('build-cluster', 'rosa-1');
    admin().deleteNamespace(account.namespace);
    await merge();
    expect((await open.story.issue(issue)).state).toBe('open');
    expect(await open.story.status(issue)).toContain('does not answer as it should');

    await resync();
    expect((await open.story.issue(issue)).state).toBe('open');
    // The token of a new secret is another one: only what was merged counts.
    preparedKubeconfig(open.setting);
    await resync();
    expect(await open.story.status(issue)).toContain('credentials-refused');
  });

  test('mended: /onboard retry looks at once', async () => {
    const issue = await file('build-cluster', 'rosa-1');
    const binding = { namespace: account.namespace, name: account.name };
    admin().deleteRoleBinding(binding);
    await merge();
    expect(await open.story.status(issue)).toContain('permissions-missing');
    admin().bindRole({ ...binding, kind: 'ClusterRole', role: 'admin', account });
    await open.story.settle(open.story.comment('contributor', issue, '/onboard retry'));
    expect((await open.story.issue(issue)).state).toBe('closed');
    expect(await open.story.status(issue)).toContain('the cluster answers');
  });

  test('somebody closes the issue: the last word says that it does not', async () => {
    const issue = await file('build-cluster', 'rosa-1');
    admin().deleteNamespace(account.namespace);
    await merge();
    const { issues } = open.setting.github.as('maintainer').rest;
    await open.story.settle(issues.update({ ...infra, issue_number: issue, state: 'closed' }));
    expect(await open.story.status(issue)).toContain('**Closed.**');
    expect(await open.story.status(issue)).toContain('the cluster did not answer');
  });

  test('only what is merged counts: an entry that somebody took out is missed', async () => {
    const issue = await file('external-provider', 'lent-1');
    open.setting.github.setWebhookUrl(undefined);
    await open.story.merge(1);
    const files = await open.setting.readSecrets();
    const { 'lent-1': _gone, ...others } = parse(files.get('main.yml') ?? '');
    const keys = [open.setting.automationKey, open.setting.maintainerKey];
    const archive = await packSecrets(stringify(others), keys);
    const { rest } = open.setting.github.as('maintainer');
    await changeFile(rest, { ...secretsRepository, path: archivePath }, archive);
    await resync();
    expect(await open.story.status(issue)).toContain('merged-entry-missing');
    expect((await open.story.issue(issue)).state).toBe('open');
  });
});
