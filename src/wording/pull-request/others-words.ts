import { cutToFit } from '../fit.ts';

/** In one line, so that it is found again whatever an editor makes of line ends. */
const divider =
  '---\n\n**What follows is not of the bot.** Somebody else has added it; the bot vouches for nothing in it.';

/** The words of others below those of the bot, cut to what fits. */
export function withOthersBelow(own: string, others: string): string {
  if (others === '') return own;
  return cutToFit(`${own}\n\n${divider}\n\n${others}`);
}

/** What stands below the line where there is one, and else all of it. */
export function othersIn(text: string): string {
  return text.startsWith(divider) ? text.slice(divider.length) : text;
}
