import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Program, pathOf } from './programs.ts';

/** A program that runs in the background. */
export interface Child {
  /** Waits until it is ready. Rejects with the end of its log where it ends before. */
  until(isReady: () => Promise<boolean>): Promise<void>;
  /** Ends it and waits for that; what does not end by itself is killed. */
  stop(): Promise<void>;
}

const longestStartMs = 60_000;
const longestStopMs = 5_000;

/** Starts a program with its output in a log in the folder; it ends with this process at last. */
export function start(program: Program, folder: string, args: readonly string[]): Child {
  const log = join(folder, `${program}-${Date.now()}.log`);
  const output = openSync(log, 'w');
  const child = spawn(pathOf(program), args, { cwd: folder, stdio: ['ignore', output, output] });
  closeSync(output);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  return {
    until: async (isReady) => {
      const deadline = performance.now() + longestStartMs;
      while (!(await isReady())) {
        if (hasEnded(child) || performance.now() > deadline) {
          throw new Error(`${program} did not start:\n${readFileSync(log, 'utf8').slice(-2000)}`);
        }
        await delay(50);
      }
    },
    stop: async () => {
      if (hasEnded(child)) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const killer = setTimeout(kill, longestStopMs);
      await ended;
      clearTimeout(killer);
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
