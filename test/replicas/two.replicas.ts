import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secretsRepository } from '../../simulator/setting.ts';
import { hasRedis } from '../installed.ts';
import { logOf, npmStart } from '../journeys/child-process.ts';
import { openScene, password, type Replica, type Scene, within, written } from './scene.ts';

const named = 'two replicas on a real Redis (left out where it is not installed)';

describe.skipIf(!hasRedis)(named, () => {
  let scene: Scene;
  let filed = 0;
  const said: string[] = [];
  beforeAll(async () => {
    scene = await openScene();
    await within(20, () => expectReady());
  });
  afterAll(() => scene.close());

  const expectReady = async () => {
    for (const { readyz } of scene.replicas) expect(await readyz()).toBe('ready\n');
  };
  const file = () => {
    filed += 1;
    return scene.file(`provider-${filed}`);
  };
  /** One comment that tells of one pull request, and nothing of either twice. */
  const expectProposed = async (issue: number) => {
    const { comments, pulls } = await written(scene.github, issue);
    expect(comments).toEqual([expect.stringContaining('Waiting for review')]);
    expect(pulls).toHaveLength(1);
  };
  /** The replica that began a step for a request, and the other one. */
  const whoDoes = (step: string, issue: number) =>
    within(30, () => {
      const [one, other] = scene.replicas;
      if (one.steps(issue).at(-1) === step) return [one, other] as const;
      expect(other.steps(issue).at(-1)).toBe(step);
      return [other, one] as const;
    });
  const startAgain = async (replica: Replica) => {
    said.push(replica.process().output().stdout, replica.process().output().stderr);
    replica.start();
    await within(20, () => expectReady());
  };

  test('many requests at once are shared, and each is done once', async () => {
    const issues = await Promise.all(Array.from({ length: 6 }, file));
    await within(90, async () => {
      for (const issue of issues) await expectProposed(issue);
    });
    for (const { steps } of scene.replicas) expect(steps().length).toBeGreaterThan(0);
    // No request was given to both of them.
    const [one, other] = scene.replicas;
    for (const issue of issues) expect([one, other].map((r) => r.steps(issue).length)).toContain(0);
  });

  test.each(['examine', 'propose'])(
    'kill -9 of the one that works, in the middle of %s: the other one finishes',
    async (step) => {
      const issue = await file();
      const [working, other] = await whoDoes(step, issue);
      working.process().kill();
      await within(60, () => expectProposed(issue));
      expect(other.steps(issue)).toContain('propose');
      await startAgain(working);
    },
  );

  test.each<[string, (child: ChildProcess) => void]>([
    ['SIGTERM', (child) => child.kill('SIGTERM')],
    // As a terminal does it to all in its group: npm passes it on to a bot that has got it already.
    ['Ctrl-C', ({ pid = 0 }) => process.kill(-pid, 'SIGINT')],
  ])(
    '%s, in the middle of a step: it ends, and the other one goes on at once',
    async (_what, signal) => {
      const issue = await file();
      const [working, other] = await whoDoes('propose', issue);
      const before = Date.now();
      signal(working.process().process);
      await working.process().end;
      expect(Date.now() - before).toBeLessThan(10_000);
      expect(working.process().output().stdout).not.toContain('"level":50');
      // Nobody else would have been given it for 35 s.
      await within(30, () => expectProposed(issue));
      expect(working.steps(issue).at(-1)).toBe('propose');
      expect(other.steps(issue)).not.toContain('propose');
      expect(other.steps(issue)).toContain('write-status');
      await startAgain(working);
    },
  );

  test.each(['kept', 'lost'] as const)(
    'kill -9 of Redis in the middle of a step, back with everything %s: all is done',
    async (content) => {
      const issues = await Promise.all(Array.from({ length: 3 }, file));
      await whoDoes('propose', Math.min(...issues));
      await scene.redis.kill();
      await within(5, async () => {
        for (const { readyz } of scene.replicas) {
          expect(await readyz()).toMatch(/^the connection to Redis is lost; [^\n]+\n$/);
        }
      });
      // Nobody hears of this one while Redis is away.
      issues.push(await file());
      await scene.redis.restart(content);
      await within(10, () => expectReady());
      await within(90, async () => {
        for (const issue of issues) await expectProposed(issue);
      });
    },
  );

  test('one that cannot start ends, though it has reached Redis', async () => {
    const [{ port }] = scene.replicas;
    const child = npmStart({ ...scene.environment, PORT: String(port) });
    expect(await child.end).toBe(1);
    expect(logOf(child)).toEqual([
      { level: 60, msg: expect.stringMatching(/^port \d+ is taken; /) },
    ]);
  });

  test('a merge is seen to the end', async () => {
    const [pull] = (await written(scene.github, 1)).pulls;
    const { pulls } = scene.github.as('maintainer').rest;
    await pulls.merge({ ...secretsRepository, pull_number: pull?.number ?? 0 });
    await within(60, async () => {
      const { issue, comments } = await written(scene.github, 1);
      expect(issue).toBe('closed');
      expect(comments).toEqual([expect.stringContaining('the cluster answers')]);
    });
  });

  test('no rule of GitHub was broken, and no password logged', async () => {
    expect((await scene.github.report()).violations).toEqual([]);
    for (const { process } of scene.replicas) {
      said.push(process().output().stdout, process().output().stderr);
    }
    for (const text of said) expect(text).not.toContain(password);
  });
});
