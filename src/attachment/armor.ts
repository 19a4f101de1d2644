/** An ASCII-armored block (RFC 9580, 6.2) as found in a text, written anew in its plainest form. */
interface ArmoredBlock {
  /** What stands between BEGIN PGP and the dashes, `MESSAGE` for one. */
  readonly block: BlockName;
  /** One header-less block with lines of 64 characters, or as found where it is damaged. */
  readonly text: string;
  /** Whether its end is there and all between is base64. */
  readonly isIntact: boolean;
  /** Where it begins in the text. */
  readonly offset: number;
}

const blockNames = [
  'MESSAGE',
  'SIGNED MESSAGE',
  'SIGNATURE',
  'PUBLIC KEY BLOCK',
  'PRIVATE KEY BLOCK',
] as const;

type BlockName = (typeof blockNames)[number];

/** What mail and Markdown put around a line, and what does not show; never part of armor. */
const margins = /[\t\v\f \xa0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff>|`]+/g;
const beginLine =
  /^[\t\v\f \xa0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff>|`]*-----BEGIN PGP (MESSAGE|SIGNED MESSAGE|SIGNATURE|PUBLIC KEY BLOCK|PRIVATE KEY BLOCK)-----[\t\v\f \xa0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff>|`]*$/gm;

/**
 * Finds armored blocks, whatever mail, Markdown and editors did to them: quoted, indented, in
 * fences, with other line ends, without the blank line after the headers, with white space that
 * does not show. Nothing is guessed: base64 has none of these characters.
 */
export function findArmoredBlocks(text: string): readonly ArmoredBlock[] {
  const begins = [...text.matchAll(beginLine)];
  return begins.flatMap((begin, i) => {
    const block = blockNames.find((name) => name === begin[1]);
    if (block === undefined) return [];
    const rest = text.slice(begin.index + begin[0].length, begins[i + 1]?.index);
    return [{ block, offset: begin.index, ...rewrite(block, rest) }];
  });
}

function rewrite(block: BlockName, rest: string): Pick<ArmoredBlock, 'text' | 'isIntact'> {
  const begin = `-----BEGIN PGP ${block}-----\n\n`;
  const end = `-----END PGP ${block === 'SIGNED MESSAGE' ? 'SIGNATURE' : block}-----`;
  const [inside = '', ...after] = rest.split(end);
  const body = bodyOf(inside);
  const data = body.replace(/=[A-Za-z0-9+/]{4}$/, '');
  const isBase64 = data.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
  const isIntact = after.length > 0 && isBase64;
  if (!isIntact) return { text: `${begin}${body}\n`, isIntact };
  return { text: `${begin}${data.replaceAll(/.{1,64}/g, '$&\n')}${end}\n`, isIntact };
}

/** The base64 of a block in one line, its checksum included: the headers and margins are gone. */
function bodyOf(inside: string): string {
  const lines = inside
    .split(/\r\n|\r|\n|\u2028|\u2029/)
    .map((line) => line.replaceAll(margins, ''));
  const first = lines.findIndex((line) => line !== '' && !/^[A-Za-z]+:/.test(line));
  return first === -1 ? '' : lines.slice(first).join('');
}
