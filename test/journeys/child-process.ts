import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  /** What it wrote so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  /** Resolves with its exit code, or the signal that ended it. */
  readonly end: Promise<number | NodeJS.Signals>;
  /** Ends it and what it started, whatever state they are in. */
  readonly kill: () => void;
}

/** Starts a program in the project's folder, with an environment that holds nothing else. */
export function startChild(
  command: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Child {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(command, parameters, {
    cwd: root,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    // In a process group of its own, which can be killed as one.
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    process: child,
    output: () => ({ stdout, stderr }),
    end: once(child, 'close').then(([code, signal]) => code ?? signal),
    kill: () => killGroup(child.pid),
  };
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // All of them have ended, as they should.
  }
}

/** The project's own entry point, as an operator starts it. */
export function npmStart(environment: NodeJS.ProcessEnv): Child {
  return startChild('npm', ['start'], environment);
}

/** The bot's log, without npm's own words before it. Throws where a line is no JSON. */
export function logOf({ output }: Child): readonly { readonly level: number; msg: string }[] {
  const lines = output().stdout.split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('> ')).map(parseLine);
}

function parseLine(line: string) {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== 'object' || parsed === null) throw new Error('not a line of a log');
  const { level, msg }: { level?: unknown; msg?: unknown } = parsed;
  return { level: Number(level), msg: String(msg) };
}

/** Asks a process in lines of JSON, one answer for each line. */
export function converse(child: Child): (question?: unknown) => Promise<unknown> {
  const lines = createInterface({ input: child.process.stdout })[Symbol.asyncIterator]();
  return async (question) => {
    if (question !== undefined) child.process.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`ended: ${child.output().stderr}`);
    return JSON.parse(value);
  };
}
