import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeKubeconfig } from '../../simulator/cluster/kubeconfig.ts';
import { infra } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

describe('issues are recognised by their title', () => {
  let open: OpenStory;
  let kubeconfig: string;
  beforeAll(async () => {
    open = await openStory({ environment: { LOG_LEVEL: 'trace', RESERVED_NAMES: 'Staging' } });
    kubeconfig = preparedKubeconfig(open.setting);
  });
  afterAll(() => open.close());

  test('every other issue is left alone, without a request, but where somebody asks for help', async () => {
    const { story, setting } = open;
    const before = setting.github.countRequests();
    const issue = await story.fileIssue('Flaky test in sig-compute', 'It fails.');
    await story.settle(story.comment('contributor', issue, '/onboard retry'));
    expect(setting.github.countRequests()).toBe(before);
  });

  test('an invalid name is told so', async () => {
    const { story } = open;
    const issue = await story.settle(story.fileIssue('Add Prow build cluster Rosa_1', 'soon'));
    expect(await story.status(issue)).toContain('name-invalid');
  });

  test('a reserved name is told so', async () => {
    const { story } = open;
    const issue = await story.settle(story.fileIssue('Add Prow build cluster default', 'soon'));
    expect(await story.status(issue)).toContain('name-reserved');
  });

  test.each(['ansible_python_interpreter', 'shell_environment', 'lookup'])(
    'a name that Ansible or its playbooks use is told so: %s',
    async (name) => {
      const { story } = open;
      const issue = await story.settle(
        story.fileIssue(`Add KubeVirtCI external provider ${name}`, 'soon'),
      );
      expect(await story.status(issue)).toContain('name-reserved');
    },
  );

  test('a name that the operator keeps is told so, before anybody looks at the cluster', async () => {
    const { story, setting } = open;
    const admin = setting.providerCluster.adminKubeconfig();
    const before = setting.providerCluster.requests.length;
    const issue = await story.settle(story.fileRequest('external-provider', 'staging', admin));
    expect(await story.status(issue)).toContain('name-reserved');
    expect(setting.providerCluster.requests.length).toBe(before);
  });

  test('a token that Ansible would run is told so, before anybody looks at the cluster', async () => {
    const { story, setting } = open;
    const token = `eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.{{lookup('pipe','id')}}`;
    const hostile = kubeconfig.replace(/token: .*/, `token: "${token}"`);
    const before = setting.cluster.requests.length;
    const issue = await story.settle(story.fileRequest('build-cluster', 'rosa-9', hostile));
    expect(await story.status(issue)).toContain('kubeconfig-placeholder');
    expect(setting.cluster.requests.length).toBe(before);
    expect(await story.pulls()).toEqual([]);
  });

  test('the name of a registered cluster is told so, whoever asks', async () => {
    const { story } = open;
    const issue = await story.settle(
      story.fileRequest('external-provider', 'prow-workloads', kubeconfig),
    );
    expect(await story.status(issue)).toContain('name-taken');
    expect(await story.pulls()).toEqual([]);
  });

  test('which other names the secrets have is told to nobody whose cluster has not passed', async () => {
    const { story } = open;
    const answers = ['githubToken', 'no_such_entry'].map(async (name) => {
      const issue = await story.settle(story.fileRequest('external-provider', name, kubeconfig));
      return (await story.status(issue)).replaceAll(name, 'NAME').replaceAll(/<!--.*-->/g, '');
    });
    const [taken, free] = await Promise.all(answers);
    expect(taken).toContain('not-cluster-admin');
    expect(taken).toBe(free);
  });

  test('such a name is refused afterwards, like any that has a meaning of its own', async () => {
    const { story, setting } = open;
    const provider = setting.providerCluster.adminKubeconfig();
    const issue = await story.settle(
      story.fileRequest('external-provider', 'githubToken', provider),
    );
    expect(await story.status(issue)).toContain('name-reserved');
    expect(await story.pulls()).toEqual([]);
  });

  test('a registered server is told to no stranger with a guessed token', async () => {
    const { story, setting } = open;
    const { prowCluster, providerCluster } = setting;
    for (const { server, certificateAuthority } of [prowCluster, providerCluster]) {
      const user = 'guest';
      const credentials = { token: 'guessed' };
      const guess = writeKubeconfig({ server, certificateAuthority, user, credentials });
      const issue = await story.settle(story.fileRequest('build-cluster', 'guess', guess));
      const status = await story.status(issue);
      expect(status).toContain('credentials-refused');
      expect(status).not.toMatch(/registered/i);
    }
  });

  test('a ciphertext of the secrets themselves does not tell what is in it', async () => {
    const { story, setting } = open;
    const main = (await setting.readSecrets()).get('main.yml') ?? '';
    const issue = await story.settle(story.fileRequest('build-cluster', 'guess-2', main));
    const status = await story.status(issue);
    expect(status).toContain('kubeconfig-other-object');
    const keys = [...main.matchAll(/^([A-Za-z_-]+):/gm)].map(([, key = '']) => key);
    expect(keys.length).toBeGreaterThan(3);
    // The bot's own guide speaks of kubeconfigs.
    const shown = keys.filter((key) => key !== 'kubeconfig' && status.includes(key));
    expect(shown).toEqual([]);
  });

  test('an issue without a kubeconfig is told how to send one', async () => {
    const { story, setting } = open;
    const issue = await story.settle(
      story.fileIssue('Add Prow build cluster rosa-0', 'I forgot something'),
    );
    const status = await story.status(issue);
    expect(status).toContain('submission-missing');
    expect(status).toContain(`--recipient=${setting.automationKey.keyId} `);
  });

  test('an edited title is read anew', async () => {
    const { story, setting } = open;
    const issue_number = await story.settle(
      story.fileRequest('build-cluster', 'Rosa!', kubeconfig),
    );
    expect(await story.status(issue_number)).toContain('name-invalid');
    const title = 'add PROW build  cluster `rosa-1`';
    await setting.github.as('contributor').rest.issues.update({ ...infra, issue_number, title });
    await story.settle();
    expect((await story.pulls()).map((pull) => pull.title)).toEqual([
      'Add Prow build cluster rosa-1',
    ]);
  });

  test('a title that asks for nothing any more takes the request back', async () => {
    const { story, setting } = open;
    const [pull] = await story.pulls();
    const issue_number = Number(pull?.branch.split('-').at(-1));
    const title = 'Never mind';
    await setting.github.as('contributor').rest.issues.update({ ...infra, issue_number, title });
    await story.settle();
    expect((await story.pulls()).map(({ state }) => state)).toEqual(['closed']);
  });
});
