import type { DeployScriptReason } from '../problems/prow-deploy.ts';
import { codeOf, isPlainSequence } from './bash-text.ts';
import { type NotEditable, notEditable, type ScriptEdit } from './edit.ts';

interface Word {
  /** As bash reads it. */
  readonly value: string;
  readonly quote: string;
  readonly start: number;
  readonly end: number;
}

interface ArrayLiteral {
  readonly words: readonly Word[];
  /** Behind the opening parenthesis. */
  readonly start: number;
  /** Behind the closing one. */
  readonly end: number;
}

/**
 * Adds a word to an array that a bash script assigns once, as a literal list of words: last, or in
 * its place where the list is in order. Follows the layout that it finds: one line or many, quotes,
 * indentation. Every byte that was there stays. The word must need no quoting.
 */
export function addToArray(script: string, array: string, word: string): ScriptEdit {
  const literal = findArray(script, array);
  if ('reason' in literal) return literal;
  if (literal.words.some(({ value }) => value === word)) return { outcome: 'unchanged' };
  const { at, text } = insertion(script, literal, word);
  return { outcome: 'edited', text: script.slice(0, at) + text + script.slice(at) };
}

/**
 * Takes a word out of an array, the same way. Where it has a line of its own the line goes, with
 * the comment that stands behind it.
 */
export function removeFromArray(script: string, array: string, word: string): ScriptEdit {
  const literal = findArray(script, array);
  if ('reason' in literal) return literal;
  const found = literal.words.filter(({ value }) => value === word);
  if (found.length === 0) return { outcome: 'unchanged' };
  const text = found.reduceRight((rest, each) => cutOut(rest, each), script);
  return { outcome: 'edited', text };
}

/** The words of such an array; undefined where there is none. */
export function wordsIn(script: string, array: string): readonly string[] | undefined {
  const literal = findArray(script, array);
  return 'reason' in literal ? undefined : literal.words.map(({ value }) => value);
}

type NoArray = NotEditable<DeployScriptReason>;

/** Any other assignment, of an element too, could undo what is written into the literal. */
function findArray(script: string, array: string): ArrayLiteral | NoArray {
  const code = codeOf(script);
  const uses = usesOf(script, array).filter((use) => !isInComment(code, use));
  const [found, another] = uses.filter(({ use }) => use === 'assigned');
  if (!found) return notEditable('missing');
  if (another) return notEditable('assigned more than once');
  const { start } = found;
  const before = code.slice(0, start);
  if (code[start] !== script[start] || !isPlainSequence(before)) return notEditable('computed');
  const opening = start + array.length + 1;
  const isList =
    script.slice(opening - 1, opening + 1) === '=(' &&
    command.test(before.slice(before.lastIndexOf('\n') + 1));
  if (!isList) return notEditable('computed');
  const literal = readWords(script, opening + 1);
  if ('reason' in literal) return literal;
  if (!commandEnd.test(script.slice(literal.end))) return notEditable('computed');
  const mayChange = (each: Use) =>
    each.use === 'named' || (each.use === 'declared' && each.start > start);
  if (uses.some(mayChange) || isSplit(script, array)) return notEditable('named elsewhere');
  return literal;
}

/** On a line that is nothing but a comment, and does not go on from the one before. */
function isInComment(code: string, { start, lineStart }: Use): boolean {
  return code[start] === '#' && /^[ \t]*#/.test(code.slice(lineStart, start + 1));
}

/** Bash reads a name also where quotes, or the end of a line, stand in the middle of it. */
function isSplit(script: string, name: string): boolean {
  const joined = script.replace(/\\\n|['"\\]/g, '');
  return usesOf(joined, name).length > usesOf(script, name).length;
}

interface Use {
  readonly use: 'declared' | 'assigned' | 'read' | 'named';
  readonly start: number;
  readonly lineStart: number;
}

/** Where a name stands in a script. */
function usesOf(script: string, name: string): readonly Use[] {
  const uses: Use[] = [];
  let lineStart = 0;
  for (const line of script.split('\n')) {
    for (let at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + 1)) {
      const [before, after] = [line.slice(0, at), line.slice(at + name.length)];
      if (/\w$/.test(before.slice(-1)) || /^\w/.test(after)) continue;
      uses.push({ use: useOf(before, after), start: lineStart + at, lineStart });
    }
    lineStart += line.length + 1;
  }
  return uses;
}

/**
 * A name by itself may be what a command changes: `mapfile NAME`, `unset NAME`, `for NAME in`,
 * `((NAME[0]++))`, `declare -n other=NAME`. Only what nothing but reads it is known not to;
 * `${NAME[0]:=word}` is not.
 */
function useOf(before: string, after: string): Use['use'] {
  if (/\$\{[#!]?$/.test(before.slice(-3))) {
    return /^(?:\[[@*]\](?!:?=)|\})/.test(after) ? 'read' : 'named';
  }
  if (before.endsWith('$')) return 'read';
  if (/^(?:\[[^\]]*\])?\+?=/.test(after)) return 'assigned';
  return declaration.test(before) && /^[ \t\w]*(?:$|[;#])/.test(after) ? 'declared' : 'named';
}

const declaration = /^[ \t]*(?:local|declare|typeset)(?:[ \t]+(?:-a|\w+))*[ \t]+$/;

/** What may stand before an assignment; flags that give its words another meaning may not. */
const command = /^[ \t]*(?:(?:local|declare|typeset|readonly|export)[ \t]+(?:-[agrx]+[ \t]+)*)?$/;

/** What may follow one. In the background, a pipe or before a command it would count for nothing. */
const commandEnd = /^[ \t]*(?:$|[\n;#]|&&|\|\|)/;

/**
 * What an array may consist of. Words are without what bash would expand, so that each is what it
 * looks like. A continued line begins behind a space, or it would continue a word.
 */
const token =
  /(?<space>[ \t\n]+(?:\\\n[ \t\n]*)*)|(?<word>(?:[\w.:@%+/-]|'[^'\r\n]*'|"[^"$`\\\r\n]*")+)|(?<comment>(?<=[\s(])#[^\r\n]*)|(?<end>\))/y;

function readWords(script: string, start: number): ArrayLiteral | NoArray {
  const words: Word[] = [];
  for (let at = start; at < script.length; at = token.lastIndex) {
    // Bash takes a carriage return for a part of a word.
    if (script[at] === '\r') return notEditable('carriage returns');
    token.lastIndex = at;
    const found = token.exec(script)?.groups;
    if (!found) return notEditable('computed');
    if (found.word) words.push(wordAt(found.word, at));
    if (found.end && script[at + 1] !== '\r') return { words, start, end: at + 1 };
  }
  return notEditable('not closed');
}

function wordAt(source: string, start: number): Word {
  const quote = /^(?:'[^']*'|"[^"]*")$/.test(source) ? source.slice(0, 1) : '';
  const value = source.replace(/'([^']*)'|"([^"]*)"/g, '$1$2');
  return { value, quote, start, end: start + source.length };
}

function insertion(script: string, { words, start }: ArrayLiteral, word: string) {
  const last = predecessor(words, word);
  if (!last) return { at: start, text: /[ \t\n)]/.test(script[start] ?? '') ? word : `${word} ` };
  const quoted = last.quote + word + last.quote;
  const { before, after } = lineAround(script, last);
  if (before.trim() !== '') return { at: last.end, text: ` ${quoted}` };
  const isAlone = /^[ \t]*(?:[ \t]#.*)?$/.test(after);
  return { at: isAlone ? last.end + after.length : last.end, text: `\n${before}${quoted}` };
}

/** The first word stands where it does for reasons of its own. */
function predecessor([first, ...others]: readonly Word[], word: string): Word | undefined {
  const isInOrder =
    others.length > 1 &&
    others.every(({ value }, at) => at === 0 || (others[at - 1]?.value ?? '') < value);
  if (!isInOrder) return others.at(-1) ?? first;
  return others.findLast(({ value }) => value < word) ?? first;
}

function cutOut(script: string, word: Word): string {
  const { before, after } = lineAround(script, word);
  if (before.trim() === '' && /^[ \t]*(?:[ \t]#.*)?$/.test(after)) {
    return script.slice(0, word.start - before.length) + script.slice(word.end + after.length + 1);
  }
  const spacesBefore = before.length - before.trimEnd().length;
  // The first word behind the parenthesis gives up the spaces that follow it instead.
  const spacesAfter = spacesBefore > 0 ? 0 : (/^[ \t]*/.exec(after)?.[0].length ?? 0);
  return script.slice(0, word.start - spacesBefore) + script.slice(word.end + spacesAfter);
}

/** What stands on a word's line before and behind it. */
function lineAround(script: string, { start, end }: Word) {
  const lineStart = script.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = script.indexOf('\n', end);
  const after = script.slice(end, lineEnd < 0 ? script.length : lineEnd);
  return { before: script.slice(lineStart, start), after };
}
