/** What people and programs put around a text, and do to each of its lines. */
export type Wrap = (text: string) => string;

const eachLine = (write: (line: string, index: number) => string): Wrap => {
  return (text) => text.split('\n').map(write).join('\n');
};
const before = (first: string, others = first) =>
  eachLine((line, index) => (index === 0 ? first : others) + line);
const around = (start: string, end: string): Wrap => {
  return (text) => start + text + end;
};
const inTags = (tag: string) => around(`<${tag}>`, `</${tag}>`);
const asEntities: Wrap = (text) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('+', '&#43;')
    .replaceAll('/', '&#x2F;');

/** What is put around lines and leaves each of them a line. */
export const surroundings: Readonly<Record<string, Wrap>> = {
  quote: before('> '),
  'narrow quote': before('>'),
  list: before('- ', '  '),
  'list with stars': before('* ', '  '),
  'numbered list': before('1. ', '   '),
  indentation: before('    '),
  fence: around('```\n', '\n```'),
  'fence with a language': around('~~~ text\n', '\n~~~'),
  'fence in a line': around('```', '```'),
  fold: around('<details><summary>file</summary>\n\n', '\n\n</details>'),
  'narrow fold': around('<details><summary>file</summary>', '</details>'),
  pre: inTags('pre'),
  'highlighted code': around('<pre lang="text"><code>', '</code></pre>'),
  'block quote in HTML': inTags('blockquote'),
  'page with entities': (text) => inTags('pre')(asEntities(text)),
  'form field': around('### Encrypted kubeconfig\n\n', '\n\n### Anything else?\n\n_No response_'),
  label: around('Encrypted kubeconfig: ', ' (see above)'),
  words: around('Hello,\n\nhere it is:\n', '\nThanks!'),
  'windows lines': (text) => text.replaceAll('\n', '\r\n'),
  'blanks at the ends': eachLine((line) => `${line} \t`),
  'spaces that do not break': before('\u00a0\u200b'),
  'answer by mail': around(
    'Thanks!\n\nOn Monday, somebody <a@b.example> wrote:\n\n',
    '\n-- \nJane',
  ),
  'forwarded mail': around(
    '---------- Forwarded message ---------\nFrom: Jane <jane@test.invalid>\nSubject: it\n\n',
    '',
  ),
};

/** What Markdown, pages and forms make of lines. */
const rewritings: Readonly<Record<string, Wrap>> = {
  'one line': (text) => text.replaceAll('\n', ' '),
  'double spacing': (text) => text.replaceAll('\n', '\n\n'),
  'lines with breaks': eachLine((line) => `${line}<br/>`),
  'lines in elements': eachLine((line) => `<span class="line">${line}</span>`),
  paragraphs: eachLine((line) => `<p>${line}</p>\n`),
  'cell of a table': (text) => `| file |\n|---|\n| ${text.replaceAll('\n', '<br>')} |\n`,
  'rows of a table': (text) => `| file |\n|---|\n${eachLine((line) => `| ${line} |`)(text)}`,
};

/** Any of them in any other, it is read. */
export const containers: Readonly<Record<string, Wrap>> = { ...surroundings, ...rewritings };

/** What programs make of a text; one of them is read. */
export const encodings: Readonly<Record<string, Wrap>> = {
  'JSON string': (text) => JSON.stringify({ name: 'a.asc', data: text }),
  'JSON string with escapes': (text) =>
    JSON.stringify(text)
      .replaceAll('/', '\\/')
      .replaceAll('+', '\\u002b')
      .replaceAll('=', '\\u003D'),
  'block of YAML': (text) => `data: |\n${before('  ')(text)}`,
  CSV: (text) => `1,"${text.replaceAll('"', '""')}",x`,
  'string of a program': eachLine((line) => `"${line}\\n" +`),
  comparison: before('+'),
  'comment of a program': before('//'),
  'comment of a shell': before('# '),
  'numbered lines': eachLine((line, index) => `${String(index + 1).padStart(4)}\t${line}`),
  'numbered rows of a page': eachLine(
    (line, index) => `<tr><td>${index + 1}</td><td>${line}</td></tr>`,
  ),
  'output of grep': eachLine((line, index) => `a.asc:${index + 1}:${line}`),
  'log of a container': before('web_1  | '),
  'log with times': before('2026-11-30T09:00:00Z '),
  'dashes escaped by OpenPGP': (text) => text.replaceAll(/^-/gm, '- -'),
  'dashes escaped for Markdown': (text) => text.replaceAll('-', '\\-').replaceAll('+', '\\+'),
  'dashes of a typist': (text) => text.replaceAll('--', '—'),
  RTF: (text) => `{\\rtf1\\ansi\n${text.replaceAll('\n', '\\par\n')}}`,
  'percent signs': encodeURIComponent,
  'quoted-printable': (text) => {
    const escaped = text.replaceAll('=', '=3D').replaceAll(/[ \t](?=\n)/g, '=20');
    return escaped.replaceAll(/.{75}(?=.)/g, '$&=\n');
  },
  base64: (text) =>
    Buffer.from(text)
      .toString('base64')
      .replaceAll(/.{1,76}/g, '$&\n')
      .trimEnd(),
  'base64 of certutil': (text) =>
    `-----BEGIN CERTIFICATE-----\n${encodings.base64?.(text)}\n-----END CERTIFICATE-----`,
};
