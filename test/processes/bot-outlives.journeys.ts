import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { infra } from '../../simulator/setting.ts';
import {
  type OpenStory,
  openStory,
  preparedKubeconfig,
  sharedGround,
} from '../journeys/open-story.ts';
import { type FaultyHelpers, makeFaultyHelpers } from './faulty-helpers.ts';
import type { WayToDie } from './programs/ways-to-die.ts';

/** Of each operation on the way to a pull request another way to die, and what is told of it. */
const deaths: readonly (readonly [string, WayToDie, death: string, problem: string])[] = [
  ['openSubmission', 'fills buffers', 'memory', 'submission-too-costly'],
  ['prepareProbe', 'answers another task', 'garbage', 'secrets-crash'],
  ['look', 'reads what is not its own', 'crash', 'cluster-crash'],
  ['changeSecrets', 'says no JSON', 'garbage', 'secrets-crash'],
];

/** After that, and besides. */
const others = [
  ...['readText', 'lookInto', 'findObstacle'],
  ...['readSecrets', 'findRegistered', 'applyJobSecrets'],
];

describe.skipIf(process.platform !== 'linux')('the bot outlives its helpers', () => {
  const ground = sharedGround();
  let helpers: FaultyHelpers;
  let open: OpenStory;
  let filed = 0;

  beforeAll(async () => {
    helpers = await makeFaultyHelpers([...others, ...deaths.map(([operation]) => operation)]);
  });
  beforeEach(async () => {
    open = await openStory({
      ground: ground(),
      openHelpers: helpers.openHelpers,
      environment: { LOG_LEVEL: 'debug', JOB_SECRETS: 'gcs/key=gcsServiceAccount' },
    });
  });
  afterEach(() => open.close());
  afterAll(() => helpers.remove());

  /** Each request has a credential of its own. */
  const fileOne = async () => {
    const username = `lent-${filed}`;
    filed += 1;
    const user = { username, groups: ['system:masters'] };
    const kubeconfig = await open.setting.providerCluster.kubeconfigWithCertificate(user);
    return open.story.fileRequest('external-provider', username, kubeconfig);
  };
  /** Two requests at the same time, while one helper dies; answers what their comments say. */
  const fileTwo = async () => {
    const issues = await open.story.settle(Promise.all([fileOne(), fileOne()]));
    return Promise.all(
      issues.map(async (issue) => ({ issue, status: await open.story.status(issue) })),
    );
  };
  const page = async (path: string) =>
    (await fetch(`http://127.0.0.1:${open.bot.port}${path}`)).text();
  const logged = () =>
    open.logs.flatMap((line) => {
      const { msg, operation, death } = JSON.parse(line);
      return msg === 'helper died' ? [{ operation, death }] : [];
    });

  /** What is logged of helpers that die while something is done. */
  const deathsIn = async (deed: () => Promise<unknown>) => {
    const before = logged().length;
    await deed();
    expect(await page('/healthz')).toBe('ok\n');
    return logged().slice(before);
  };

  test.for(deaths)('in %s one %s', async ([operation, way, death, problem]) => {
    await helpers.kill(operation, way);
    let requests: Awaited<ReturnType<typeof fileTwo>> = [];
    const died = await deathsIn(async () => {
      requests = await fileTwo();
    });
    expect(died).toEqual([{ operation, death }]);
    const [one, ...more] = requests.filter(({ status }) => status.includes(problem));
    expect(more).toEqual([]);
    expect(requests.filter(({ status }) => status.includes('Waiting for review'))).toHaveLength(1);
    // The next time it is done.
    const issue = one?.issue ?? 0;
    await open.story.comment('maintainer', issue, '/onboard retry');
    await open.story.settle();
    expect(await open.story.status(issue)).toContain('Waiting for review');
  });

  test.for(['readText', 'openSubmission', 'prepareProbe', 'changeSecrets'])(
    'in %s the system ends one: it is done by another, and nobody is told',
    async (operation) => {
      await helpers.kill(operation, 'is killed');
      let requests: Awaited<ReturnType<typeof fileTwo>> = [];
      const died = await deathsIn(async () => {
        requests = await fileTwo();
      });
      expect(died).toEqual([{ operation, death: 'crash' }]);
      for (const { status } of requests) expect(status).toContain('Waiting for review');
    },
  );

  test('in lookInto one fills buffers: the file is passed over, and the request goes on', async () => {
    await helpers.kill('lookInto', 'fills buffers');
    const { setting, story } = open;
    const log = setting.github.uploadAttachment('log.txt', Buffer.from('a log'));
    const issue = await story.settle(fileOne());
    expect(
      await deathsIn(() => story.settle(story.comment('contributor', issue, `[log.txt](${log})`))),
    ).toEqual([{ operation: 'lookInto', death: 'memory' }]);
    expect(await story.status(issue)).toContain('Waiting for review');
  });

  test('in findObstacle one says no JSON: the operator is told, until the next time', async () => {
    await helpers.kill('findObstacle', 'says no JSON');
    expect(await deathsIn(open.resync)).toEqual([{ operation: 'findObstacle', death: 'garbage' }]);
    expect(await page('/readyz')).toMatch(/^secrets-crash: /);
    await open.resync();
    expect(await page('/readyz')).toBe('ready\n');
  });

  /** Answers the number of the issue, and of its pull request. */
  const fileBuildCluster = async () => {
    const { story, setting } = open;
    const kubeconfig = preparedKubeconfig(setting);
    const issue = await story.settle(story.fileRequest('build-cluster', 'rosa-1', kubeconfig));
    const [pull] = await story.pulls();
    return [issue, pull?.number ?? 0] as const;
  };

  test('in findRegistered one fills buffers: the operator is told, and then it goes on', async () => {
    const { story } = open;
    const [issue, pull] = await fileBuildCluster();
    await helpers.kill('findRegistered', 'fills buffers');
    const died = await deathsIn(() => story.settle(story.merge(pull)));
    expect(died).toEqual([{ operation: 'findRegistered', death: 'memory' }]);
    expect(await story.status(issue)).toContain('secrets-too-costly');
    await story.settle(story.comment('maintainer', issue, '/onboard retry'));
    expect((await story.issue(issue)).state).toBe('closed');
  });

  test('in applyJobSecrets one aborts: a maintainer is asked to do it', async () => {
    const { story } = open;
    const [issue, pull] = await fileBuildCluster();
    await helpers.kill('applyJobSecrets', 'aborts');
    const died = await deathsIn(() => story.settle(story.merge(pull)));
    expect(died).toEqual([{ operation: 'applyJobSecrets', death: 'crash' }]);
    expect(await story.status(issue)).toContain('create the Secret `gcs`');
    expect((await story.issue(issue)).state).toBe('closed');
  });

  test('in readSecrets one says no JSON: the operator is told, and then it goes on', async () => {
    const { story, setting } = open;
    const title = 'Remove Prow build cluster prow-workloads';
    const { issues } = setting.github.as('maintainer').rest;
    await helpers.kill('readSecrets', 'says no JSON');
    let issue = 0;
    const died = await deathsIn(async () => {
      issue = (await issues.create({ ...infra, title, body: 'It is gone.' })).data.number;
      await story.settle();
    });
    expect(died).toEqual([{ operation: 'readSecrets', death: 'garbage' }]);
    expect(await story.status(issue)).toContain('secrets-crash');
    await story.settle(story.comment('maintainer', issue, '/onboard retry'));
    expect(await story.status(issue)).not.toContain('secrets-crash');
  });
});
