import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attachmentHost } from '../../src/attachment/address.ts';
import { candidatesOf, withLater } from '../../src/attachment/found-submissions.ts';
import { submissionsIn } from '../../src/attachment/submissions.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { armored, binary, canonical, other, publicBlock } from './sample.ts';

const host = attachmentHost();
const candidates = (...texts: readonly string[]) =>
  candidatesOf(texts.map((text) => submissionsIn(text, host)).reduce(withLater, []));
/** The likeliest submission. */
const find = (...texts: readonly string[]) => candidates(...texts).each[0]?.submission;
/** All of them in their order: the number of a file, or what a block holds. */
const told = (...texts: readonly string[]) =>
  candidates(...texts).each.map(({ standing, number, holds }) => `${standing} ${holds ?? number}`);
const link = (id: number) =>
  `https://github.com/user-attachments/files/${id}/my-kubeconfig.gpg.txt`;
const aLink = { type: 'link', url: link(1) };
const aBlock = { type: 'armored', text: canonical };

describe('a link counts', () => {
  test.each([
    ['as GitHub writes it', `[my-kubeconfig.gpg.txt](${link(1)})`],
    ['bare', `Attached: ${link(1)}.`],
    ['in angle brackets', `<${link(1)}>`],
    ['in parentheses', `(see ${link(1)})`],
    ['with a title', `[file](${link(1)} "my file")`],
    ['by reference', `[my file][1]\n\n[1]: ${link(1)}`],
    ['in bold', `**${link(1)}**`],
    ['in a list', `- one\n  - [file](${link(1)})`],
    ['in a quote', `> [file](${link(1)})`],
    ['in a table', `| file |\n|---|\n| [file](${link(1)}) |`],
    ['in a heading', `# ${link(1)}`],
    ['in a code fence', `\`\`\`\n${link(1)}\n\`\`\``],
    ['in inline code', `the file is \`${link(1)}\``],
    ['in indented code', `text\n\n    ${link(1)}`],
    ['in HTML', `<a href="${link(1)}">file</a>`],
    ['in a fold', `<details>\n\n[file](${link(1)})\n\n</details>`],
    ['after a comment', `<!-- attach the file below -->\n\n[file](${link(1)})`],
    ['after a comment in a line', `<!-- attach here: --> [file](${link(1)})`],
    ['in what code shows of a comment', `\`<!-- ${link(1)} -->\``],
  ])('%s', (_how, text) => {
    expect(find(text)).toMatchObject(aLink);
  });
});

test('a link of the older form counts', () => {
  const url = 'https://github.com/kubevirt/project-infra/files/1/my-kubeconfig.gz';
  expect(find(`[file](${url})`)).toMatchObject({ type: 'link', url });
});

describe('no link is', () => {
  test.each([
    ['one in a comment', `<!-- ${link(1)} -->`],
    ['one in a comment of several lines', `text\n\n<!--\nlike this:\n\n[file](${link(1)})\n-->\n`],
    ['one in a comment without an end', `text\n\n<!--\n${link(1)}\n\nmore`],
    ['one in a comment within a line', `text <!-- ${link(1)} --> more`],
    ['one in a comment within a list', `- a <!-- ${link(1)} -->`],
    ['one in a comment within a quote', `> <!--\n> ${link(1)}\n> -->`],
    ['one to an image', 'https://github.com/user-attachments/assets/0a1b2c3d'],
    ['one to elsewhere', '[file](https://evil.example/user-attachments/files/1/a.txt)'],
    ['one in a comment among absurd quotes', `${'>'.repeat(60)}\n<!-- ${link(1)} -->`],
    ['a hidden definition', `[//]: # (${link(1)})`],
    ['nothing', ''],
  ])('%s', (_what, text) => {
    expect(find(text)).toBeUndefined();
  });
});

describe('a pasted block counts', () => {
  test.each([
    ['as it is', armored],
    ['with text around', `Hello,\n\n${armored}\nThanks`],
    ['right after text', `Hello:\n${armored}`],
    ['in a fence', `\`\`\`\n${armored}\`\`\``],
    ['in a fence with a language', `~~~ text\n${armored}~~~`],
    ['in a fence that is not closed', `\`\`\`\n${armored}`],
    ['indented', `text\n\n${armored.replaceAll(/^/gm, '    ')}`],
    ['in a list', `- here:\n\n${armored.replaceAll(/^/gm, '  ')}`],
    ['quoted', armored.replaceAll(/^/gm, '> ')],
    ['quoted in a fence', `\`\`\`\n${armored.replaceAll(/^/gm, '> ')}\`\`\``],
    ['in a fold', `<details><summary>file</summary>\n\n\`\`\`\n${armored}\`\`\`\n\n</details>`],
    ['in a quote of many quotes', armored.replaceAll(/^/gm, '> '.repeat(60))],
    ['in a fold without blank lines', `<details>\n${armored}</details>`],
    ['with CRLF, as GitHub keeps it', armored.replaceAll('\n', '\r\n')],
    ['behind a label', `Encrypted kubeconfig: ${armored}`],
    ['in a fold that begins in its line', `<details><summary>file</summary>${armored}</details>`],
    ['in a list in a fence', `\`\`\`\n- ${armored.replaceAll('\n', '\n  ')}\n\`\`\``],
    ['right behind the mark of a fence', `\`\`\`${armored}\`\`\``],
    ['in a cell of a table', `| file |\n|---|\n| ${armored.replaceAll('\n', '<br>')} |`],
    ['in the one line of a form', `### Kubeconfig\n\n${armored.replaceAll('\n', ' ')}`],
    ['as base64 of the binary file', `\`\`\`\n${binary.toString('base64')}\n\`\`\``],
    ['with headers', armored.replace('\n\n', '\nVersion: GnuPG v2\n\n')],
  ])('%s', (_how, text) => {
    expect(find(text)).toMatchObject(aBlock);
  });

  test('but not in a comment', () => {
    expect(find(`<!--\n${armored}-->`)).toBeUndefined();
  });

  test.each([
    ['words about armor', 'Paste what begins with `-----BEGIN PGP MESSAGE-----` here.'],
    ['an example', '-----BEGIN PGP MESSAGE-----\n\nhQIMA...\n-----END PGP MESSAGE-----'],
    ['a short one', '-----BEGIN PGP MESSAGE-----\n\nhQEMA8Gn\n-----END PGP MESSAGE-----\n'],
  ])('but %s are none', (_what, text) => {
    expect(find(text)).toBeUndefined();
    expect(find(armored, text)).toMatchObject(aBlock);
  });

  test.each([
    ['an upload that was not finished', '[Uploading k.asc.txt…]()'],
    ['a picture whose upload was not', '![Uploading k.png…]()'],
    ['a file elsewhere', 'https://files.example/dl/my-kubeconfig.gpg?dl=1'],
    ['a file of a repository', 'https://github.com/me/it/blob/main/my-kubeconfig.asc.txt'],
  ])('%s counts where nothing else does', (_what, mark) => {
    expect(find(`Here: ${mark}.`)).toMatchObject({ type: 'armored', text: mark });
    expect(find(armored, `Here: ${mark}.`)).toMatchObject(aBlock);
    expect(find(link(1), `Here: ${mark}.`)).toMatchObject(aLink);
  });

  test.each([
    ['-----BEGIN AGE ENCRYPTED FILE-----', '\n', '\n-----END AGE ENCRYPTED FILE-----'],
    ['-----BEGIN PKCS7-----', '\n', '\n-----END PKCS7-----'],
    ['$ANSIBLE_VAULT;', '1.1;AES256\n', ''],
    ['U2FsdGVkX1', '', ''],
    ['ENC[AES256_GCM,data:', '', ',type:str]'],
  ])('%s is named where nothing else counts', (mark, before, after) => {
    const pasted = `Here:\n${mark}${before}${'YWJj'.repeat(16)}${after}`;
    expect(find(pasted)).toMatchObject({ type: 'armored', text: mark });
    expect(find(armored, pasted)).toMatchObject(aBlock);
  });

  test('however it was pasted, it is the same', () => {
    expect(find(armored.replaceAll(/^/gm, '> '))?.fingerprint).toBe(find(armored)?.fingerprint);
    expect(find(other)?.fingerprint).not.toBe(find(armored)?.fingerprint);
  });
});

describe('of several the newest counts', () => {
  test.each([
    ['the last link of a text', [`${link(0)} ${link(1)}`], aLink],
    ['a link after a block', [`${armored}\n${link(1)}`], aLink],
    ['a block after a link', [`${link(1)}\n\n${armored}`], aBlock],
    ['the last text', [link(0), link(1)], aLink],
    ['the last text that has any', [link(0), link(1), 'any news?'], aLink],
    ['the last file, where an edit put it into an older text', [link(1), link(0)], aLink],
  ])('%s', (_which, texts, expected) => {
    expect(find(...texts)).toMatchObject(expected);
  });

  test('a key alone is found as well, for an answer that says what it is', () => {
    expect(find('hello', publicBlock)).toMatchObject({
      type: 'armored',
      text: expect.stringContaining('PUBLIC KEY BLOCK'),
    });
  });

  test('a cut block is found as well, for an answer that says so', () => {
    expect(find(armored.slice(0, 120))).toMatchObject({ type: 'armored' });
  });
});

test('a fingerprint is 32 hexadecimal digits and the same each time', () => {
  expect(find(link(1))?.fingerprint).toMatch(/^[0-9a-f]{32}$/);
  expect(find(link(1))?.fingerprint).toBe(find(`see ${link(1)}`)?.fingerprint);
});

test('what somebody writes around a link does not hide it, nor take the bot down', () => {
  const unit = fc.constantFrom(...' \n>-*_#|`~[]()<!&1.=a'.split(''));
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 200 }),
      fc.string({ maxLength: 100 }),
      (before, after) => {
        expect(() => find(before, after)).not.toThrow();
        expect(find(`${after}\n\n${link(0)}\n`, `x\n\n${link(1)}\n\n${before}`)).toMatchObject(
          aLink,
        );
      },
    ),
  );
});

test.each([
  '> ',
  '_a__b',
  '[',
  '<!-- ',
  '`a ',
  '- - - ',
  'https://a',
  '|a',
  '\n',
  '-----BEGIN PGP MESSAGE-----\n',
])('an issue full of %j keeps nobody busy', async (piece) => {
  const text = piece.repeat(65_536 / piece.length);
  expect(await cpuTimeOf(() => [find(text), find(`${text}a`)])).toBeLessThan(1500);
});

describe('what may be the submission comes in an order', () => {
  const quoted = (text: string) => text.replaceAll(/^/gm, '> ');
  const at = 'On Mon, Nov 30, 2026, somebody <somebody@example.org> wrote:';
  const outlook =
    'From: Somebody <somebody@example.org>\nSubject: Re: [kubevirt/project-infra] Add';
  test.each<[string, readonly string[], readonly string[]]>([
    ['the newest file first', [`${link(1)} ${link(3)}`, link(2)], ['own 3', 'own 2', 'own 1']],
    ['each once', [link(1), `${link(2)} ${link(1)}`], ['own 2', 'own 1']],
    ['a block where it is pasted', [link(1), armored, link(2)], ['own 2', 'own message', 'own 1']],
    [
      'files by their numbers around it',
      [link(3), armored, link(2)],
      ['own 3', 'own message', 'own 2'],
    ],
    ['of blocks the last one', [armored, link(1), other], ['own message', 'own 1']],
    ['a public key as none', [link(1), publicBlock], ['own nothing', 'own 1']],
    ['own words before quotes', [link(1), quoted(link(2))], ['own 1', 'quoted 2']],
    ['a quote in a list', [link(1), `- as said:\n\n  > ${link(2)}`], ['own 1', 'quoted 2']],
    ['quotes by tags', [`${link(1)}\n<blockquote>${link(2)}</blockquote>`], ['own 1', 'quoted 2']],
    [
      "own words, where a block is the same as a quoted one's",
      [armored, quoted(armored)],
      ['own message'],
    ],
    [
      'above a quotation',
      [`${armored}\n${at}\n\n${quoted(other)}`],
      ['own message', 'quoted message'],
    ],
    ['below one', [`${at}\n\n${quoted(link(2))}\n\n${link(1)}`], ['own 1', 'quoted 2']],
    [
      'above a quotation without a mark',
      [`${link(1)}\n\n${at}\n\n${link(2)}`],
      ['own 1', 'quoted 2'],
    ],
    ['above a quoted mail', [`${link(1)}\n\n${outlook}\n\n${link(2)}`], ['own 1', 'quoted 2']],
    [
      'what a log in code quotes is no head of a mail',
      [`\`\`\`\n${outlook}\n\`\`\`\n\n${link(1)}`],
      ['own 1'],
    ],
    ['with a time and an address above it', [`Of 2026, for a@b.example:\n\n${link(1)}`], ['own 1']],
    [
      'below words about what somebody wrote',
      [link(1), `On 2026-11-30 our admin wrote a new one:\n\n${link(2)}`],
      ['own 2', 'own 1'],
    ],
    ...[
      'Am 30.11.2026 um 10:00 schrieb Max <max@example.org>:',
      'Le lun. 30 nov. 2026 à 10:00, Max a écrit :',
      'El lun, 30 nov 2026 a las 10:00, Max escribió:',
      '在 2026年11月30日 Max 写道：',
    ].map((head): [string, readonly string[], readonly string[]] => [
      `above ${head}`,
      [`${link(1)}\n\n${head}\n\n${link(2)}`],
      ['own 1', 'quoted 2'],
    ]),
    ['links before addresses in code', [link(1), `\`${link(2)}\``], ['own 1', 'quoted 2']],
    ['and in a code fence', [link(1), `\`\`\`\n${link(2)}\n\`\`\``], ['own 1', 'quoted 2']],
    [
      'quotes where there is nothing else',
      [quoted(`${link(1)}\n${link(2)}`)],
      ['quoted 2', 'quoted 1'],
    ],
  ])('%s', (_what, texts, expected) => {
    expect(told(...texts)).toEqual(expected);
  });

  test.each([
    ['by tildes', (file: string) => `~~${file}~~ here`],
    ['by one', (file: string) => `~${file}~`],
    ['in bold', (file: string) => `**~~${file}~~**`],
    ['with words', (file: string) => `~~the old one: ${file}, sorry~~`],
    ['as bare address', () => `~~${link(2)}~~`],
    ['inside the link', () => `[~~k.txt~~](${link(2)})`],
    ['in a list', (file: string) => `- ~~${file}~~\n- [ ] todo`],
    ['in a quote', (file: string) => `> ~~${file}~~`],
    ['by a tag', (file: string) => `<s>${file}</s>`],
    ['by another', (file: string) => `<del class="x">${file}</del>`],
    ['by an old one', (file: string) => `<STRIKE>${file}</STRIKE>`],
    ['over paragraphs', (file: string) => `<del>\n\nold:\n\n${file}\n\n</del>`],
  ])('what is struck out %s is no submission', (_how, strike) => {
    expect(told(link(1), strike(`[k.txt](${link(2)})`))).toEqual(['own 1', 'struck 2']);
  });

  test.each([
    ['an escape', `\\~~[k](${link(1)})\\~~`],
    ['paths', `~/.kube/config or ~/k, see ${link(1)} and ~/x`],
    ['a tilde in a name', 'https://github.com/user-attachments/files/1/a~b.txt, ~10 and c~'],
    ['no end', `~~sorry ${link(1)}`],
    ['an end in another paragraph', `~~sorry\n\n${link(1)}\n\nsorry~~`],
    ['a fence of tildes', `~~~\n~~a\n~~~\n\n${link(1)}\n\nb~~`],
    ['code', `\`<del>\` ${link(1)} \`</del>\``],
    ['blanks', `~~ ${link(1)} ~~`],
    ['no end of a tag', `<del> ${link(1)}`],
  ])('%s strikes nothing out', (_what, text) => {
    expect(told(text)).toEqual(['own 1']);
  });

  test.each([
    ['an abbreviated one', `${armored.slice(0, 160)}\n...\n-----END PGP MESSAGE-----\n`],
    ['a long one that was cut off', `${armored.slice(0, 160)}${'aB3dE5gH7j\n'.repeat(100)}`],
  ])('a block tells what it holds: %s', (what, block) => {
    const holds = what.includes('cut off') ? 'damaged' : 'nothing';
    expect(told(link(1), block)).toEqual([`own ${holds}`, 'own 1']);
  });

  test('twenty of them, and whether there are more', () => {
    const links = Array.from({ length: 30 }, (_, i) => link(i + 1));
    const many = candidates(...links.slice(0, 25), ...links.slice(25).reverse());
    expect(many.each.map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, i) => 30 - i),
    );
    expect(many.isMore).toBe(true);
    expect(candidates(...links.slice(0, 20)).isMore).toBe(false);
    expect(candidates(...links.slice(0, 20), `~~${link(31)}~~`).isMore).toBe(false);
    expect(told(links.join(' '), armored)[0]).toBe('own message');
  });
});
