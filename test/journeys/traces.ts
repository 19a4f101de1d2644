import { type Dirent, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysFolder } from '../../simulator/operators-keys.ts';

/** What the process leaves behind on this machine. */
export interface Traces {
  /** What was written to the console and to the process's own streams since. */
  readonly output: () => readonly string[];
  /** The files that are new or changed since, in the temporary folder and the working directory. */
  readonly files: () => readonly string[];
  /** The arguments of every process on the machine, as any user can list them. */
  readonly processArguments: () => readonly string[];
  /** Gives the streams and the temporary folder back. */
  readonly stop: () => void;
}

const sizeLimitBytes = 4 * 1024 * 1024;
const otherFolders = ['node_modules', '.git', '.stryker', 'coverage'];

/** Keys and passphrases that the operator put there, for the bot to be told where they are. */
const isOperators = (name: string) => name.startsWith(keysFolder);

/** Gives the process a temporary folder of its own meanwhile, as others write into the usual one. */
export function watchTraces(): Traces {
  // The clock of a file system runs some milliseconds behind.
  const since = Date.now() - 50;
  const usual = process.env.TMPDIR;
  const folder = mkdtempSync(join(tmpdir(), 'story-'));
  process.env.TMPDIR = folder;
  const output: string[] = [];
  const restore = [
    tap(process.stdout, 'write', output),
    tap(process.stderr, 'write', output),
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      tap(console, name, output),
    ),
  ];
  return {
    output: () => output,
    files: () =>
      [folder, process.cwd()]
        .flatMap((place) => filesSince(place, since, 8))
        .flatMap((file) => contentOf(file)),
    processArguments,
    stop: () => {
      for (const undo of restore) undo();
      if (usual === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = usual;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function tap(target: object, name: string, output: string[]): () => void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') throw new Error(`no ${name}`);
  const tapped = (...given: unknown[]) => {
    output.push(given.map(String).join(' '));
    return original.apply(target, given);
  };
  Reflect.set(target, name, tapped);
  return () => {
    // Another test may have tapped it since.
    if (Reflect.get(target, name) === tapped) Reflect.set(target, name, original);
  };
}

/** Other processes come and go meanwhile, and so do their files. */
function orNothing<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch {
    return [];
  }
}

function filesSince(folder: string, since: number, depth: number): readonly string[] {
  const entries = orNothing<Dirent>(() => readdirSync(folder, { withFileTypes: true }));
  return entries.flatMap((entry) => {
    if (otherFolders.includes(entry.name) || isOperators(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth > 0 ? filesSince(path, since, depth - 1) : [];
    if (!entry.isFile()) return [];
    return orNothing(() => {
      const { mtimeMs, size } = statSync(path);
      return mtimeMs >= since && size <= sizeLimitBytes ? [path] : [];
    });
  });
}

function contentOf(path: string): readonly string[] {
  return orNothing(() => [readFileSync(path, 'latin1')]);
}

function processArguments(): readonly string[] {
  const processes = orNothing(() => readdirSync('/proc').filter((name) => /^\d+$/.test(name)));
  const others = processes.flatMap((pid) => contentOf(`/proc/${pid}/cmdline`));
  return [process.argv.join(' '), process.execArgv.join(' '), process.title, ...others];
}
