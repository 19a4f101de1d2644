/** As much of a piece, again and again, as fills so many characters. */
function fill(piece: string, length: number): string {
  return piece.repeat(Math.ceil(Math.max(length, 0) / piece.length)).slice(0, length);
}

/** Lists ever deeper, one a line. */
function stairs(length: number): string {
  let text = '';
  for (let depth = 0; text.length < length; depth++) text += `${' '.repeat(2 * depth)}- a\n`;
  return text;
}

/** Texts of a length that cost some reader of Markdown or of commands the square of it, or more. */
export function hostileTexts(length: number): readonly (readonly [string, string])[] {
  const half = Math.floor(length / 2);
  return [
    ['a list in a list in a list', `${fill('* ', length - 1)}a`],
    ['an indented list in a list', `  ${fill('- ', length - 3)}a`],
    ['a deep list with blank lines', `${fill('- ', half)}a\n${fill('\n', half)}`],
    ['half as deep a list with blank lines', `${'- '.repeat(49)}a\n${fill('\n', length - 100)}`],
    ['a deep list in front of blanks', `${'- '.repeat(49)}a\n${fill(' ', length - 101)}b`],
    ['a deep list in front of tabs', `${fill('- ', half)}a\n${fill('\t', half)}b`],
    ['stairs of lists', stairs(length)],
    ['stairs of lists with blank lines', `${stairs(half)}${fill('\n', half)}`],
    ['stairs of lists with lines of blanks', `${stairs(half)}${fill('  \t\n', half)}`],
    ['a deep quote that goes on lazily', `${fill('>', half)}a\n${fill('b\n', half)}`],
    ['deep quotes', fill(`${'>'.repeat(49)}a\n`, length)],
    ['quotes around lists that go on lazily', fill('> 1. > - a\nb\n', length)],
    ['a heading with many blanks', `# a${fill(' ', length - 4)}x`],
    ['a heading with blanks and tabs', `# a${fill(' \t', length - 4)}x`],
    ['a heading with many tabs and hashes', `# a${fill('\t', half)}${fill('#', half - 4)}x`],
    ['a heading with hashes between blanks', `# ${fill(`${' #'.repeat(30)}    `, length - 3)}x`],
    ['a fence of many backticks', `${fill('`', half)}${fill('a', half - 1)}\``],
    ['an almost closed fence', `\`\`\`\n${fill('``` \t x\n', length)}`],
    ['a comment with many blank lines', `<!--${fill('\n', length - 5)}x`],
    ['a tag with many blanks', `<a${fill(' ', length - 3)}!`],
    ['a tag with many attributes', `<a${fill(' b=', length - 3)}!`],
    ['a line that is almost a rule', `${fill('_ ', length - 1)}x`],
    ['many definitions', fill("[a]: b 'c\n", length)],
    ['many brackets', fill('[', length)],
    ['backticks in runs of all lengths', runs(length, '`')],
    ['comments that nothing ends', fill('a <!-- ', length)],
    ['tags that nothing ends', fill('<a ', length)],
    ['tabs behind a command', `/onboard${fill('\t', length - 9)}\u2028`],
    ['slashes behind a command', `/onboard ${fill('/', length - 11)}\u2028x`],
    ['blanks in front of a command', `a\n${fill(' ', length - 10)}/onboard`],
    ['commands', fill('/onboard x\n', length)],
    ['commands in one line', fill('/onboard ', length)],
    ['line ends of all kinds', fill('\r\n\r\u2028\u2029\u0085\v\f', length)],
    ['zeros', fill('\0', length)],
  ];
}

function runs(length: number, mark: string): string {
  let text = '';
  for (let count = 1; text.length < length; count++) text += `${mark.repeat(count)}a`;
  return text.slice(0, length);
}
