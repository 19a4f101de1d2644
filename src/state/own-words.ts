import { createHash } from 'node:crypto';

/** A text as it is told again: GitHub may show other ends of lines, and other blanks before them. */
export function normalText(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** Stands for a text that everybody can see, whatever becomes of its ends of lines. */
export function wordsDigest(text: string): string {
  return createHash('sha256').update(normalText(text)).digest('base64url').slice(0, 22);
}
