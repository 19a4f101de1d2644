import { pino } from 'pino';
import { readConfiguration } from './configuration/environment.ts';
import { StartMistake } from './configuration/keys.ts';
import { startBot } from './server/bot.ts';
import { describeError } from './server/describe-error.ts';

const read = readConfiguration(process.env);
const log = pino({ level: read.ok ? read.configuration.LOG_LEVEL : 'info' });

async function main(): Promise<void> {
  if (!read.ok) return giveUp(read.mistakes);
  try {
    const bot = await startBot(read.configuration, { log });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        log.info({ signal }, 'stopping');
        void bot.stop().finally(() => process.exit(0));
      });
    }
  } catch (error) {
    if (error instanceof StartMistake) return giveUp([error.message]);
    log.fatal(describeError(error), 'could not start');
    process.exitCode = 1;
  }
}

function giveUp(lines: readonly string[]): void {
  for (const line of lines) log.fatal(line);
  process.exitCode = 1;
}

await main();
