import { isDeepStrictEqual } from 'node:util';
import PQueue from 'p-queue';
import { isTokenCreation, type LoggedRequest } from '../../simulator/github/journal.ts';
import type { Ground } from '../../simulator/setting.ts';
import { type FaultKind, failAt } from './faults.ts';
import type { Journey } from './journeys.ts';
import { outcomeOf } from './outcome.ts';
import { openScene, type Scene } from './scene.ts';

type Outcome = Awaited<ReturnType<typeof outcomeOf>>;

/** A journey without failures: what the App asked of GitHub, and what came of it. */
export interface CleanRun {
  readonly calls: readonly LoggedRequest[];
  readonly outcome: Outcome;
}

export interface Mismatch {
  readonly where: string;
  readonly outcome: Outcome | string;
}

/** What became of the runs with a failure. */
export interface Tally {
  runs: number;
  resyncs: number;
}

export async function runClean(ground: Ground, journey: Journey): Promise<CleanRun> {
  return withScene(ground, async (scene) => {
    const { github } = scene.setting;
    const atStart = github.requests.length;
    await journey.tell(scene);
    if (scene.resyncs() > 0) throw new Error(`${journey.name}: needs a resync without failures`);
    const calls = github.requests.slice(atStart).filter((request) => !isTokenCreation(request));
    return { calls, outcome: await outcomeOf(scene.setting) };
  });
}

/** Runs the journey once for each of its calls, with a failure of this kind there. */
export async function runWithFault(
  ground: Ground,
  { journey, clean, kind, tally }: FaultPlan,
): Promise<readonly Mismatch[]> {
  const applies = kind.appliesTo ?? (() => true);
  return runEach(clean.calls, async (call, index) => {
    if (!applies(call)) return undefined;
    const where = `${kind.name} at ${index} ${call.method} ${call.template}`;
    return withScene(ground, (scene) => {
      scene.setting.github.onRequest(failAt(index, kind));
      return compare(scene, { journey, clean, where, tally });
    });
  });
}

interface FaultPlan {
  readonly journey: Journey;
  readonly clean: CleanRun;
  readonly kind: FaultKind;
  readonly tally: Tally;
}

/** Runs the journey once for each of its calls, with the process dying there. */
export async function runWithDeath(
  ground: Ground,
  { journey, clean, tally }: Omit<FaultPlan, 'kind'>,
): Promise<readonly Mismatch[]> {
  return runEach(clean.calls, async ({ method, template }, index) =>
    withScene(ground, (scene) => {
      scene.dieAt(index);
      const where = `death at ${index} ${method} ${template}`;
      return compare(scene, { journey, clean, where, tally });
    }),
  );
}

async function compare(
  scene: Scene,
  { journey, clean, where, tally }: Omit<FaultPlan, 'kind'> & { readonly where: string },
): Promise<Mismatch | undefined> {
  try {
    await journey.tell(scene);
    let outcome = await outcomeOf(scene.setting);
    if (!isDeepStrictEqual(outcome, clean.outcome)) {
      tally.resyncs += 1;
      await scene.resync();
      outcome = await outcomeOf(scene.setting);
    }
    return isDeepStrictEqual(outcome, clean.outcome) ? undefined : { where, outcome };
  } catch (error) {
    return { where, outcome: String(error) };
  } finally {
    tally.runs += 1;
    tally.resyncs += scene.resyncs();
  }
}

async function runEach<Item>(
  items: readonly Item[],
  run: (item: Item, index: number) => Promise<Mismatch | undefined>,
): Promise<readonly Mismatch[]> {
  const queue = new PQueue({ concurrency: 3 });
  const results = await Promise.all(items.map((item, index) => queue.add(() => run(item, index))));
  return results.filter((result) => result !== undefined);
}

async function withScene<Result>(
  ground: Ground,
  use: (scene: Scene) => Promise<Result>,
): Promise<Result> {
  const scene = await openScene(ground);
  try {
    return await use(scene);
  } finally {
    await scene.close();
  }
}
