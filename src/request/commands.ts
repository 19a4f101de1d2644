import { marked, type Token } from 'marked';

export const verbs = ['retry', 'cancel', 'confirm-ha', 'help'] as const;

export type Command =
  | { readonly verb: (typeof verbs)[number] }
  | { readonly verb: 'unknown'; readonly text: string };

const commandLine = /^[ \t]{0,3}\/onboard(?:[ \t]+(\S+).*|[ \t]*)$/iu;

/**
 * The `/onboard` commands of a comment, in order. As in Prow a command stands on a line of its
 * own. What is quoted, in a code block or in an HTML comment was not meant as one.
 */
export function parseCommands(comment: string): readonly Command[] {
  return marked
    .lexer(comment)
    .flatMap((token) => (token.type === 'paragraph' ? spokenLines(token.tokens ?? []) : []))
    .flatMap((line) => {
      const match = commandLine.exec(line);
      return match ? [toCommand(match[1] ?? 'help')] : [];
    });
}

function spokenLines(tokens: readonly Token[]): readonly string[] {
  // Anything but text (a code span, a link, markup) keeps its place, but is never a command.
  return tokens
    .map((token) => (token.type === 'text' || token.type === 'br' ? token.raw : '\u0000'))
    .join('')
    .split(/\r?\n/u);
}

function toCommand(word: string): Command {
  const verb = verbs.find((known) => known === word.toLowerCase());
  return verb ? { verb } : { verb: 'unknown', text: word };
}
