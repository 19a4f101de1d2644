import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

const { namespace } = account;
const gcs = { namespace, name: 'gcs-credentials' };

describe('a new build cluster gets the secrets for jobs', () => {
  const ground = sharedGround();
  let open: OpenStory;

  beforeEach(() => ground().cluster.admin.deleteSecret(gcs));
  afterEach(() => open.close());

  const begin = async (JOB_SECRETS = '') => {
    open = await openStory({ ground: ground(), environment: { LOG_LEVEL: 'debug', JOB_SECRETS } });
    const kubeconfig = preparedKubeconfig(open.setting);
    return open.story.settle(open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig));
  };
  const merge = () => open.story.settle(open.story.merge(1));
  const applied = () => ground().cluster.admin.readSecret(gcs);
  const toCreate = 'create the Secret `gcs-credentials` in the namespace `kubevirt-prow-jobs`';
  const wanted = 'gcs-credentials/service-account.json=gcsServiceAccount';

  test('once it is merged, and not before', async () => {
    const issue = await begin(wanted);
    expect(applied()).toBeUndefined();
    await merge();
    expect(applied()).toEqual({
      'service-account.json':
        '{\n  "type": "service_account",\n  "private_key": "not a real key"\n}\n',
    });
    const status = await open.story.status(issue);
    expect(status).toContain('The Secret `gcs-credentials` in `kubevirt-prow-jobs` is ready');
    expect(status).not.toContain('not a real key');
    expect((await open.story.issue(issue)).state).toBe('closed');
  });

  test('one that somebody else has made stays as it is', async () => {
    const issue = await begin(wanted);
    ground().cluster.admin.createSecret(gcs, { other: 'theirs' });
    await merge();
    expect(applied()).toEqual({ other: 'theirs' });
    expect(await open.story.status(issue)).toContain('already existed');
    expect((await open.story.issue(issue)).state).toBe('closed');
  });

  test('what can not be done is left to a maintainer, and the issue closes all the same', async () => {
    const issue = await begin('gcs-credentials/service-account.json=notThere');
    await merge();
    expect(applied()).toBeUndefined();
    expect(await open.story.status(issue)).toContain(toCreate);
    expect((await open.story.issue(issue)).state).toBe('closed');
  });

  test('under another name it is no help, and the operator is warned', async () => {
    const issue = await begin('gcs/service-account.json=gcsServiceAccount');
    await merge();
    expect(open.logs.filter((line) => line.includes('JOB_SECRETS names gcs,'))).toHaveLength(1);
    expect(await open.story.status(issue)).toContain(toCreate);
  });

  test.each([
    ['there', true],
    ['missing', false],
  ])('where the bot is to create none, it says that it is %s', async (_what, isThere) => {
    const issue = await begin();
    if (isThere) ground().cluster.admin.createSecret(gcs, { other: 'theirs' });
    await merge();
    expect(applied()).toEqual(isThere ? { other: 'theirs' } : undefined);
    const status = await open.story.status(issue);
    if (isThere) expect(status).toContain('`gcs-credentials` in `kubevirt-prow-jobs` is ready');
    else expect(status).toContain(toCreate);
    expect((await open.story.issue(issue)).state).toBe('closed');
  });
});
