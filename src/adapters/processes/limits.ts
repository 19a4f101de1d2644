import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a helper may do and take. */
export interface Confinement {
  /** Files and folders that it reads when it begins, besides its own code. */
  readonly files: readonly string[];
  readonly network: boolean;
  /** JavaScript objects, in MiB; bytes in buffers do not count. */
  readonly heapMb: number;
  /** Of the processor, in seconds, should nobody be left to end it. */
  readonly cpuSeconds: number;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ownCode = ['src', 'node_modules', 'package.json'].map((name) => `${root}${name}`);

/** Of util-linux; an image without it goes without. */
const prlimit = '/usr/bin/prlimit';

/** All that a process writes into memory, in bytes. Node can't start with half of it. */
const dataLimitBytes = 800 * 1024 * 1024;

/** The program and its arguments that start a helper's `entry` (a file of this project). */
export function confined(
  entry: string,
  settings: string,
  { files, network, heapMb, cpuSeconds }: Confinement,
): readonly [program: string, ...arguments: string[]] {
  const node = [
    process.execPath,
    '--permission',
    ...[...ownCode, ...files].map((path) => `--allow-fs-read=${path}`),
    ...(network ? ['--allow-net'] : []),
    '--disable-proto=delete',
    '--disallow-code-generation-from-strings',
    `--max-old-space-size=${heapMb}`,
    '--max-semi-space-size=8',
    entry,
    settings,
  ] as const;
  if (!existsSync(prlimit)) return [...node];
  const limits = ['--core=0', '--fsize=0', `--data=${dataLimitBytes}`, `--cpu=${cpuSeconds}`];
  return [prlimit, ...limits, ...node];
}
