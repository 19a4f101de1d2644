import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attachmentHost } from '../../src/attachment/address.ts';
import { newestOf, otherAttachmentsOf, withLater } from '../../src/attachment/found-submissions.ts';
import { submissionsIn } from '../../src/attachment/submissions.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { armored, canonical, other, publicBlock } from './sample.ts';

const host = attachmentHost();
const find = (...texts: readonly string[]) =>
  newestOf(texts.map((text) => submissionsIn(text, host)).reduce(withLater, {}));
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
    ['with headers', armored.replace('\n\n', '\nVersion: GnuPG v2\n\n')],
  ])('%s', (_how, text) => {
    expect(find(text)).toMatchObject(aBlock);
  });

  test('but not in a comment', () => {
    expect(find(`<!--\n${armored}-->`)).toBeUndefined();
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
    ['a message before a newer public key', [link(1), publicBlock], aLink],
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
    expect(find(`${link(1)}`, armored.slice(0, 120))).toMatchObject({ type: 'armored' });
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

describe('besides the newest submission', () => {
  const otherAttachments = (...texts: readonly string[]) =>
    otherAttachmentsOf(texts.map((text) => submissionsIn(text, host)).reduce(withLater, {})).map(
      (each) => (each.type === 'link' ? each.url : each.text),
    );

  test.each([
    ['there is nothing', [link(1)], []],
    ['there is nothing, though it is there twice', [link(1), `${link(1)} ${link(1)}`], []],
    ['an older file is', [`${link(1)} ${link(2)}`], [link(1)]],
    ['a file of another text is', [link(2), link(1)], [link(1)]],
    ['every file is where the newest is pasted', [link(1), armored], [link(1)]],
    ['the newest come first', [link(2), link(3), link(1)], [link(2), link(1)]],
  ])('%s', (_what, texts, urls) => {
    expect(otherAttachments(...texts)).toEqual(urls);
  });

  test('ten are, and the newest of them', () => {
    const links = Array.from({ length: 30 }, (_, i) => link(i + 1));
    expect(otherAttachments(links.join(' '))).toEqual(links.slice(19, 29).reverse());
    expect(otherAttachments(links.join(' '), armored)).toEqual(links.slice(20, 30).reverse());
  });
});
