import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMember } from '../../../../src/secrets/archive/tar/tar.ts';
import { hasGnuTar, hasPython } from '../../../installed.ts';
import { thrownProblem } from '../../../problem-of.ts';
import { unpackWithPython } from '../../readers.ts';
import { archiveOf, paxRecord, type TarMember } from '../../tar-writer.ts';

const name = 'main.yml';
const main: TarMember = { name, content: 'a: 1\n' };
const records = (...pairs: readonly (readonly [string, string])[]): TarMember => ({
  name: 'PaxHeaders/x',
  type: 'x',
  content: pairs.map(([key, value]) => paxRecord(key, value)).join(''),
});
const forAll = (key: string, value: string): TarMember => ({
  ...records([key, value]),
  type: 'g',
});
const long = (text: string, type = 'L'): TarMember => ({
  name: '././@LongLink',
  type,
  content: `${text}\0`,
});
/** Another file of that name, for whoever takes this content for members. */
const hidden = Buffer.from(archiveOf([{ name, content: 'evil: 1\n' }])).subarray(0, 1024);
const base256 = (hex: string) =>
  Buffer.from(hex.padStart(22, hex.startsWith('f') ? 'f' : '0'), 'hex');

/** Which file is the one, and how long it is, is seen in another way by at least one reader. */
const ambiguous: readonly (readonly [string, readonly TarMember[]])[] = [
  [
    'a size for the long name behind it',
    [records(['size', '600']), long(name), { ...main, name: 'x' }],
  ],
  ['a size for the long link behind it', [records(['size', '600']), long(name, 'K'), main]],
  ['a size that the header does not have', [records(['size', '2']), main]],
  ['a size with a sign', [records(['size', '+5']), main]],
  ['a hexadecimal size', [records(['size', '0x5']), main]],
  ['a size behind two blanks', [{ ...records(), content: '11  size=5\n' }, main]],
  ['no size', [records(['size', '']), main]],
  [
    'a record with a length from zero',
    [
      { ...records(), content: '018 path=main.yml\n' },
      { ...main, name: 'x' },
    ],
  ],
  [
    'a name of the record and a long one',
    [records(['path', name]), long('other'), { ...main, name: 'x' }],
  ],
  [
    'a long name and one of the record',
    [long('other'), records(['path', name]), { ...main, name: 'x' }],
  ],
  ['two records of its own', [records(['path', name]), records(['path', 'other']), main]],
  ['two long names', [long(name), long('other'), { ...main, name: 'x' }]],
  [
    'records for all behind its own',
    [records(['path', name]), forAll('comment', 'x'), { ...main, name: 'x' }],
  ],
  ['a name for all', [forAll('path', name), { ...main, name: 'x' }]],
  ['a link for all', [forAll('linkpath', 'x'), main]],
  ['a size for all', [forAll('size', '5'), main]],
  ['a sparse name for all', [forAll('GNU.sparse.name', name), { ...main, name: 'x' }]],
  ['two names of a sparse file', [records(['GNU.sparse.name', 'x'], ['path', name]), main]],
  ['a name with NUL', [records(['path', `${name}\0x`]), { ...main, name: 'x' }]],
  ['a key with NUL', [records(['path\0', 'x']), main]],
  ['an empty name', [records(['path', '']), main]],
  ['records as Solaris has them', [{ ...records(['path', 'other']), type: 'X' }, main]],
  ['a member of no known kind', [{ ...main, type: 'Z' }]],
  ['a negative size', [{ ...main, size: base256('fffffffffffffffffffffffe') }]],
  ['a size over all bounds', [{ ...main, size: base256('80ffffffffffffffffffffff') }]],
  ['a size of blanks', [{ ...main, content: '', size: Buffer.alloc(12, ' ') }]],
  ['a size of NUL', [{ ...main, content: '', size: Buffer.alloc(12) }]],
  [
    'a file through a link',
    [{ name: 'd', type: '2', link: '.' }, main, { ...main, name: 'd/main.yml' }],
  ],
  [
    'a file through a link with blanks in its path',
    [main, { name: './d', type: '2', link: '.' }, { ...main, name: './/d/./main.yml' }],
  ],
  [
    'a file in the place of a link',
    [main, { name: 'l', type: '1', link: name }, { name: 'l', content: 'b' }],
  ],
  ['a link in the place of a file', [main, { name: 'l' }, { name: './l', type: '2', link: name }]],
  ['a path that leads out', [main, { ...main, name: 'x/../main.yml' }]],
  ['a path from the root', [main, { ...main, name: '/main.yml' }]],
  ['a folder of the same name', [main, { name: 'main.yml/', type: '5' }]],
  ...['0', '\0', '7'].map(
    (type) =>
      [
        `a folder of type ${JSON.stringify(type)} with members in it`,
        [main, { name: 'd/', type, content: hidden }],
      ] as const,
  ),
  ['a folder by its long name', [main, long('d/'), { name: 'd', content: hidden }]],
  ['a folder by its record', [main, records(['path', 'd/']), { name: 'd', content: hidden }]],
  [
    'a folder in the header only',
    [main, records(['path', 'd']), { name: 'd/', type: '\0', content: hidden }],
  ],
  [
    'an empty folder in the header only',
    [records(['path', name]), { name: 'd/', type: '\0', content: '' }],
  ],
  ...['0', '6', '2', '3'].map(
    (type) =>
      [
        `something of type ${type} below the file`,
        [{ name: `${name}/x`, type, link: type === '2' ? 'y' : '' }, main],
      ] as const,
  ),
  ['a folder below the file', [{ name: `${name}/x/`, type: '5' }, main]],
  ['a label below the file', [{ name: `${name}/x`, type: 'V' }, main]],
  ['a file that is called as a folder', [{ ...main, name: `${name}/.` }]],
  ['a file in the place of all', [{ name: '.', content: 'x' }, main]],
  ['a link that is called as a folder', [main, { name: 'd/', type: '2', link: '.' }]],
  ['an old sparse file', [main, { name: 'x', type: 'S', content: 'x' }]],
  ...['size', 'realsize', 'name', 'map', 'major', 'numblocks', 'x'].map(
    (key) =>
      [
        `a record of a sparse ${key}`,
        [
          main,
          records([`GNU.sparse.${key}`, '512']),
          { name: 'empty' },
          { name: 'x', content: hidden },
        ],
      ] as const,
  ),
  ['a prefix in a header of GNU tar', [{ ...main, prefix: 'd' }]],
  ['a prefix without a magic', [{ ...main, magic: '\0\0\0\0\0\0\0\0', prefix: 'd' }]],
  ['a prefix in an odd header', [{ ...main, magic: 'ustar 00', prefix: 'd' }]],
  ['a list of a folder', [main, { name: 'd', type: 'D', content: 'Yx\0\0' }]],
];

test.each(ambiguous)('refused: %s', (_what, members) => {
  expect(thrownProblem(() => readMember(archiveOf(members), name))?.id).toBe('secrets-tar');
});

test('what comes before a member may be as tar and git write it', () => {
  const comment = forAll('comment', 'a commit');
  const ways: readonly (readonly TarMember[])[] = [
    [comment, records(['mtime', '1.5']), main],
    [comment, comment, long('x', 'K'), long(name), main],
    [long(name), long('x', 'K'), main],
    [{ name: 'd/', type: '5' }, { name: 'd/l', type: '2', link: `../${name}` }, main],
    [{ name: './', type: '5' }, { name: 'd/', type: '\0' }, { name: 'd/x', content: hidden }, main],
    [
      { ...main, magic: 'ustar\x0000' },
      { name: 'x', magic: 'ustar\x0000', prefix: 'd/e' },
    ],
  ];
  for (const way of ways) {
    expect(Buffer.from(readMember(archiveOf(way), name)).toString()).toBe('a: 1\n');
  }
});

const odd = [`/${name}`, `${name}/`, `${name}/x`, `${name}/.`, '.', 'd', 'd/', 'l'] as const;
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('other', 'x/y', `d/${name}`, `l/${name}`) },
  fc.constantFrom(name, `./${name}`),
  fc.constantFrom(...odd),
);
const content = fc.constantFrom('', 'a: 1\n', 'b: 2\n'.repeat(150), hidden);
const start = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record({ magic: fc.constant('ustar\x0000'), prefix: fc.constantFrom('', 'd', name) }),
  fc.record({
    magic: fc.constantFrom('ustar 00', '\0'.repeat(8), undefined),
    prefix: fc.constantFrom('', '', 'd'),
  }),
);
const number = fc.constantFrom('0', '5', '750', '512', '');
const record = fc.oneof(
  fc.tuple(fc.constantFrom('path', 'path', 'linkpath', 'GNU.sparse.name'), text),
  fc.tuple(fc.constantFrom('size', 'size', ' size', 'GNU.sparse.realsize'), number),
  fc.tuple(fc.constant('GNU.sparse.size'), number),
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('mtime', 'comment'), fc.constant('1')) },
);
const header = fc.oneof(
  fc.array(record, { minLength: 1, maxLength: 3 }).map((pairs) => records(...pairs)),
  record.map(([key, value]) => forAll(key, value)),
  fc.tuple(text, fc.constantFrom('L', 'K')).map(([to, type]) => long(to, type)),
);
const size = fc.constantFrom(
  undefined,
  Buffer.from('00000000005\0'),
  Buffer.alloc(12),
  Buffer.alloc(12, ' '),
);
const member = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({ name: text, content, type: fc.constantFrom('0', '0', '\0', '7') })
      .chain((file) => start.map((more) => ({ ...file, ...more }))),
  },
  { weight: 1, arbitrary: fc.record({ name: text, content, size }) },
  fc.record({ name: text, type: fc.constantFrom('1', '2'), link: text }),
  fc.record({
    name: text,
    type: fc.oneof(fc.constantFrom('3', '5', '6', 'V'), fc.constantFrom('5', 'S', 'D', 'X', 'Z')),
    content: fc.constantFrom('', '', '', hidden),
  }),
);
const anyArchive = fc
  .array(fc.oneof({ weight: 4, arbitrary: member }, header), { minLength: 1, maxLength: 4 })
  .chain((members) => fc.constantFrom([...members, main], [main, ...members], members))
  .map(archiveOf);

/** The archives of a sample in which there is one such file for us, with what it holds. */
function readable() {
  return fc.sample(anyArchive, 200).flatMap((tar) => {
    let content = '';
    const problem = thrownProblem(() => {
      content = Buffer.from(readMember(tar, name)).toString();
    });
    return problem ? [] : [{ tar, content }];
  });
}

describe.skipIf(!hasGnuTar)('GNU tar unpacks what we read (needs GNU tar)', () => {
  test('from any archive that is not refused', () => {
    const found = readable();
    expect(found.length).toBeGreaterThan(10);
    for (const { tar, content } of found) expect(unpackWithTar(tar)).toBe(content);
  });
});

describe.skipIf(!hasPython)('Python’s tarfile unpacks what we read (needs Python)', () => {
  test('from any archive that is not refused', () => {
    const found = readable();
    const unpacked = unpackWithPython(
      found.map(({ tar }) => tar),
      name,
    );
    expect(unpacked).toEqual(found.map(({ content }) => content));
  });
});

function unpackWithTar(tar: Uint8Array): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'));
  try {
    writeFileSync(join(folder, '.archive'), tar);
    execFileSync('tar', ['-xf', '.archive'], { cwd: folder, stdio: 'pipe' });
  } catch {
    // It complains of something else in there; what counts is the file.
  }
  const path = join(folder, name);
  const content = lstatSync(path, { throwIfNoEntry: false })?.isFile()
    ? readFileSync(path, 'utf8')
    : undefined;
  rmSync(folder, { recursive: true });
  return content;
}
