/** Anything else is no slip: what the bot takes a command's power with is a sign, too. */
const letters = /^[\p{L}\d_-]*$/u;

/**
 * Whether a word is another one but for one slip of the pen: a letter that is missing, too many or
 * wrong, or two in the wrong order.
 */
export function isSlipOf(word: string, meant: string): boolean {
  const shorter = Math.min(word.length, meant.length);
  let start = 0;
  while (start < shorter && word[start] === meant[start]) start += 1;
  let end = 0;
  while (end < shorter - start && word.at(-1 - end) === meant.at(-1 - end)) end += 1;
  const wrong = word.slice(start, word.length - end);
  const right = meant.slice(start, meant.length - end);
  if (!letters.test(wrong)) return false;
  if (wrong.length <= 1 && right.length <= 1) return true;
  return wrong.length === 2 && right.length === 2 && wrong === `${right[1]}${right[0]}`;
}
