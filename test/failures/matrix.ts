import { isDeepStrictEqual } from 'node:util';
import { isTokenCreation, type LoggedRequest } from '../../simulator/github/journal.ts';
import type { Ground } from '../../simulator/setting.ts';
import { type FaultKind, failAt } from './faults.ts';
import type { Journey } from './journeys.ts';
import { outcomeOf } from './outcome.ts';
import { openScene, type Scene } from './scene.ts';

type Outcome = Awaited<ReturnType<typeof outcomeOf>>;

/** A request of the App to GitHub, and how many there were before it. */
export interface Call extends Pick<LoggedRequest, 'method' | 'template'> {
  readonly index: number;
}

/** A journey without failures: what the App asked of GitHub, and what came of it. */
export interface CleanRun {
  readonly journey: Journey;
  readonly calls: readonly Call[];
  readonly outcome: Outcome;
}

interface Mismatch {
  readonly where: string;
  readonly outcome: Outcome | string;
}

/** What became of the runs with a failure. */
export interface Tally {
  runs: number;
  /** Those that came to the same end only after a resync. */
  readonly resynced: string[];
}

export async function runClean(ground: Ground, journey: Journey): Promise<CleanRun> {
  return withScene(ground, async (scene) => {
    const { github } = scene.setting;
    const issue = await journey.prepare(scene);
    const atStart = github.requests.length;
    await journey.tell(scene, issue);
    if (scene.resyncs() > 0) throw new Error(`${journey.name}: needs a resync without failures`);
    const calls = github.requests
      .slice(atStart)
      .filter((request) => !isTokenCreation(request))
      .map(({ method, template }, index) => ({ method, template, index }));
    return { journey, calls, outcome: await outcomeOf(scene.setting) };
  });
}

interface Trial {
  readonly clean: CleanRun;
  readonly calls: readonly Call[];
  readonly tally: Tally;
}

/** Runs the journey once for each of the calls, with a failure of this kind there. */
export async function failAtEach(
  ground: Ground,
  kind: FaultKind,
  { clean, calls, tally }: Trial,
): Promise<readonly Mismatch[]> {
  return runEach(calls.filter(kind.appliesTo), (call) =>
    runAgain(
      ground,
      { clean, tally, where: `${kind.name} at ${name(call)}`, answerWithinMs },
      (scene) => scene.setting.github.onRequest(failAt(call.index, kind)),
    ),
  );
}

/** Runs the journey once for each of the calls, with the process dying there. */
export async function dieAtEach(
  ground: Ground,
  { clean, calls, tally }: Trial,
): Promise<readonly Mismatch[]> {
  return runEach(calls, (call) =>
    runAgain(ground, { clean, tally, where: `death at ${name(call)}` }, (scene) =>
      scene.dieAt((_request, index) => index === call.index),
    ),
  );
}

const name = ({ index, method, template }: Call) => `${index} ${method} ${template}`;

interface Again extends Pick<Trial, 'clean' | 'tally'> {
  readonly where: string;
  readonly answerWithinMs?: number;
}

/** Far more than an answer of the simulator takes, and little enough to wait for. */
const answerWithinMs = 3000;

function runAgain(
  ground: Ground,
  { clean, tally, where, ...patience }: Again,
  spoil: (scene: Scene) => void,
): Promise<Mismatch | undefined> {
  const run = async (scene: Scene) => {
    const outcome = await endOf(scene, clean, spoil).catch(String);
    tally.runs += 1;
    if (scene.resyncs() > 0) tally.resynced.push(where);
    return isDeepStrictEqual(outcome, clean.outcome) ? undefined : { where, outcome };
  };
  return withScene(ground, run, patience.answerWithinMs);
}

async function endOf(
  scene: Scene,
  { journey, outcome }: CleanRun,
  spoil: (scene: Scene) => void,
): Promise<Outcome> {
  const issue = await journey.prepare(scene);
  spoil(scene);
  await journey.tell(scene, issue);
  const end = await outcomeOf(scene.setting);
  if (isDeepStrictEqual(end, outcome)) return end;
  await scene.resync();
  return outcomeOf(scene.setting);
}

/** One after the other: octokit shares what it waits for between all its clients in a process. */
async function runEach(
  calls: readonly Call[],
  run: (call: Call) => Promise<Mismatch | undefined>,
): Promise<readonly Mismatch[]> {
  const mismatches: Mismatch[] = [];
  for (const call of calls) {
    const mismatch = await run(call);
    if (mismatch) mismatches.push(mismatch);
  }
  return mismatches;
}

async function withScene<Result>(
  ground: Ground,
  use: (scene: Scene) => Promise<Result>,
  answerWithinMs?: number,
): Promise<Result> {
  const scene = await openScene(ground, answerWithinMs);
  try {
    return await use(scene);
  } finally {
    await scene.close();
  }
}
