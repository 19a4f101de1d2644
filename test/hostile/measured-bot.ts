/**
 * The bot in a process of its own that tells its parent what it costs. It is started as
 * `src/index.ts` starts it, with the same environment, but without GitHub's pace.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readConfiguration } from '../../src/configuration/environment.ts';
import { startBot } from '../../src/server/bot.ts';
import { entriesIn, type OpenHelpers, startHelpersFrom } from '../../src/server/helpers.ts';
import { createLog } from '../../src/server/telemetry/log.ts';

/** What the parent may ask for; each is answered with the cost once nothing is left to do. */
export type Wish = 'start' | 'resync' | 'cost';

/** Since the last `start`; memory in MiB. */
export interface Cost {
  readonly rssNow: number;
  readonly rssPeak: number;
  /** The most processor time of the main thread between two turns of its event loop. */
  readonly blockedMs: number;
  /** The longest that the event loop was late, also where the processor was busy elsewhere. */
  readonly lateMs: number;
}

const { HELPERS, ...environment } = process.env;
const read = readConfiguration(environment);
if (!read.ok) throw new Error(read.mistakes.join('\n'));
const log = createLog(read.configuration.LOG_LEVEL);
const bot = await startBot(read.configuration, {
  log,
  throttled: false,
  openHelpers: await findHelpers(),
});
await bot.firstResync;

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let blockedMs = 0;
let before = process.threadCpuUsage();
setInterval(() => {
  const { user, system } = process.threadCpuUsage(before);
  blockedMs = Math.max(blockedMs, (user + system) / 1000);
  before = process.threadCpuUsage();
}, 1);

process.on('message', (wish) => {
  void fulfil(wish).then(tell);
});
process.on('disconnect', () => process.exit());
tell();

/** Loaded only where they are used, as all that is loaded counts. */
async function findHelpers(): Promise<OpenHelpers> {
  if (HELPERS) return (...given) => startHelpersFrom(entriesIn(HELPERS), ...given);
  return (await import('../../simulator/local-helpers.ts')).localHelpers;
}

async function fulfil(wish: unknown): Promise<void> {
  if (wish === 'start') start();
  if (wish === 'resync') await bot.resync();
  await bot.queue.idle();
}

function start(): void {
  delay.reset();
  blockedMs = 0;
  // Linux: sets the peak (VmHWM) back to what is in use now; see proc_pid_clear_refs(5).
  writeFileSync('/proc/self/clear_refs', '5');
}

function tell(): void {
  const rssNow = sizeOf('VmRSS');
  const cost: Cost = { rssNow, rssPeak: sizeOf('VmHWM'), blockedMs, lateMs: delay.max / 1e6 };
  process.send?.(cost);
}

/** All threads of the process are in it. */
function sizeOf(field: string): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
  return Number(kilobytes) / 1024;
}
