import { type Verb, verbs } from './command-table.ts';
import { isSlipOf } from './slip.ts';

/** What people say to the bot in their own words. */
const ownWords: Readonly<Record<string, Verb>> = {
  again: 'retry',
  recheck: 'retry',
  rerun: 'retry',
  restart: 'retry',
  abort: 'cancel',
  withdraw: 'cancel',
  confirm: 'help',
};

/** Words that may stand before the verb, as in `/onboard please retry`. */
const politeness = new Set(['please', 'pls', 'to', 'now', 'just', 'the', 'a']);

/**
 * The command that a line means without being one: with a slip in it, in mid-line, with words around
 * it, or in words of one's own to the bot by its name. Who does not address the bot means none: people
 * talk with each other. A tab is what a copied table has, and a quotation stays one.
 */
export function nearlyCommandIn(line: string, bot: string): Verb | undefined {
  if (/^[ \t]*[>|]|\t\S/.test(line)) return undefined;
  const words = wordsOf(line);
  const at = words.findIndex((word) => addressesAsCommand(word));
  if (at >= 0) return verbOf(words.slice(at + 1).find((word) => !politeness.has(word)));
  const [first, second, ...others] = words;
  if (first === 'onboard' && others.length === 0) return verbOf(second);
  if (!words.some((word) => isNameOf(word, bot))) return undefined;
  return words.map((word) => verbOf(word) ?? ownWords[word]).find(Boolean);
}

/** Whether a text may have one, for where a closer look would cost more. */
export function mayBeCommand(text: string, bot: string): boolean {
  const found = [...text.toLowerCase().matchAll(/(?<![\w@/-])[/@]?[a-z-]{5,40}/g)];
  return found.some(
    ([word]) => /^\/?onboard/.test(word) || addressesAsCommand(word) || isNameOf(word, bot),
  );
}

/** Without what stands around words, and `/onboard-retry` as two. */
function wordsOf(line: string): readonly string[] {
  return line
    .toLowerCase()
    .split(/[\s\u200b\ufeff]+|(?<=\/onboard)[-_:]/)
    .map((word) => word.replace(/^[*_~(]+/, '').replace(/(?<![*_~).,;:!?])[*_~).,;:!?]+$/, ''))
    .filter((word) => word !== '');
}

function addressesAsCommand(word: string): boolean {
  if (!word.startsWith('/')) return false;
  const name = word.slice(1);
  return isSlipOf(name, 'onboard') || name === 'onboarding';
}

/** GitHub shows an App as `name[bot]`, and people write `@name`. */
function isNameOf(word: string, bot: string): boolean {
  const name = bot.toLowerCase().replace('[bot]', '');
  return name !== '' && (word === `@${name}` || word === `@${name}[bot]`);
}

function verbOf(word: string | undefined): Verb | undefined {
  if (word === undefined) return undefined;
  return (
    verbs.find((verb) => verb === word) ??
    verbs.find((verb) => word.length > 3 && isSlipOf(word, verb))
  );
}
