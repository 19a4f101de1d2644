import { fail } from '../../problem.ts';
import { type Fields, pathOf, readText } from './fields.ts';

/** What `kubectl config view` writes in the place of secrets, and of certificates. */
const redacted = /^(?:REDACTED|DATA\+OMITTED)$/i;

/** What people and templates write where a value has to come in. */
const gaps = [
  /<[^<>]*>/,
  /\$\{[^{}]*\}/,
  /\$\([^()]*\)/,
  /\$[A-Za-z_]/,
  /\{\{/,
  /%[A-Za-z_]+%/,
  /^(?:op|vault|bws|secrets?|ref\+\w{1,20}):\/\//i,
  /^\[[A-Za-z_ -]*\]$/,
  /^\*+$/,
  /\.\.\.|…/,
  /^[^\w]*(?:redacted|sensitive|hidden)(?: value)?[^\w]*$/i,
  /^x{3,64}$/i,
  /^x(?:\.x){3}$/i,
];

/** Words that ask for a value. Only what is made of words is a name, and not a token or an address. */
const askingWord =
  /(?:^|[-_./])(?:your|insert|replace|replaceme|changeme|placeholder|todo|fixme|omitted|masked)(?=[-_./]|$)/i;

/** What is nothing but the name of what belongs there. */
const nameOnly = /^(?:(?:bearer[-_])?token|none|null|nil|undefined)$/i;

const longestGap = 200;

/**
 * Reads a text as {@link readText} does. Refuses what was never filled in, and what
 * `kubectl config view` has left out.
 */
export function readFilledIn(fields: Fields, field: string, part: string): string | undefined {
  const value = readText(fields, field, part);
  if (value === undefined) return undefined;
  const text = value.trim();
  if (redacted.test(text)) fail('kubeconfig-redacted', {});
  if (isGap(text)) fail('kubeconfig-placeholder', { path: pathOf(part, field) });
  return value;
}

function isGap(text: string): boolean {
  if (text.length > longestGap) return /\.\.\.|…/.test(text);
  const name = text.replace(/:\d+$/, '');
  const asks = askingWord.test(name) && !/\d/.test(name);
  return asks || nameOnly.test(text) || gaps.some((gap) => gap.test(text));
}
