/**
 * Undoes what pages, strings of programs and addresses make of a text. Base64 has none of their
 * signs, so nothing of it is lost: tags, entities, escapes and percent signs become what they stand
 * for, a blank or a line end.
 */
export function undoEscapes(text: string): string {
  let [before, after] = [text, undoOnce(text)];
  for (let rounds = 1; after !== before && rounds < mostRounds; rounds += 1) {
    [before, after] = [after, undoOnce(after)];
  }
  return after;
}

/** One program may write what another has written. */
const mostRounds = 4;

const endsLine = /^<(?:br|\/(?:p|div|tr|li))\b/i;

function undoOnce(text: string): string {
  return text
    .replaceAll(/<[a-z/!][^<>]*>/gi, (tag) => (endsLine.test(tag) ? '\n' : ' '))
    .replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,30}));?/gi, (_, decimal, hex, name) =>
      name ? namedEntity(name) : character(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replaceAll(/\\+(?:u([0-9a-fA-F]{4})|(par\b|[nrt])|)/g, (_, hex, lineEnd) =>
      hex ? character(Number.parseInt(hex, 16)) : lineEnd ? '\n' : '',
    )
    .replaceAll(/%([0-9a-f]{2})/gi, (_, hex) => character(Number.parseInt(hex, 16)));
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['plus', '+'],
  ['sol', '/'],
  ['equals', '='],
]);

function namedEntity(name: string): string {
  return entities.get(name.toLowerCase()) ?? '\n';
}

function character(code: number): string {
  return code < 0x80 ? String.fromCharCode(code) : '\n';
}

/** Undoes the way of mail to write any byte in ASCII (RFC 2045, 6.7). */
export function undoQuotedPrintable(text: string): string {
  return text
    .replaceAll(/=[ \t\r]{0,9}\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex) => character(Number.parseInt(hex, 16)));
}
