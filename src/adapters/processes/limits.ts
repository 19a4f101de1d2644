import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a helper runs. */
export interface HelperProgram {
  /** A file of this project. */
  readonly entry: string;
  /** Its one argument: nothing that must not be seen. */
  readonly settings: string;
  /** Files and folders that it reads when it begins, besides its own code. */
  readonly files: readonly string[];
}

/** What a helper may do and take. */
interface Confinement {
  readonly network: boolean;
  /** JavaScript objects, in MiB; bytes in buffers do not count. */
  readonly heapMb: number;
}

/** What one operation may take. */
export interface WorkLimits {
  readonly timeMs: number;
  /** Of all the memory of its process, in bytes. */
  readonly memoryBytes: number;
}

/** A program and its arguments. */
export type Command = readonly [program: string, ...arguments: string[]];

const mebibyte = 1024 * 1024;

/**
 * What a helper of each kind may hold in memory, in bytes; 70 MiB of it are Node's own. Honest work
 * fits twice into what is left: secrets of 4 MiB, archives of 3 MiB, answers of 4 MiB.
 */
export const memoryLimits = {
  sandbox: 224 * mebibyte,
  'public-sandbox': 160 * mebibyte,
  prober: 160 * mebibyte,
};

/** All that a process writes into memory, in bytes. Node can't start with half of it. */
const dataLimitBytes = 800 * mebibyte;

/** Of util-linux; an image without them goes without. */
const [prlimit, setpriv] = ['/usr/bin/prlimit', '/usr/bin/setpriv'];

/** What starts a helper. */
export function confined(
  { entry, settings, files }: HelperProgram,
  { network, heapMb }: Confinement,
): Command {
  const node: Command = [
    process.execPath,
    '--permission',
    ...[...codeOf(entry), ...files].map((path) => `--allow-fs-read=${path}`),
    ...(network ? ['--allow-net'] : []),
    // What the permissions above say nothing of: SQLite opens files past them, and a signal opens
    // the debugger.
    '--no-experimental-sqlite',
    '--no-experimental-ffi',
    '--disable-sigusr1',
    '--disable-proto=delete',
    '--disallow-code-generation-from-strings',
    `--max-old-space-size=${heapMb}`,
    '--max-semi-space-size=2',
    entry,
    settings,
  ];
  const limits = ['--core=0', '--fsize=0', `--data=${dataLimitBytes}`];
  const limited: Command = existsSync(prlimit) ? [prlimit, ...limits, ...node] : node;
  // Whatever it does, it ends with the bot.
  const bound = ['--pdeathsig', 'KILL', '--no-new-privs'];
  return existsSync(setpriv) ? [setpriv, ...bound, ...limited] : limited;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sources = ['src', 'node_modules', 'package.json'].map((name) => `${root}${name}`);

/** What a program is loaded from: its sources, or what it was bundled to. */
function codeOf(entry: string): readonly string[] {
  return entry.endsWith('.ts') ? sources : [dirname(entry)];
}
