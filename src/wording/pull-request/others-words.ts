import { cutToFit } from '../fit.ts';

/** In one line, so that it is found again whatever an editor makes of line ends. */
const divider =
  '---\n\n**What follows is not from the bot.** Somebody else added it, and the bot has not checked it.';

/** Also as an older version of the bot worded it. */
const written = /^---\n\n\*\*What follows is not (?:from|of) the bot\.\*\*.*/;

/** The words of others below those of the bot, cut to what fits. */
export function withOthersBelow(own: string, others: string): string {
  if (others === '') return own;
  return cutToFit(`${own}\n\n${divider}\n\n${others}`);
}

/** What stands below the line where there is one, and else all of it. */
export function othersIn(text: string): string {
  return text.replace(written, '');
}
