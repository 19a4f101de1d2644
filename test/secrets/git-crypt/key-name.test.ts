import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keyNameOf } from '../../../src/secrets/git-crypt/key-name.ts';
import { hasGit } from '../../installed.ts';

const nameWith = (attributes: string) =>
  keyNameOf('x', new Map([['.gitattributes', `x filter=git-crypt ${attributes}\n`]]));

/** Each with whether git changes what is checked out or added. */
const cases: readonly (readonly [string, boolean])[] = [
  ['', false],
  ['-text', false],
  ['-text eol=crlf', false],
  ['text=auto', false],
  ['text=auto eol=crlf', false],
  ['-text crlf', false],
  ['-crlf', false],
  ['-crlf eol=lf', false],
  ['crlf=auto', false],
  ['-ident', false],
  ['text', true],
  ['text=input', true],
  ['text=odd eol=crlf', true],
  ['text=odd crlf', true],
  ['eol=lf', true],
  ['crlf', true],
  ['crlf=input', true],
  ['crlf=odd eol=lf', true],
  ['!text crlf', true],
  ['ident', true],
  ['working-tree-encoding=UTF-16', true],
  ['working-tree-encoding', true],
];

test.each(cases)('with `%s` a ciphertext would change: %s', (attributes, changes) => {
  expect(nameWith(attributes)).toBe(changes ? undefined : 'default');
});

describe.skipIf(!hasGit)('git agrees (left out where it is missing)', () => {
  test.each(cases)('about `%s`: %s', (attributes, changes) => {
    const folder = mkdtempSync(join(tmpdir(), 'k'));
    const run = (args: readonly string[], input?: Buffer) =>
      execFileSync('git', args, { cwd: folder, input, stdio: ['pipe', 'pipe', 'ignore'] });
    const attempt = (action: () => Buffer) => {
      try {
        return action().toString('hex');
      } catch {
        return 'refused';
      }
    };
    // No text to git, as a blob of git-crypt; with all that is ever converted.
    const content = Buffer.from('\0GITCRYPT\0\r\n\n\r\n$Id$');
    try {
      run(['init', '-q']);
      writeFileSync(join(folder, '.gitattributes'), `x ${attributes}\n`);
      const blob = run(['hash-object', '-w', '--stdin'], content).toString().trim();
      run(['update-index', '--add', '--cacheinfo', `100644,${blob},x`]);
      const checkedOut = attempt(() => {
        run(['checkout', '--', 'x']);
        return readFileSync(join(folder, 'x'));
      });
      const added = attempt(() => run(['hash-object', '--path', 'x', '--stdin'], content));
      const isSame = checkedOut === content.toString('hex');
      expect(!isSame || added !== Buffer.from(`${blob}\n`).toString('hex')).toBe(changes);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
