import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenStory, openStory } from '../journeys/open-story.ts';
import { type FaultyHelpers, makeFaultyHelpers } from './faulty-helpers.ts';
import type { WayToDie } from './programs/ways-to-die.ts';

/** Of each operation on the way to a pull request another way to die, and what is told of it. */
const deaths: readonly (readonly [string, WayToDie, death: string, problem: string])[] = [
  ['openSubmission', 'aborts', 'crash', 'submission-crash'],
  ['prepareProbe', 'fills buffers', 'memory', 'secrets-too-costly'],
  ['look', 'reads what is not its own', 'crash', 'cluster-crash'],
  ['changeSecrets', 'says no JSON', 'garbage', 'secrets-crash'],
];

describe.skipIf(process.platform !== 'linux')('the bot outlives its helpers', () => {
  let helpers: FaultyHelpers;
  let open: OpenStory;
  let filed = 0;

  beforeAll(async () => {
    helpers = await makeFaultyHelpers(['readText', ...deaths.map(([operation]) => operation)]);
    open = await openStory({ openHelpers: helpers.openHelpers });
  });
  afterAll(async () => {
    await open.close();
    await helpers.remove();
  });

  /** Two requests at the same time, while one helper dies; answers what their comments say. */
  const fileTwo = async () => {
    const names = [`lent-${filed}`, `lent-${filed + 1}`];
    filed += names.length;
    // Each has a credential of its own.
    const file = async (username: string) => {
      const user = { username, groups: ['system:masters'] };
      const kubeconfig = await open.setting.providerCluster.kubeconfigWithCertificate(user);
      return open.story.fileRequest('external-provider', username, kubeconfig);
    };
    const issues = await Promise.all(names.map(file));
    await open.story.settle();
    return Promise.all(
      issues.map(async (issue) => ({ issue, status: await open.story.status(issue) })),
    );
  };
  const healthz = async () => (await fetch(`http://127.0.0.1:${open.bot.port}/healthz`)).text();
  const logged = () =>
    open.logs.flatMap((line) => {
      const { msg, operation, death } = JSON.parse(line);
      return msg === 'helper died' ? [{ operation, death }] : [];
    });

  test.for(deaths)('in %s one %s', async ([operation, way, death, problem]) => {
    const before = logged().length;
    await helpers.kill(operation, way);
    const requests = await fileTwo();
    expect(await healthz()).toBe('ok\n');
    expect(logged().slice(before)).toEqual([{ operation, death }]);
    const [one, ...others] = requests.filter(({ status }) => status.includes(problem));
    expect(others).toEqual([]);
    expect(requests.filter(({ status }) => status.includes('Waiting for review'))).toHaveLength(1);
    // The next time it is done.
    const issue = one?.issue ?? 0;
    await open.story.comment('maintainer', issue, '/onboard retry');
    await open.story.settle();
    expect(await open.story.status(issue)).toContain('Waiting for review');
  });

  test('in readText one is killed, and the text is read all the same', async () => {
    const before = logged().length;
    await helpers.kill('readText', 'is killed');
    const requests = await fileTwo();
    expect(logged().slice(before)).toEqual([{ operation: 'readText', death: 'crash' }]);
    for (const { status } of requests) expect(status).toContain('Waiting for review');
  });
});
