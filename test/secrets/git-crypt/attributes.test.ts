import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/problem.ts';
import { attributesOf, givesAttributes } from '../../../src/secrets/git-crypt/attributes.ts';
import { cpuTimeOf } from '../../cpu-time.ts';
import { hasGit } from '../../installed.ts';

type Files = Readonly<Record<string, string>>;

/** The value of `filter` as `git check-attr` prints it; undefined where it is not told. */
function filterOf(path: string, files: Files): string | undefined {
  const attributes = attributesIn(path, files);
  if (!attributes) return undefined;
  const value = attributes.get('filter');
  if (value === undefined) return 'unspecified';
  return typeof value === 'string' ? value : value ? 'set' : 'unset';
}

function attributesIn(path: string, files: Files) {
  try {
    return attributesOf(path, new Map(Object.entries(files)));
  } catch (error) {
    if (error instanceof ProblemError && error.problem.id === 'git-crypt-not-applied') return;
    throw error;
  }
}

const path = 'secrets/kubeconfigs/rosa-1';

const topmost: readonly [string, string, string][] = [
  ['a pattern with a slash, from the top', 'secrets/kubeconfigs/* filter=g', 'g'],
  ['one that begins with a slash', '/secrets/kubeconfigs/* filter=g', 'g'],
  ['one below another folder', 'kubeconfigs/* filter=g', 'unspecified'],
  ['a star that would have to pass a slash', 'secrets/* filter=g', 'unspecified'],
  ['two stars', 'secrets/** filter=g', 'g'],
  ['two stars in front', '**/kubeconfigs/* filter=g', 'g'],
  ['two stars between', 'secrets/**/rosa-1 filter=g', 'g'],
  ['a folder', 'secrets/kubeconfigs/ filter=g', 'unspecified'],
  ['the name of a folder', 'kubeconfigs filter=g', 'unspecified'],
  ['a pattern without a slash', 'rosa-* filter=g', 'g'],
  ['a set', 'rosa-[0-9] filter=g', 'g'],
  ['an exclusion, which has no meaning here', '!other filter=g', 'unspecified'],
  ['a comment', '# * filter=g', 'unspecified'],
  ['a later rule that sets another', '* filter=g\nrosa-1 filter=h', 'h'],
  ['a later rule that unsets it', '* filter=g\nrosa-1 -filter', 'unset'],
  ['a later rule that takes it back', '* filter=g\nrosa-1 !filter', 'unspecified'],
  ['an earlier rule', 'rosa-1 -filter\n* filter=g', 'g'],
  ['two on a line', '* filter=g -filter', 'unset'],
  ['no value', '* filter', 'set'],
  ['an empty value', '* filter=', ''],
  ['a line with a mistake in it', '* filter=g -=x', 'unspecified'],
  ['a macro', '[attr]secret filter=g diff=g\n* secret', 'g'],
  ['a macro that is defined later', '* secret\n[attr]secret filter=g', 'g'],
  [
    'a macro that is defined again',
    '[attr]secret filter=g\n* secret\n[attr]secret -text',
    'unspecified',
  ],
  ['a macro that is unset', '[attr]secret filter=g\n* -secret', 'unspecified'],
  ['a macro in a macro', '[attr]a filter=g\n[attr]b a\n* b', 'g'],
  ['a macro that names itself', '[attr]a a filter=g\n* a', 'g'],
  ['a macro after a value', '[attr]a filter=g\n* filter=h a', 'g'],
  ['a macro before a value', '[attr]a filter=g\n* a filter=h', 'h'],
  ['a macro that is git’s own', '[attr]binary filter=g\n* binary', 'g'],
  ['line ends of Windows', '* filter=g\r\nother -filter\r\n', 'g'],
  ['a byte-order mark', '\ufeff* filter=g', 'g'],
  ['a line that is too long', `* ${'x'.repeat(2048)} filter=g`, 'unspecified'],
];

const nested: readonly [string, Readonly<Record<string, string>>, string][] = [
  ['one nearer wins', { '': '* filter=g', 'secrets/': '* filter=h' }, 'h'],
  ['one above counts where the nearer is silent', { '': '* filter=g', 'secrets/': '* -text' }, 'g'],
  ['a pattern is from its folder', { 'secrets/': 'kubeconfigs/* filter=g' }, 'g'],
  ['and a slash in front too', { 'secrets/kubeconfigs/': '/rosa-1 filter=g' }, 'g'],
  ['and not from the top', { 'secrets/': 'secrets/kubeconfigs/* filter=g' }, 'unspecified'],
  ['one beside does not count', { 'secrets/other/': '* filter=g' }, 'unspecified'],
  ['no macro is defined below', { '': '* m', 'secrets/': '[attr]m filter=g' }, 'unspecified'],
  ['a macro is used below', { '': '[attr]m filter=g', 'secrets/': '* m' }, 'g'],
];

const cases = [
  ...topmost.map(([what, text, expected]) => [what, { '.gitattributes': text }, expected] as const),
  ...nested.map(
    ([what, files, expected]) =>
      [
        what,
        Object.fromEntries(
          Object.entries(files).map(([folder, text]) => [`${folder}.gitattributes`, text]),
        ),
        expected,
      ] as const,
  ),
];

test.each(cases)('%s', (_what, files, expected) => {
  expect(filterOf(path, files)).toBe(expected);
});

test.each([
  ['a quoted pattern', '"other file" text'],
  ['an escaped character', 'rosa\\-1 -text'],
  ['a question mark', 'rosa-? -text'],
  ['a negated set', 'rosa-[!0-9] -text'],
  ['a class', 'rosa-[[:digit:]] -text'],
  ['a broken set', 'rosa-[0-9 -text'],
  ['braces', '{rosa,other} -text'],
  ['stars that are two single ones', 'secrets** -text'],
  ['more stars than anybody needs', '**/*e*/* -text'],
  ['an empty folder', 'secrets//* -text'],
  ['a folder above', 'secrets/../* -text'],
  ['what is no ASCII', 'é* -text'],
])('%s is refused, whatever else is said', (_what, rule) => {
  expect(filterOf(path, { '.gitattributes': `* filter=g\n${rule}\n* filter=g` })).toBeUndefined();
});

test('the files that can have a say', () => {
  const told = ['.gitattributes', 'a/.gitattributes', 'a/b/.gitattributes'];
  const silent = ['b/.gitattributes', 'a/b/c/.gitattributes', 'a/b/x.gitattributes', 'a/b'];
  expect([...told, ...silent].filter((file) => givesAttributes(file, 'a/b'))).toEqual(told);
});

test.each([
  ['**/a/'.repeat(3), 'a/'],
  ['**/', 'a/'],
  ['*a'.repeat(3), 'a'],
  ['[a-z]*'.repeat(3), 'a'],
  ['[a-z]'.repeat(400), 'a'],
  ['a/'.repeat(1000), 'a/'],
])('%j ends soon, whatever the path', async (pattern, folder) => {
  const paths = [`${folder.repeat(200)}b`, `${folder.repeat(200)}b/c`];
  const work = () =>
    paths.map((each) => filterOf(each, { '.gitattributes': `${pattern}x filter=g` }));
  expect(work()).toEqual(['unspecified', 'unspecified']);
  expect(await cpuTimeOf(work)).toBeLessThan(200);
});

describe.skipIf(!hasGit)('git agrees (left out where it is missing)', () => {
  let folder: string;
  const git = (args: readonly string[], input?: string) =>
    execFileSync('git', args, { cwd: folder, input, stdio: ['pipe', 'pipe', 'ignore'] }).toString();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'a'));
    git(['init', '-q']);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The value of `filter` for each path. */
  function checkAttr(paths: readonly string[], files: Files): string[] {
    rmSync(join(folder, '.gitattributes'), { force: true });
    rmSync(join(folder, 'secrets'), { force: true, recursive: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const output = git(['check-attr', '-z', '--stdin', 'filter'], `${paths.join('\0')}\0`);
    return output.split('\0').filter((_, index) => index % 3 === 2);
  }

  test.each(cases)('%s', (_what, files, expected) => {
    expect(checkAttr([path], files)).toEqual([expected]);
  });

  const part = fc.constantFrom(
    ...['a', 'b', 'ab', 'a-b', 'secrets', '~'],
    ...['*', '**', 'a*', '*b', '*a*', '[ab]', '[a-c]*', '[c-a]'],
  );
  const pattern = fc
    .tuple(fc.constantFrom('', '', '/'), fc.array(part, { minLength: 1, maxLength: 4 }))
    .map(([start, parts]) => start + parts.join('/'))
    .filter((text) => text.split(/\*+/).length <= 4);
  const odd = fc.constantFrom(
    ...['a?', '[!a]*', '[a', 'a**', '***', '*/*/*/*'],
    ...['a//b', './a', '\\a', '{a,b}', 'é', '"a"', '!a'],
  );
  const setting = fc.constantFrom(
    ...['filter=g', 'filter=h', '-filter', '!filter', 'filter', 'm', '-m', 'n', '!n', 'binary'],
    ...['filter=g m', 'm filter=h', 'n m', '-text', '=x', 'text filter=h -filter'],
  );
  const line = fc.oneof(
    { weight: 9, arbitrary: fc.tuple(pattern, setting).map((words) => words.join(' ')) },
    fc
      .tuple(fc.constantFrom('[attr]m', '[attr]n', '[attr]binary'), setting)
      .map((w) => w.join('\t')),
    fc.tuple(odd, setting).map((words) => words.join(' ')),
    fc.constantFrom('', '# filter=g', '  * filter=g', '[attr] filter=h', '* filter=h \r'),
  );
  const text = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));
  const files = fc.record(
    {
      '.gitattributes': text,
      'secrets/.gitattributes': text,
      'secrets/kubeconfigs/.gitattributes': text,
    },
    { requiredKeys: ['.gitattributes'] },
  );
  const paths = ['a', 'ab', '-', 'a-b', 'a/b', 'b/a', 'a/b/ab', 'a/a/b/b', 'secrets/kubeconfigs/a'];

  test('on whatever the files say', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(files, (given) => {
        const git = checkAttr(paths, given);
        const told = paths.map((each, index) => filterOf(each, given) ?? git[index]);
        expect(told).toEqual(git);
      }),
      { numRuns: Number(process.env.ATTRIBUTE_RUNS ?? 100) },
    );
  });
});
