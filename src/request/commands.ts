import { spokenLines } from './spoken.ts';

/** What only maintainers can vouch for. */
const confirmations = [
  'confirm-ha',
  'confirm-server',
  'confirm-recipients',
  'confirm-author',
] as const;

const verbs = ['retry', 'cancel', ...confirmations, 'help'] as const;

export type Command =
  | { readonly verb: (typeof verbs)[number] }
  | { readonly verb: 'unknown'; readonly text: string };

export function isConfirmation({ verb }: Command): boolean {
  return confirmations.some((known) => known === verb);
}

/** More than anybody has to say at once; each costs the bot some work. */
const commandLimit = 10;

/** A word that may be a slip of the pen. Anything else isn't shown: it may be a secret. */
const shownWord = /^[a-z-]{1,20}$/iu;

const commandLine = /^[ \t]{0,3}\/onboard(?:[ \t]+(\S+)(?:[ \t].*)?|[ \t]*)$/isu;

/**
 * The `/onboard` commands of a comment, in order. As in Prow a command stands on a line of its
 * own. What is quoted, in a code block or in an HTML comment was not meant as one.
 */
export function parseCommands(comment: string): readonly Command[] {
  // Most comments have none, and whoever fills an issue with markup must not keep the bot busy.
  if (!/\/onboard/i.test(comment)) return [];
  return spokenLines(comment)
    .flatMap((line) => {
      const match = commandLine.exec(line);
      return match ? [toCommand(match[1] ?? 'help')] : [];
    })
    .slice(0, commandLimit);
}

function toCommand(word: string): Command {
  const verb = verbs.find((known) => known === word.toLowerCase());
  return verb ? { verb } : { verb: 'unknown', text: shownWord.test(word) ? word : '…' };
}
