import { type Verb, verbs } from './command-table.ts';
import { mayBeCommand, nearlyCommandIn } from './nearly-commands.ts';
import { aboveQuotation } from './quotation.ts';
import { type SpokenLine, spokenLines } from './spoken.ts';

export type Command =
  | { readonly verb: Verb }
  | { readonly verb: 'unknown'; readonly text: string }
  /** One that commands nothing, for what it lacks or has around it, or a quotation above it. */
  | {
      readonly verb: 'misplaced';
      readonly text: Verb;
    };

/** What a comment says to the bot. */
export interface SaidCommands {
  readonly commands: readonly Command[];
  /** Those before the first other line: all that count in what came by mail. */
  readonly opening: readonly Command[];
}

/** More than anybody has to say at once; each costs the bot some work. */
const commandLimit = 10;

/** A word that may be a slip of the pen. Anything else isn't shown: it may be a secret. */
const shownWord = /^[a-z-]{1,20}$/iu;

/**
 * Phones and keyboards write no-break spaces, and what is pasted begins with marks that nobody
 * sees.
 */
const commandLine = /^[ \t\u200b\ufeff]{0,3}\/onboard(?:[ \t\u00a0]+(\S+))?[ \t\u00a0]*$/iu;

/**
 * The `/onboard` commands of a comment, in order. One stands on a line of its own with nothing
 * behind it, in the writer's own words above any quotation: a mail program may quote what the bot
 * or somebody else wrote without a mark. What the bot writes is never one, as it puts each command
 * between quotation marks. What is in a code block or in an HTML comment was not meant as one.
 */
export function parseCommands(comment: string, bot = ''): SaidCommands {
  // Most comments have none, and whoever fills an issue with markup must not keep the bot busy.
  if (!mayBeCommand(comment, bot)) return { commands: [], opening: [] };
  const own = aboveQuotation(comment);
  const found = spokenLines(own).flatMap((line) => commandIn(line, bot));
  const said = [...found, ...quotedBelow(own, comment)];
  return {
    commands: said.slice(0, commandLimit),
    opening: openingOf(own, bot).slice(0, commandLimit),
  };
}

/** Whether a comment may ask for help, for where a closer look would cost more. */
export function mayAskForHelp(comment: string): boolean {
  return /^[ \t]{0,3}\/onboard(?:[ \t]{1,9}help)?[ \t\r]{0,9}$/im.test(comment);
}

/** An honest line may look like the head of a mail: who writes on GitHub itself quotes none. */
function quotedBelow(own: string, comment: string): readonly Command[] {
  const rest = comment.replaceAll(/\r\n?/g, '\n').slice(own.length);
  if (!/\/onboard/i.test(rest)) return [];
  return spokenLines(rest).flatMap(({ text }) => commandIn({ text, isQuoted: true }, ''));
}

function openingOf(own: string, bot: string): readonly Command[] {
  const lines = own.split('\n').filter((line) => line.trim() !== '');
  const found = lines.map((text) => commandIn({ text, isQuoted: false }, bot));
  const other = found.findIndex((commands) => commands.length === 0);
  return (other < 0 ? found : found.slice(0, other)).flat();
}

function commandIn({ text, isQuoted }: SpokenLine, bot: string): readonly Command[] {
  const match = commandLine.exec(text);
  const word = match && (match[1] ?? 'help');
  const verb = verbOf(word ?? undefined);
  if (isQuoted) return misplaced(verb);
  if (verb) return [{ verb }];
  const meant = nearlyCommandIn(text, bot);
  if (meant || !word) return misplaced(meant);
  return [{ verb: 'unknown', text: shownWord.test(word) ? word : '…' }];
}

function misplaced(verb: Verb | undefined): readonly Command[] {
  return verb ? [{ verb: 'misplaced', text: verb }] : [];
}

function verbOf(word: string | undefined): Verb | undefined {
  return verbs.find((known) => known === word?.toLowerCase());
}
