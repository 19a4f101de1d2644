import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  proveOtherMembers,
  readMember,
  replaceMember,
} from '../../../../src/secrets/archive/tar/tar.ts';
import { anyCharacter } from '../../../any-character.ts';
import { hasGnuTar } from '../../../installed.ts';
import { thrownProblem } from '../../../problem-of.ts';
import { archiveOf, headerOf, memberOf, paxRecord, type TarMember } from '../../tar-writer.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const textOf = (data: Uint8Array) => Buffer.from(data).toString();

describe('reading the file', () => {
  test.each<{ when: string; members: TarMember[] }>([
    { when: 'it is the only one', members: [{ name: 'main.yml', content: 'a: 1\n' }] },
    { when: 'its name starts with ./', members: [{ name: './main.yml', content: 'a: 1\n' }] },
    {
      when: 'its type is NUL, as in v7',
      members: [{ name: 'main.yml', type: '\0', content: 'a: 1\n' }],
    },
    {
      when: 'a file of the same name is in a folder',
      members: [
        { name: 'old/main.yml', content: 'b: 2\n' },
        { name: 'main.yml', content: 'a: 1\n' },
      ],
    },
    {
      when: 'its name is in a GNU long name header',
      members: [
        { name: '././@LongLink', type: 'L', content: './main.yml\0' },
        { name: 'cut', content: 'a: 1\n' },
      ],
    },
    {
      when: 'its name is in a pax header',
      members: [
        {
          name: 'PaxHeaders/x',
          type: 'x',
          content: paxRecord('mtime', '1.5') + paxRecord('path', 'main.yml'),
        },
        { name: 'cut', content: 'a: 1\n' },
      ],
    },
    {
      when: 'a pax header for all comes first',
      members: [
        { name: 'pax_global_header', type: 'g', content: paxRecord('comment', 'abc') },
        { name: 'main.yml', content: 'a: 1\n' },
      ],
    },
    {
      when: 'a long name was for another',
      members: [
        { name: '././@LongLink', type: 'L', content: 'other\0' },
        { name: 'main.yml', content: 'b: 2\n' },
        { name: 'main.yml', content: 'a: 1\n' },
      ],
    },
    {
      when: 'a folder and a link are beside it',
      members: [
        { name: './', type: '5' },
        { name: 'link', type: '2' },
        { name: './main.yml', content: 'a: 1\n' },
      ],
    },
  ])('works when $when', ({ members }) => {
    expect(textOf(readMember(archiveOf(members), 'main.yml'))).toBe('a: 1\n');
  });

  test('tells a file with a prefix in its name from one without', () => {
    const posix: TarMember = { name: 'main.yml', content: 'b: 2\n', magic: 'ustar\x0000' };
    const tar = archiveOf([
      { ...posix, prefix: 'x' },
      { name: 'main.yml', content: 'a: 1\n' },
    ]);
    expect(textOf(readMember(tar, 'main.yml'))).toBe('a: 1\n');
    expect(textOf(readMember(tar, 'x/main.yml'))).toBe('b: 2\n');
  });
});

describe('what is refused', () => {
  const file: TarMember = { name: 'main.yml', content: 'a: 1\n' };
  const cases: { when: string; tar: Uint8Array; reason: string }[] = [
    {
      when: 'twice',
      tar: archiveOf([file, { ...file, name: './main.yml' }]),
      reason: 'the file is in it more than once',
    },
    {
      when: 'a link',
      tar: archiveOf([{ name: 'main.yml', type: '2' }]),
      reason: 'the file is not a regular file',
    },
    {
      when: 'a file and a link',
      tar: archiveOf([file, { name: 'main.yml', type: '1' }]),
      reason: 'a name in it leads through a link or a file',
    },
    {
      when: 'a folder of that name',
      tar: archiveOf([{ name: 'main.yml/', type: '5' }]),
      reason: 'the file is not a regular file',
    },
    {
      when: 'an old sparse file',
      tar: archiveOf([{ ...file, type: 'S' }]),
      reason: 'it has a sparse file',
    },
    {
      when: 'a pax sparse file',
      tar: archiveOf([
        { name: 'x', type: 'x', content: paxRecord('GNU.sparse.name', 'main.yml') },
        { name: 'GNUSparseFile.1/main.yml', content: 'a: 1\n' },
      ]),
      reason: 'it has a sparse file',
    },
    {
      when: 'a pax size',
      tar: archiveOf([{ name: 'x', type: 'x', content: paxRecord('size', '5') }, file]),
      reason: 'the size of the file is not octal',
    },
    {
      when: 'a pax size for all',
      tar: archiveOf([{ name: 'x', type: 'g', content: paxRecord('size', '5') }, file]),
      reason: 'readers of tar would differ about its records for all members',
    },
    {
      when: 'a base-256 size',
      tar: archiveOf([{ ...file, size: Buffer.from('800000000000000000000005', 'hex') }]),
      reason: 'the size of the file is not octal',
    },
    {
      when: 'a link with data',
      tar: archiveOf([{ name: 'l', type: '1', content: 'x' }, file]),
      reason: 'a member that is not a file has a size',
    },
    {
      when: 'several volumes',
      tar: archiveOf([{ name: 'm', type: 'M', content: 'x' }, file]),
      reason: 'it is a part of several volumes',
    },
    {
      when: 'gzip',
      tar: new Uint8Array([0x1f, 0x8b, 8, ...new Array(1000).fill(1)]),
      reason: 'it is compressed',
    },
    {
      when: 'a damaged header',
      tar: archiveOf([file]).fill(0x41, 0, 1),
      reason: 'it has a damaged header',
    },
    {
      when: 'a file cut short',
      tar: archiveOf([file]).slice(0, 700),
      reason: 'it ends in the middle',
    },
    {
      when: 'a header cut short',
      tar: archiveOf([file]).slice(0, 300),
      reason: 'it ends in the middle',
    },
    {
      when: 'a long name for nothing',
      tar: archiveOf([file, { name: 'x', type: 'L', content: 'y' }]),
      reason: 'it ends in the middle',
    },
    {
      when: 'a file behind the end',
      tar: new Uint8Array(Buffer.concat([archiveOf([]), archiveOf([file])])),
      reason: 'data follows its end',
    },
    {
      when: 'a broken pax record',
      tar: archiveOf([{ name: 'x', type: 'x', content: '99 path=main.yml\n' }, file]),
      reason: 'it has a damaged header',
    },
    {
      when: 'a size of NaN',
      tar: archiveOf([{ name: 'x', type: 'x', content: paxRecord('size', 'x') }, file]),
      reason: 'it has a damaged header',
    },
  ];
  test.each(cases)('$when', ({ tar, reason }) => {
    expect(thrownProblem(() => readMember(tar, 'main.yml'))).toEqual({
      id: 'secrets-tar',
      details: { reason },
    });
    expect(thrownProblem(() => replaceMember(tar, 'main.yml', bytes('')))?.id).toBe('secrets-tar');
  });

  test('no such file', () => {
    const missing = { id: 'secrets-file-missing', details: { file: 'main.yml' } };
    expect(thrownProblem(() => readMember(archiveOf([]), 'main.yml'))).toEqual(missing);
    expect(thrownProblem(() => readMember(archiveOf([file]), 'main.yaml'))?.id).toBe(missing.id);
  });

  test('a content that the size field cannot say', () => {
    const short = headerOf({
      name: 'main.yml',
      content: '',
      size: Buffer.from('0 \0\0\0\0\0\0\0\0\0\0'),
    });
    const tar = new Uint8Array(Buffer.concat([short, Buffer.alloc(1024)]));
    expect(thrownProblem(() => replaceMember(tar, 'main.yml', bytes('12345678')))).toEqual({
      id: 'secrets-tar',
      details: { reason: 'a number does not fit its field' },
    });
  });
});

describe('replacing the file', () => {
  const other = fc.record({
    name: fc
      .string({ minLength: 1, maxLength: 90, unit: 'binary-ascii' })
      .filter((name) => /^[^\0/.]+$/.test(name) && name !== 'main.yml'),
    content: fc.string({ maxLength: 1500 }),
  });
  const content = fc.string({ maxLength: 3000, unit: anyCharacter }).map(bytes);

  test('keeps every byte before, between and behind', () => {
    fc.assert(
      fc.property(
        fc.array(other, { maxLength: 4 }),
        fc.array(other, { maxLength: 4 }),
        content,
        content,
        (before, after, old, now) => {
          const main = { name: './main.yml', content: old };
          const head = Buffer.concat(before.map(memberOf));
          const tail = Buffer.concat([...after.map(memberOf), Buffer.alloc(1024)]);
          const tar = new Uint8Array(Buffer.concat([head, memberOf(main), tail]));
          fc.pre(tar.length % 10240 !== 0);
          const changed = replaceMember(tar, 'main.yml', now);
          const expected = Buffer.concat([head, memberOf({ ...main, content: now }), tail]);
          expect(Buffer.compare(changed, expected)).toBe(0);
          expect(proveOtherMembers(tar, changed, 'main.yml')).toBe(before.length + after.length);
        },
      ),
    );
  });

  test('there and back gives the archive that was there', () => {
    fc.assert(
      fc.property(fc.array(other, { maxLength: 3 }), content, content, (others, old, now) => {
        const tar = archiveOf([{ name: 'main.yml', content: old }, ...others]);
        const changed = replaceMember(tar, 'main.yml', now);
        expect(textOf(readMember(changed, 'main.yml'))).toBe(textOf(now));
        expect(changed.length % 10240).toBe(0);
        expect(Buffer.compare(replaceMember(changed, 'main.yml', old), tar)).toBe(0);
      }),
    );
  });

  test.each([0, 1, 2, 3])('keeps %i blocks of zeros at the end', (blocks) => {
    const tar = new Uint8Array(
      Buffer.concat([memberOf({ name: 'main.yml', content: 'a' }), Buffer.alloc(512 * blocks)]),
    );
    const changed = replaceMember(tar, 'main.yml', bytes('b'.repeat(600)));
    expect(changed.length).toBe(512 * (3 + blocks));
  });

  test.each([0, 1])(
    'does not add to %i blocks of zeros where whole records were by chance',
    (blocks) => {
      const content = 'a'.repeat(10240 - 512 * (1 + blocks));
      const end = Buffer.alloc(512 * blocks);
      const tar = new Uint8Array(Buffer.concat([memberOf({ name: 'main.yml', content }), end]));
      expect(tar.length).toBe(10240);
      expect(replaceMember(tar, 'main.yml', bytes('b')).length).toBe(512 * (2 + blocks));
    },
  );

  test('keeps the form of numbers that are filled with spaces', () => {
    const spaced = headerOf({ name: 'main.yml', content: 'a', size: Buffer.from('          1 ') });
    const tar = new Uint8Array(
      Buffer.concat([spaced, Buffer.from('a'.padEnd(512, '\0')), Buffer.alloc(1024)]),
    );
    const changed = replaceMember(tar, 'main.yml', bytes('b'.repeat(9)));
    expect(textOf(changed.subarray(124, 136))).toBe('         11 ');
    expect(textOf(readMember(changed, 'main.yml'))).toBe('b'.repeat(9));
  });

  test('is not proved when anything else differs', () => {
    const tar = archiveOf([
      { name: 'main.yml', content: 'a' },
      { name: 'b', content: 'b' },
    ]);
    const refused = { id: 'secrets-not-provable', details: { file: 'main.yml' } };
    const variants = [
      archiveOf([
        { name: 'main.yml', content: 'a' },
        { name: 'b', content: 'c' },
      ]),
      archiveOf([{ name: 'main.yml', content: 'a' }]),
      archiveOf([{ name: 'main.yml', content: 'a' }, { name: 'b', content: 'b' }, { name: 'c' }]),
      archiveOf([
        { name: 'b', content: 'b' },
        { name: 'main.yml', content: 'a' },
      ]),
      archiveOf([
        { name: './main.yml', content: 'a' },
        { name: 'b', content: 'b' },
      ]),
    ];
    for (const variant of variants) {
      expect(thrownProblem(() => proveOtherMembers(tar, variant, 'main.yml'))).toEqual(refused);
    }
  });
});

describe.skipIf(!hasGnuTar)('with GNU tar (left out where there is none)', () => {
  let folder = '';
  const run = (...args: string[]) =>
    execFileSync('tar', args, { cwd: folder, stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 });
  const path = (...names: string[]) => join(folder, ...names);
  const contentOf = (name: string) => new Uint8Array(readFileSync(path(name)));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tar-'));
    mkdirSync(path('in', 'keys'), { recursive: true });
    writeFileSync(path('in', 'keys', 'id'), 'k'.repeat(2000), { mode: 0o400 });
    symlinkSync('../main.yml', path('in', 'keys', 'link'));
    mkdirSync(path('in', 'long'.repeat(20)));
    writeFileSync(path('in', 'long'.repeat(20), 'ü'), 'x');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const contents = ['', 'x', 'a: 1\n'.repeat(150), 'b: 2\n'.repeat(9000)];
  const pax = '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime';
  const options: Readonly<Record<string, readonly string[]>> = { pax: [pax] };
  const ways = ['gnu', 'oldgnu', 'pax', 'ustar', 'v7'].flatMap((format) => [
    { format, paths: ['.'], name: './main.yml' },
    { format, paths: ['keys', 'main.yml', 'long'.repeat(20)], name: 'main.yml' },
  ]);

  test.each(ways)('$format: $name is replaced as tar itself would', ({ format, paths, name }) => {
    const pack = (content: string, archive: string) => {
      writeFileSync(path('in', 'main.yml'), content, { mode: 0o640 });
      const how = ['--format', format, '--mtime', '@1700000000.5', ...(options[format] ?? [])];
      run(...how, '-C', 'in', '-cf', archive, ...paths);
      return contentOf(archive);
    };
    const list = (archive: string) =>
      run('-tvf', archive)
        .toString()
        .replace(/ \d+ (?=\S+ \S+ (\.\/)?main\.yml$)/m, ' SIZE ')
        .replace(/ +SIZE/, ' SIZE');
    const old = pack('old: content\n', 'old.tar');
    for (const content of contents) {
      const changed = replaceMember(old, 'main.yml', bytes(content));
      writeFileSync(path('new.tar'), changed);
      expect(list('new.tar')).toEqual(list('old.tar'));
      expect(run('-xOf', 'new.tar', name).toString()).toBe(content);
      expect(Buffer.compare(changed, pack(content, 'own.tar'))).toBe(0);
      const back = replaceMember(changed, 'main.yml', readMember(old, 'main.yml'));
      expect(Buffer.compare(back, old)).toBe(0);
    }
  });

  test.each(['gnu', 'pax'])('%s: a sparse file beside it is refused', (format) => {
    const holes = openSync(path('in', 'holes'), 'w');
    for (let at = 0; at < 40; at += 1) writeSync(holes, 'data', at * 100_000);
    closeSync(holes);
    writeFileSync(path('in', 'main.yml'), 'old');
    run('--format', format, '-S', '-C', 'in', '-cf', 'sparse.tar', 'holes', 'main.yml');
    const problem = thrownProblem(() => readMember(contentOf('sparse.tar'), 'main.yml'));
    expect(problem?.details).toEqual({ reason: 'it has a sparse file' });
  });
});
