import type { Verb } from '../request/commands.ts';

/**
 * A command where the bot speaks of it. Whoever answers by mail sends that back, and a mail program
 * may leave it alone on a line, as it does with a table's cell. Within quotation marks it is no
 * command there either; as code it would lose them.
 */
export function commandWords(verb: Verb): string {
  return `“/onboard ${verb}”`;
}
