import { hold } from '../hold.ts';

/** In one line, so that it is found again whatever an editor makes of line ends. */
const notice = `> **Closed by the bot.** This must not be merged yet, and GitHub does not let the bot put the label ${hold} on it. The issue says more. The bot opens another pull request once it can set the label.`;

/** The body of a pull request that should be on hold and is closed instead. */
export function withUnheld(body: string): string {
  return body.startsWith(notice) ? body : `${notice}\n\n${body}`;
}
