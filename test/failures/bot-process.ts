/**
 * The bot as a process of its own, as `npm start` but without GitHub's pace of one write a second:
 * with it, the hundred processes of a test would take hours. Writes its port on a line.
 */
import { readConfiguration } from '../../src/configuration/environment.ts';
import { startBot } from '../../src/server/bot.ts';
import { createLog } from '../../src/server/telemetry/log.ts';

const read = readConfiguration(process.env);
if (!read.ok) throw new Error(read.mistakes.join('\n'));
const log = createLog('silent');
const options = { log, throttled: false, firstRetryMs: 1 };
const { port, firstResync } = await startBot(read.configuration, options);
await firstResync;
process.stdout.write(`${port}\n`);
