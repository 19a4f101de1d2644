/**
 * Watches what a process and its helpers take, in a process of its own, as whoever measures is busy:
 * `node tree-watch.ts PID`. Tells its parent when it is asked.
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** `start` begins anew, `tell` is answered with what was seen since. */
export type TreeWish = 'start' | 'tell';

/** The most at once, in MiB. */
export interface TreeCost {
  /** Of all together, each page of memory counted once (PSS). */
  readonly all: number;
  /** Of the watched process itself, counted so, at the end. */
  readonly bot: number;
  /** Of one helper of each kind, as its limit counts it (RSS). */
  readonly sandbox: number;
  readonly 'public-sandbox': number;
  readonly prober: number;
}

type Kind = 'sandbox' | 'public-sandbox' | 'prober';

const nothing = { all: 0, bot: 0, sandbox: 0, 'public-sandbox': 0, prober: 0 };
const pid = process.argv[2] ?? '';
let seen: TreeCost = nothing;

process.on('message', (wish: TreeWish) => {
  if (wish === 'start') {
    seen = nothing;
    // Linux: sets a peak (VmHWM) back to what is in use now; see proc_pid_clear_refs(5).
    for (const helper of helpers()) attempt(() => writeFileSync(`/proc/${helper}/clear_refs`, '5'));
  }
  lookAtAll();
  process.send?.(seen);
});
process.on('disconnect', () => process.exit());
setInterval(lookAtPeaks, 10);
setInterval(lookAtAll, 100);

function lookAtPeaks(): void {
  for (const helper of helpers()) {
    const kind = kindOf(helper);
    if (kind) seen = { ...seen, [kind]: Math.max(seen[kind], sizeIn(helper, 'status', 'VmHWM')) };
  }
}

/** To add up pages takes a millisecond for each process. */
function lookAtAll(): void {
  const [bot = 0, ...others] = [pid, ...helpers()].map((each) =>
    sizeIn(each, 'smaps_rollup', 'Pss'),
  );
  const all = others.reduce((sum, size) => sum + size, bot);
  seen = { ...seen, bot, all: Math.max(seen.all, all) };
}

function helpers(): readonly string[] {
  return (read(pid, `task/${pid}/children`) ?? '').split(' ').filter((child) => child !== '');
}

function kindOf(helper: string): Kind | undefined {
  const [, kind] =
    /\/(sandbox|public-sandbox|prober)\.mjs/.exec(read(helper, 'cmdline') ?? '') ?? [];
  return kind === 'sandbox' || kind === 'public-sandbox' || kind === 'prober' ? kind : undefined;
}

function sizeIn(of: string, file: string, field: string): number {
  const [, kilobytes] =
    new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(read(of, file) ?? '') ?? [];
  return Math.round(Number(kilobytes ?? 0) / 1024);
}

function read(of: string, file: string): string | undefined {
  return attempt(() => readFileSync(`/proc/${of}/${file}`, 'utf8'));
}

/** Undefined where the process has ended. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
