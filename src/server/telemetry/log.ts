import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
import { describeError } from './describe-error.ts';
import { issueOfRun } from './run-context.ts';

/**
 * The log: lines of JSON, on standard output where no destination is given. Libraries log errors
 * as they are, with whole payloads and answers of GitHub in them; of those only what
 * {@link describeError} tells gets into a line. Whatever is told while a request is worked on
 * carries its `issue`.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const hooks = {
    logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn) {
      method.apply(this, withoutErrors(args));
    },
  };
  const options = { level, hooks, mixin: issueOfRun };
  return destination ? pino(options, destination) : pino(options);
}

function withoutErrors(args: Parameters<LogFn>): Parameters<LogFn> {
  const [first, message]: readonly unknown[] = args;
  // Where there is no message, pino takes the error's.
  const text = typeof message === 'string' ? message : 'failed';
  if (first instanceof Error) return [describeError(first), text];
  if (typeof first !== 'object' || first === null) return args;
  const fields = Object.entries(first);
  if (!fields.some(([, value]) => value instanceof Error)) return args;
  const described = fields.map(([name, value]) => [
    name,
    value instanceof Error ? describeError(value) : value,
  ]);
  return [Object.fromEntries(described), text];
}
