import { forbidCoreDumps } from './adapters/files/core-dumps.ts';
import { readConfiguration } from './configuration/environment.ts';
import { ConfigurationError } from './configuration/mistake.ts';
import { type Bot, startBot } from './server/bot.ts';
import { describeError } from './server/telemetry/describe-error.ts';
import { createLog } from './server/telemetry/log.ts';

const read = readConfiguration(process.env);
const log = createLog(read.ok ? read.configuration.LOG_LEVEL : 'info');
let bot: Bot | undefined;

const dumped = forbidCoreDumps();
if (dumped) log.warn({ code: dumped }, 'a core dump would hold secrets');

// Node's own way would print the error's message, which may quote a secret.
process.on('uncaughtException', (error) => {
  log.fatal(describeError(error), 'unexpected error');
  process.exit(1);
});
// Node would open its debugger, for everybody who reaches loopback: a prober does.
process.on('SIGUSR1', () => undefined);
let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // A second one changes nothing: npm passes on the Ctrl-C that the terminal gave us already.
  process.on(signal, () => {
    if (!isStopping) void stop(signal);
    isStopping = true;
  });
}

async function stop(signal: string): Promise<void> {
  log.info({ signal }, 'stopping');
  // One that comes before the bot listens waits for nothing: only with Redis may a step run by then,
  // and its request is taken over as from a replica that died.
  await bot?.stop();
  process.exit(0);
}

async function start(): Promise<void> {
  if (!read.ok) return giveUp(read.mistakes);
  try {
    bot = await startBot(read.configuration, { log });
  } catch (error) {
    if (error instanceof ConfigurationError) return giveUp([error.message]);
    log.fatal(describeError(error), 'could not start');
    process.exit(1);
  }
}

function giveUp(lines: readonly string[]): void {
  for (const line of lines) log.fatal(line);
  process.exit(1);
}

await start();
