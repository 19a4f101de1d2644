import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

const { namespace } = account;
const gcs = { namespace, name: 'gcs' };

describe('a new build cluster gets the secrets for jobs', () => {
  const ground = sharedGround();
  let open: OpenStory;

  beforeEach(() => ground().cluster.admin.deleteSecret(gcs));
  afterEach(() => open.close());

  const begin = async (JOB_SECRETS: string) => {
    open = await openStory({ ground: ground(), environment: { LOG_LEVEL: 'debug', JOB_SECRETS } });
    const kubeconfig = preparedKubeconfig(open.setting);
    return open.story.settle(open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig));
  };
  const merge = () => open.story.settle(open.story.merge(1));
  const applied = () => ground().cluster.admin.readSecret(gcs);
  const wanted = 'gcs/service-account.json=gcsServiceAccount';

  test('once it is merged, and not before', async () => {
    const issue = await begin(wanted);
    expect(applied()).toBeUndefined();
    await merge();
    expect(applied()).toEqual({
      'service-account.json':
        '{\n  "type": "service_account",\n  "private_key": "not a real key"\n}\n',
    });
    const status = await open.story.status(issue);
    expect(status).toContain(
      'The Secret `gcs` (`service-account.json`) in `kubevirt-prow-jobs` is',
    );
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
    const issue = await begin('gcs/service-account.json=notThere');
    await merge();
    expect(applied()).toBeUndefined();
    expect(await open.story.status(issue)).toContain(
      'kubectl --context rosa-1 --namespace kubevirt-prow-jobs create secret generic gcs',
    );
    expect((await open.story.issue(issue)).state).toBe('closed');
  });
});
