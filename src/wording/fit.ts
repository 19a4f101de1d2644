/** As many characters as GitHub takes. */
const limit = 65_536;

/**
 * A text cut to what GitHub takes. The words of others stand last, and whoever fills a text up must
 * not keep the bot from writing above them. Cut between two characters, and never into one.
 */
export function cutToFit(text: string): string {
  return text.length <= limit ? text : text.slice(0, limit).toWellFormed();
}
