import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startHelper } from '../../../src/adapters/processes/helper.ts';
import {
  type ProberProcesses,
  startProberProcesses,
} from '../../../src/adapters/processes/prober.ts';
import type { ProbeContext } from '../../../src/probe/checks/check.ts';
import { makeOwnKey } from '../../../src/sandbox/sealed.ts';
import { problemOf } from '../../problem-of.ts';

let folder: string;
let processes: ProberProcesses | undefined;
let deaths: object[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prober-'));
  deaths = [];
});
afterEach(async () => {
  processes?.stop();
  await rm(folder, { recursive: true });
});

/** A prober that somebody has taken over, or that a cluster ends: what it does is `program`. */
async function proberThat(program: string) {
  const entry = join(folder, 'prober.mjs');
  await writeFile(entry, program);
  processes = startProberProcesses({ entry, settings: '', files: [] }, (death) =>
    deaths.push(death),
  );
  return processes.prober;
}

const says = (words: string) => `process.stdout.write(${JSON.stringify(`${words}\n`)});`;

/** One that begins as it should, and does `program` once it is told what to do. */
async function proberThatAtWork(program: string) {
  const { publicKey } = await makeOwnKey();
  const hello = says(JSON.stringify({ answer: { type: 'done', value: { publicKey } } }));
  return proberThat(`${hello} process.stdin.once('data', (task) => { ${program} });`);
}

const answers = (task: string) =>
  `const answer = { type: 'done', value: 'canary' };
  process.stdout.write(JSON.stringify({ to: ${task}, answer }) + '\\n');`;

const context: ProbeContext = {
  now: new Date(),
  kind: 'build-cluster',
  jobsNamespace: 'jobs',
  controlPlaneNodes: 3,
  registered: [],
  replaces: [],
};

describe.each([
  ['crashes', 'process.abort();', 'crash'],
  ['ends', 'process.exit(0);', 'crash'],
  ['says what is no answer', says('canary'), 'garbage'],
  ['answers what was not asked', answers('JSON.parse(task).id'), 'garbage'],
  ['answers another task', answers('"another"'), 'garbage'],
])('a prober that %s at a cluster', (_how, program, death) => {
  test('reports that, and the cluster is looked at again as any other that fails', async () => {
    const { use } = await proberThatAtWork(program);
    expect(await use(({ look }) => look({ kubeconfig: 'sealed', context }))).toEqual({
      checks: [
        { check: 'reachable', outcome: 'failed', problem: { id: 'cluster-crash', details: {} } },
      ],
    });
    expect(deaths).toEqual([{ operation: 'look', death }]);
  });

  test('fails to put secrets there', async () => {
    const { use } = await proberThatAtWork(program);
    const task = { kubeconfig: 'sealed', namespace: 'jobs', secrets: [] };
    expect(await problemOf(use(({ applyJobSecrets }) => applyJobSecrets(task)))).toMatchObject({
      id: 'cluster-crash',
    });
    expect(deaths).toEqual([{ operation: 'applyJobSecrets', death }]);
  });
});

describe('a helper that does not begin is for the operator, whatever it was to look at', () => {
  test.each([
    ['as it ends', 'process.exit(1);', 'crash'],
    ['as it says something else', says('canary'), 'garbage'],
  ])('%s', async (_why, program, death) => {
    const { use } = await proberThat(program);
    const look = use(async (probe) => probe.look({ kubeconfig: 'sealed', context }));
    expect(await problemOf(look)).toEqual({ id: 'helper-not-begun', details: { death } });
  });

  test('as it is not there', async () => {
    const limits = { memoryBytes: 1, answerBytes: 1 };
    const helper = startHelper([join(folder, 'no-such-program')], limits);
    const task = helper.perform({ operation: 'look', input: {}, timeMs: 10_000 });
    expect(await problemOf(task)).toMatchObject({ id: 'helper-not-begun' });
    expect(helper.isAlive()).toBe(false);
  });
});
