/** How much of a foreign text a reader gets to see, in characters. */
const defaultLimit = 100;

/** Control, format, unassigned and private characters, and those that fonts don't draw. */
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * Text from outside on one line of a terminal or a log: no control, bidirectional or zero-width
 * characters, and at most `limit` characters. What can't be shown leaves a `�`, so that nothing
 * hides.
 */
export function cleanText(text: string, limit = defaultLimit): string {
  // Cut first, generously: a huge text must not cost a huge replacement.
  const shown = text
    .slice(0, limit * 8)
    .replace(/\s+/gu, ' ')
    .replace(invisible, '\uFFFD')
    .trim();
  const characters = [...shown];
  if (characters.length <= limit) return shown || '(empty)';
  return `${characters.slice(0, limit - 1).join('')}…`;
}

/**
 * Text from outside in Markdown, as a code span: GitHub makes no link, mention, reference or
 * markup of it. It stays harmless where a program reads the source instead of the page.
 */
export function inlineCode(text: string, limit = defaultLimit): string {
  return `\`${defuse(cleanText(text, limit))}\``;
}

/**
 * Text from outside where Markdown has no code spans: a title or a commit message. What is not a
 * letter, a digit, `-` or `_` becomes `?`, and `GH-1`, which is an issue for GitHub in any case of
 * its letters, gets another hyphen.
 */
export function escapeText(text: string): string {
  return cleanText(text)
    .replace(/[^\p{L}\p{N} _…-]/gu, '?')
    .replace(/(GH)-(?=\d)/giu, '$1\u2011');
}

/** A fenced code block. Values from outside in it have gone through {@link codeLine}. */
export function codeBlock(language: string, content: string): string {
  return `\`\`\`${language}\n${content.trimEnd()}\n\`\`\``;
}

/** Text from outside as part of a line in a fenced code block. */
export function codeLine(text: string, limit = defaultLimit): string {
  return defuse(cleanText(text, limit));
}

/**
 * Takes the power from the few characters that have some inside code too: a backtick ends it, `|`
 * ends a table's cell, `<!--` looks like the bot's own marker, and Prow's plugins look for `@name`
 * and `fixes #1` in the source. A name like `/onboard cancel` would be a command in a mail that
 * somebody answers.
 */
function defuse(text: string): string {
  return text
    .replaceAll('`', "'")
    .replaceAll('|', '¦')
    .replaceAll('<!', '‹!')
    .replaceAll('->', '-›')
    .replaceAll('#', '＃')
    .replace(/\/(?=onboard)/giu, '／')
    .replace(/(?<![A-Za-z0-9_])@/gu, '＠');
}
