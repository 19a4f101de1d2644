import { commandWords } from '../commands.ts';

/** In one line, so that it is found again whatever an editor makes of line ends. */
const warning = `> **Don't merge this as it is.** Somebody else has committed to this branch, so it contains more than this text describes, and the bot no longer updates it. To let the bot continue, remove these commits, or close this pull request, delete the branch and comment ${commandWords('retry')} on the issue.`;

/** Also as an older version of the bot worded it. */
const written = /^> \*\*Don't merge this as it is\.\*\* Somebody else has committed .*$/m;

/** The body of a pull request whose branch holds what the bot did not make. */
export function withWarning(body: string): string {
  return written.test(body) ? body : `${warning}\n\n${body}`;
}

export function withoutWarning(body: string): string {
  return written.test(body) ? body.replace(written, '').trimStart() : body;
}
