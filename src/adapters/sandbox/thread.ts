import { fileURLToPath } from 'node:url';
import PQueue from 'p-queue';
import { Piscina } from 'piscina';
import { LeakError } from '../../attachment/leaks.ts';
import { ProblemError, problem } from '../../problem.ts';
import type { ForeignText, TextFindings } from '../../sandbox/read-text.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { SandboxAnswer, SandboxSettings } from './worker.ts';

export interface SandboxThread {
  readonly sandbox: Sandbox;
  /** Ends the thread, whatever it does. */
  readonly stop: () => Promise<void>;
}

/** What one operation may cost. What the thread is for takes a fraction of each. */
export interface SandboxLimits {
  readonly timeMs: number;
  /** The thread's JavaScript objects, in MiB; bytes are limited where they are read. */
  readonly heapMb: number;
}

type TooCostly = 'submission-too-costly' | 'secrets-too-costly';

/**
 * The sandbox in a thread of its own: whatever is submitted, the event loop stays free, and what
 * takes too long or too much memory is ended with the thread, and is a problem like any other. The
 * next operation starts another thread. One thread, so that not even several hostile submissions
 * at once take more memory than one.
 */
export function startSandboxThread(
  settings: SandboxSettings,
  { timeMs, heapMb }: SandboxLimits = { timeMs: 15_000, heapMb: 96 },
): SandboxThread {
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./worker.ts', import.meta.url)),
    workerData: settings,
    minThreads: 1,
    maxThreads: 1,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16 },
    // Nothing of the process's environment is for the thread, least of all the keys in it.
    env: {},
    execArgv: [],
    atomics: 'disabled',
  });
  pool.on('error', () => {
    // A thread that dies between two operations fails none of them, and the next gets another.
  });
  // The time limit is for the work, not for the wait until the thread is free.
  const turns = new PQueue({ concurrency: 1 });

  const run = <Output>(
    task: { readonly operation: keyof Sandbox; readonly input: unknown },
    priority: number,
  ): Promise<SandboxAnswer<Output>> =>
    turns.add(() => pool.run(task, { signal: AbortSignal.timeout(timeMs) }), { priority });

  const call =
    <Input, Output>(operation: keyof Sandbox, tooCostly: TooCostly) =>
    async (input: Input): Promise<Output> => {
      const answer = await run<Output>({ operation, input }, 0).catch((error: unknown) => {
        throw isLimit(error) ? new ProblemError(problem(tooCostly, {})) : error;
      });
      return openAnswer(answer);
    };
  // Everybody can write long texts into every issue. So the shorter goes first, and all else before
  // them; and one that can't be read is no reason to give up the issue that it stands in.
  const readText = async (input: ForeignText): Promise<TextFindings> => {
    const task = { operation: 'readText', input } as const;
    const answer = await run<TextFindings>(task, -1 - input.text.length).catch((error: unknown) => {
      if (isLimit(error)) return undefined;
      throw error;
    });
    const nothing = { commands: [], opening: [], submissions: {} };
    return answer ? openAnswer(answer) : { ...nothing, isUnreadable: true };
  };
  return {
    sandbox: {
      readText,
      findLeak: call('findLeak', 'submission-too-costly'),
      openSubmission: call('openSubmission', 'submission-too-costly'),
      readSecrets: call('readSecrets', 'secrets-too-costly'),
      findKubeconfig: call('findKubeconfig', 'secrets-too-costly'),
      readEntries: call('readEntries', 'secrets-too-costly'),
      findObstacle: call('findObstacle', 'secrets-too-costly'),
      changeSecrets: call('changeSecrets', 'secrets-too-costly'),
    },
    stop: () => pool.destroy(),
  };
}

function isLimit(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'AbortError' || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
  );
}

function openAnswer<Value>(answer: SandboxAnswer<Value>): Value {
  switch (answer.type) {
    case 'done':
      return answer.value;
    case 'problem':
      throw new ProblemError(answer.problem);
    case 'leak':
      throw new LeakError(answer.leak);
    case 'error':
      throw withFrames(answer);
  }
}

/** The error of the thread again, as far as a log may tell of it. */
function withFrames({
  name,
  code,
  frames,
}: Extract<SandboxAnswer<never>, { type: 'error' }>): Error {
  const error = new Error('');
  error.stack = frames;
  return Object.assign(error, { name, ...(code !== undefined && { code }) });
}
