import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fail } from '../../problem.ts';
import { type Answer, openAnswer, parseAnswer } from './answer.ts';
import type { Command } from './limits.ts';
import { readLines } from './lines.ts';

/** Why a helper has not answered. */
export type Death =
  /** Its time was over. */
  | 'time'
  /** It took more memory than it may. */
  | 'memory'
  /** It ended by itself, or somebody else has ended it. */
  | 'crash'
  /** It said what is no answer. */
  | 'garbage';

/** A helper has died of a task. */
export class HelperDied extends Error {
  readonly death: Death;

  constructor(death: Death) {
    super(death);
    this.name = 'HelperDied';
    this.death = death;
  }
}

/** A task that a helper may do, and what it may cost. */
interface Task {
  readonly operation: string;
  /** As JSON writes it. */
  readonly input: unknown;
  readonly timeMs: number;
}

/** A process of its own that does one task after the other, in the order in which they come. */
export interface Helper {
  /** What it has begun with. Throws where it could not begin. */
  readonly begun: Promise<unknown>;
  /** Throws what the task has thrown, and {@link HelperDied}. */
  readonly perform: (task: Task) => Promise<unknown>;
  readonly isAlive: () => boolean;
  /** Ends it, whatever it does. */
  readonly end: () => void;
}

export interface HelperLimits {
  /** Of all its memory, in bytes. */
  readonly memoryBytes: number;
  /** Of one answer. */
  readonly answerBytes: number;
}

/** It begins within a fraction of a second, on a machine that has nothing else to do. */
const beginMs = 20_000;

/** How often its memory is looked at while it is at work, in milliseconds. */
const lookMs = 20;

export function startHelper([program, ...args]: Command, limits: HelperLimits): Helper {
  // Nothing of our environment is for it, and nobody reads what it says of its errors: that may
  // quote a secret.
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], env: {}, cwd: '/' });
  const ended = once(child, 'close').catch((error: unknown) => error);
  // Told by the end of its answers.
  child.stdin.on('error', () => undefined);
  preferForKilling(child);
  const lines = readLines(child.stdout, limits.answerBytes);
  let death: Death | undefined;
  const kill = (reason: Death) => {
    death ??= reason;
    child.kill('SIGKILL');
  };
  const nextAnswer = async (timeMs: number, task?: string): Promise<Answer> => {
    const timer = setTimeout(() => kill('time'), timeMs);
    const looking = setInterval(() => {
      if (memoryOf(child) > limits.memoryBytes) kill('memory');
    }, lookMs);
    try {
      const line = await lines.next();
      if (!line.done) return parseAnswer(line.value, task);
    } catch {
      // Its error would quote it.
      kill('garbage');
    } finally {
      clearTimeout(timer);
      clearInterval(looking);
    }
    await ended;
    throw new HelperDied(death ?? 'crash');
  };
  const begun = nextAnswer(beginMs).then(openAnswer, notBegun);
  // Whoever uses it hears of it.
  begun.catch(() => undefined);
  const performNow = async ({ operation, input, timeMs }: Task) => {
    await begun;
    // So nothing that it has said before, or says once too often, is taken for the answer.
    const id = randomUUID();
    child.stdin.write(`${JSON.stringify({ id, operation, input })}\n`);
    return openAnswer(await nextAnswer(timeMs, id));
  };
  let last: Promise<unknown> = begun;
  return {
    begun,
    perform: (task) => {
      const now = () => performNow(task);
      const answer = last.then(now, now);
      last = answer;
      return answer;
    },
    isAlive: () => child.exitCode === null && child.signalCode === null && death === undefined,
    end: () => void child.kill('SIGKILL'),
  };
}

/** No task is to blame for that. */
function notBegun(error: unknown): never {
  if (!(error instanceof HelperDied)) throw error;
  fail('helper-not-begun', { death: error.death });
}

/** Where memory runs out the kernel ends a helper, not the bot. Only Linux has such a file. */
function preferForKilling({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // It has ended already, or there is no such file: it is a preference and no more.
  }
}

/** What a process holds in memory, in bytes; 0 where the system does not say. */
function memoryOf({ pid }: ChildProcess): number {
  try {
    const [, resident = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return Number(resident) * pageBytes;
  } catch {
    // It has ended, or the system has no such file.
    return 0;
  }
}

const pageBytes = 4096;
