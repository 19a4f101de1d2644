import { describe, expect, test } from 'vitest';
import type { ProbeContext } from '../../src/probe/checks/check.ts';
import type { Probe } from '../../src/prober/prober.ts';
import { createFairShare, type Place, Postponed, timing } from '../../src/reconcile/fair-share.ts';

const second = 1000;
const minute = 60 * second;

/** A clock that is set by hand, and people whose runs go on until they are told to end. */
function scene() {
  let time = Date.parse('2026-11-30T10:00:00Z');
  const share = createFairShare(() => new Date(time));

  /** Answers once the work has begun or is postponed, with what ends it. */
  const begin = async (person: number) => {
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<Place>();
    const run = share.within(person, async (place) => {
      place.take();
      entered.resolve(place);
      await left;
    });
    run.catch(entered.reject);
    const place = await entered.promise;
    const end = () => {
      leave();
      return run;
    };
    return { place, leave: end };
  };

  return {
    begin,
    pass: (ms: number) => {
      time += ms;
    },
    /** A whole run in which the cluster is looked at for so long. */
    look: async (person: number, ms: number) => {
      const { place, leave } = await begin(person);
      await place.timed(async () => {
        time += ms;
      });
      await leave();
    },
    pauseOf: async (person: number): Promise<number | undefined> => {
      const { leave } = await begin(person).catch((error: unknown) => {
        if (error instanceof Postponed) return { leave: error.pauseMs };
        throw error;
      });
      if (typeof leave === 'number') return leave;
      await leave();
      return undefined;
    },
  };
}

/** A look that goes on. */
const forever = () => new Promise<void>(() => undefined);

test.each([
  ['no look at all', [], undefined],
  ['a quick look', [300], undefined],
  ['many quick looks', Array.from({ length: 40 }, () => 1900), undefined],
  ['one slow look', [2100], 8 * second],
  ['a slow look, and quick ones since', [5000, 300, 300], 8 * second],
])('beside a request in work, after %s', async (_name, looks, pause) => {
  const { begin, look, pauseOf } = scene();
  for (const ms of looks) await look(1, ms);
  await begin(1);
  expect(await pauseOf(1)).toBe(pause);
  // Nobody pays for somebody else.
  expect(await pauseOf(2)).toBeUndefined();
});

test('a look that is slow already counts before it has ended', async () => {
  const { begin, pass, pauseOf } = scene();
  const { place } = await begin(1);
  void place.timed(forever);
  pass(2 * second);
  expect(await pauseOf(1)).toBeUndefined();
  pass(1);
  expect(await pauseOf(1)).toBe(8 * second);
});

test('so does one that fails', async () => {
  const { begin, pass, pauseOf } = scene();
  const { place, leave } = await begin(1);
  const looked = Promise.withResolvers<void>();
  const look = place.timed(() => looked.promise);
  pass(3 * second);
  expect(await pauseOf(1)).toBe(8 * second);
  looked.reject(new Error('no TLS'));
  await expect(look).rejects.toThrow('no TLS');
  await leave();
  await begin(1);
  expect(await pauseOf(1)).toBe(16 * second);
});

describe('what a prober waits for', () => {
  const context: ProbeContext = {
    ...{ kind: 'external-provider', jobsNamespace: '', controlPlaneNodes: 3 },
    ...{ now: new Date(), registered: [], replaces: [] },
  };
  const task = { kubeconfig: '', namespace: '', secrets: [], context };
  const probing = async () => {
    const { begin, pass, pauseOf } = scene();
    const { place } = await begin(1);
    const answers = async () => pass(3 * second);
    const probe: Probe = {
      publicKey: { kty: 'OKP' },
      look: () => answers().then(() => ({ checks: [] })),
      applyJobSecrets: () => answers().then(() => []),
    };
    const prober = timing({ use: (work) => answers().then(() => work(probe)) }, place);
    return { prober, answers, pauseOf };
  };

  test.each<[string, (probe: Probe) => Promise<unknown>]>([
    ['as it looks at it', ({ look }) => look(task)],
    ['as it puts secrets there', ({ applyJobSecrets }) => applyJobSecrets(task)],
  ])('counts where it is the cluster, %s', async (_when, work) => {
    const { prober, pauseOf } = await probing();
    await prober.use(work);
    expect(await pauseOf(1)).toBe(8 * second);
  });

  test('does not where it is a turn, or a sandbox', async () => {
    const { prober, answers, pauseOf } = await probing();
    await prober.use(answers);
    expect(await pauseOf(1)).toBeUndefined();
  });
});

test('each that is postponed comes again at a time of its own, and nobody waits for longer than ten minutes', async () => {
  const { begin, look, pauseOf, pass } = scene();
  await look(1, 5000);
  await begin(1);
  const pauses = [];
  for (let n = 0; n < 100; n += 1) pauses.push(await pauseOf(1));
  expect(pauses.slice(0, 3)).toEqual([8 * second, 16 * second, 24 * second]);
  expect(Math.max(...pauses.flatMap((pause) => pause ?? []))).toBe(10 * minute);
  pass(4 * second);
  expect(await pauseOf(1)).toBe(10 * minute);
});

test('who has nothing in work is let in, however slow', async () => {
  const { begin, look, pauseOf } = scene();
  await look(1, 15 * second);
  const { leave } = await begin(1);
  expect(await pauseOf(1)).toBe(8 * second);
  await leave();
  expect(await pauseOf(1)).toBeUndefined();
});

test('it is forgotten ten minutes after the last slow look', async () => {
  const { begin, look, pauseOf, pass } = scene();
  await look(1, 5000);
  pass(9 * minute);
  await look(1, 5000);
  pass(10 * minute - 1);
  const { leave } = await begin(1);
  expect(await pauseOf(1)).toBe(8 * second);
  pass(1);
  expect(await pauseOf(1)).toBeUndefined();
  await leave();
});

test('a run that fails gives its place back, and one without work takes none', async () => {
  const { look, pauseOf } = scene();
  const share = createFairShare(() => new Date());
  await expect(share.within(1, () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  await look(1, 5000);
  expect(await pauseOf(1)).toBeUndefined();
  expect(await share.within(1, async () => 'answered')).toBe('answered');
});

test('a step of work after another one keeps the place', async () => {
  const { begin, pass, pauseOf } = scene();
  const { place } = await begin(1);
  void place.timed(forever);
  pass(5 * second);
  place.take();
  expect(await pauseOf(1)).toBe(8 * second);
});
