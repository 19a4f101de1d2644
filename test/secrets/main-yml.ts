import fc from 'fast-check';

/** Parts of an arbitrary `main.yml`: entries in every style that YAML has, and what is between. */
const word = fc.stringMatching(/^[a-z][a-zA-Z0-9=]{0,8}$/);
const line = fc.oneof(
  word,
  fc.constant(''),
  fc.constant('# no comment'),
  fc.constant("it's: {a, [b"),
  fc.constant('- "x": ü😀'),
  fc.constant('   deep'),
);
const textLines = fc
  .array(line, { minLength: 1, maxLength: 5 })
  .map((lines) => ['first', ...lines]);

export const literalStyle = fc.record({
  indent: fc.integer({ min: 1, max: 9 }),
  hasIndicator: fc.boolean(),
  chomping: fc.constantFrom('', '-', '+'),
  comment: fc.constantFrom('', ' # why'),
  blank: fc.constantFrom('', ' '),
  emptyLinesBehind: fc.integer({ min: 0, max: 2 }),
});

export type LiteralStyle = typeof literalStyle extends fc.Arbitrary<infer T> ? T : never;

/** A block scalar as it stands behind `key: `. */
export function blockScalar(
  sign: '|' | '>',
  lines: readonly string[],
  style: LiteralStyle,
): string {
  const { indent, hasIndicator, chomping, comment, blank, emptyLinesBehind } = style;
  const indented = lines.map((text) => (text === '' ? blank : ' '.repeat(indent) + text));
  const header = `${sign}${hasIndicator ? indent : ''}${chomping}${comment}`;
  return `${[header, ...indented, ...new Array(emptyLinesBehind).fill('')].join('\n')}\n`;
}

const value = fc.oneof(
  fc
    .tuple(fc.constantFrom('|' as const, '>' as const), textLines, literalStyle)
    .map((args) => blockScalar(...args)),
  word.map((text) => `${text}\n`),
  word.map((text) => `${text} # a comment\n`),
  word.map((text) => `'it''s ${text}'\n`),
  word.map((text) => `"${text}\\n  \\"more\\""\n`),
  word.map((text) => `"${text}\n  folded"\n`),
  word.map((text) => `{${text}: 1, list: [yes, 0x1f, ~]}\n`),
  word.map((text) => `\n  nested: # deep\n      - ${text}\n      - 'b'\n`),
  fc
    .tuple(textLines, literalStyle)
    .map(
      ([lines, style]) => `\n key: ${blockScalar('|', lines, style).replace(/\n(?=.)/g, '\n ')}`,
    ),
  word.map((text) => `\n- ${text}\n- 2001-12-14\n`),
  word.map((text) => `!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  ${text}\n`),
  fc.constantFrom('\n', ' \n', 'yes\n', '1_000\n', '&anchor text\n'),
);

const between = fc.constantFrom('', '', '\n', '# a comment\n', '\n# one\n#two\n\n');

/** Entries `k0`, `k1`, …, each with what is before it. */
export const entries = fc
  .array(fc.tuple(between, value), { maxLength: 4 })
  .map((parts) => parts.map(([before, text], index) => ({ before, key: `k${index}`, text })))
  .map((parts) => parts.filter(({ text }, index) => !text.startsWith('&anchor') || index === 0));

export const frame = fc.record({
  start: fc.constantFrom('', '---\n', '# Ansible variables\n---\n', '\ufeff'),
  end: fc.constantFrom('', '', '# the end\n', '...\n', '\n\n', '# no newline'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  hasLastNewline: fc.boolean(),
});

export type Frame = typeof frame extends fc.Arbitrary<infer T> ? T : never;

export function mainYml(
  parts: readonly { before: string; key: string; text: string }[],
  { start, end, lineEnd, hasLastNewline }: Frame,
): string {
  const body = parts.map(({ before, key, text }) => `${before}${key}: ${text}`).join('');
  // Nothing is no document: only one that began can be ended.
  const last = body === '' ? '' : end;
  const whole = `${start}${body}${last}`.replaceAll('\n', lineEnd);
  return hasLastNewline ? whole : whole.replace(/\r?\n$/, '');
}
