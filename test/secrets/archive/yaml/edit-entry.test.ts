import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type TextEdit } from '../../../../src/kubeconfig/edit/text-edit.ts';
import { editEntry } from '../../../../src/secrets/archive/yaml/edit-entry.ts';
import { readEntries } from '../../../../src/secrets/archive/yaml/entries.ts';
import { proveOtherEntries } from '../../../../src/secrets/archive/yaml/proof.ts';
import { hasPyYaml, hasYq } from '../../../installed.ts';
import { thrownProblem } from '../../../problem-of.ts';
import {
  blockScalar,
  entries,
  type Frame,
  frame,
  type LiteralStyle,
  literalStyle,
  mainYml,
} from '../../main-yml.ts';
import { readWithPyYaml, readWithYq } from '../../readers.ts';

function stringOf(text: string): string {
  const entry = readEntries(text, 'main.yml').entries.find(({ key }) => key === 'kubeconfig');
  return entry?.string?.text ?? '';
}

function outerEdits(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const file = readEntries(text, 'main.yml');
  const entry = file.entries.find(({ key }) => key === 'kubeconfig');
  if (entry?.string === undefined) throw new Error('the test has no such string');
  return editEntry(file, entry.string, edits);
}

/** Adds whole lines before the inner line of that number. */
function insertLines(value: string, line: number, lines: readonly string[]): TextEdit {
  const start = value.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0);
  return { start, end: start, text: lines.map((text) => `${text}\n`).join('') };
}

function edit(text: string, edits: readonly TextEdit[]): string {
  return applyEdits(text, outerEdits(text, edits));
}

describe('a literal block gets whole lines', () => {
  const twoLines = ['- new', ''];
  test.each<{ when: string; before: string; line: number; after: string }>([
    {
      when: 'first',
      before: 'kubeconfig: |\n  a\n  b\n',
      line: 0,
      after: 'kubeconfig: |\n  - new\n\n  a\n  b\n',
    },
    {
      when: 'between',
      before: 'kubeconfig: |\n  a\n  b\n',
      line: 1,
      after: 'kubeconfig: |\n  a\n  - new\n\n  b\n',
    },
    {
      when: 'behind a blank line at its beginning',
      before: 'kubeconfig: |\n\n  a\n',
      line: 1,
      after: 'kubeconfig: |\n\n  - new\n\n  a\n',
    },
    {
      when: 'between, where the last newline is missing',
      before: 'kubeconfig: |\n  a\n  b',
      line: 1,
      after: 'kubeconfig: |\n  a\n  - new\n\n  b',
    },
    {
      when: 'last',
      before: 'kubeconfig: |\n  a\nz: 1\n',
      line: 1,
      after: 'kubeconfig: |\n  a\n  - new\n\nz: 1\n',
    },
    {
      when: 'before the blank lines behind it',
      before: 'kubeconfig: |\n  a\n\n \nz: 1\n',
      line: 1,
      after: 'kubeconfig: |\n  a\n  - new\n\n\n \nz: 1\n',
    },
    {
      when: 'before a line of blanks',
      before: 'kubeconfig: |\n  a\n \n  b\n',
      line: 1,
      after: 'kubeconfig: |\n  a\n  - new\n\n \n  b\n',
    },
    {
      when: 'behind a line of blanks',
      before: 'kubeconfig: |\n  a\n \n  b\n',
      line: 2,
      after: 'kubeconfig: |\n  a\n \n  - new\n\n  b\n',
    },
    {
      when: 'in its own indentation',
      before: 'kubeconfig: |3-  # c\n     a\n   b\n',
      line: 1,
      after: 'kubeconfig: |3-  # c\n     a\n   - new\n\n   b\n',
    },
    {
      when: 'in its own line ends',
      before: 'z: 1\nkubeconfig: |\r\n  a\r\n  b\r\n',
      line: 1,
      after: 'z: 1\nkubeconfig: |\r\n  a\r\n  - new\r\n\r\n  b\r\n',
    },
    {
      when: 'behind a missing last newline',
      before: 'kubeconfig: |\n  a',
      line: 1,
      after: 'kubeconfig: |\n  a\n  - new\n',
    },
    {
      when: 'behind all that a kept block keeps',
      before: 'kubeconfig: |+\n  a\n\n',
      line: 2,
      after: 'kubeconfig: |+\n  a\n\n  - new\n\n',
    },
  ])('$when', ({ before, line, after }) => {
    expect(edit(before, [insertLines(stringOf(before), line, twoLines)])).toBe(after);
  });
});

test('a line of blanks stays when lines are added at its end', () => {
  const before = 'kubeconfig: |\n  a\n \n  b\n';
  const edits = [{ start: 2, end: 2, text: '\n- new' }];
  expect(edit(before, edits)).toBe('kubeconfig: |\n  a\n \n  - new\n  b\n');
});

test('the last line end is taken from the line before where the file has none', () => {
  const before = 'kubeconfig: |\r\n  a\r\n  b';
  const edits = [{ start: 3, end: 3, text: '\n- new' }];
  expect(edit(before, edits)).toBe('kubeconfig: |\r\n  a\r\n  b\r\n  - new');
});

test.each([
  ['all of it', { start: 0, end: 2, text: 'b\n' }, 'kubeconfig: |\n  b'],
  ['what is before its end', { start: 0, end: 1, text: 'b' }, 'kubeconfig: |\n  b'],
])(
  'where the file has no last newline and its reader sees one, %s is replaced',
  (_what, change, after) => {
    expect(stringOf('kubeconfig: |\n  a')).toBe('a\n');
    expect(edit('kubeconfig: |\n  a', [change])).toBe(after);
  },
);

test('a last newline that only its reader sees is not taken away', () => {
  const attempt = () => edit('kubeconfig: |\n  a', [{ start: 1, end: 2, text: 'b' }]);
  expect(thrownProblem(attempt)?.id).toBe('secrets-yaml');
});

test.each([
  ['in tabs', 'kubeconfig: |\n  \ta\n', 'kubeconfig: |\n  x\n  \ta\n'],
  ['with a carriage return in it', 'kubeconfig: "a\\rb"\n', 'kubeconfig: "x\\na\\rb"\n'],
])('a line %s keeps it', (_what, before, after) => {
  expect(edit(before, [{ start: 0, end: 0, text: 'x\n' }])).toBe(after);
});

test('edits at both ends of a line keep their order, whatever they have in common with it', () => {
  const before = 'kubeconfig: |\n  - a\n  - b\n';
  const edits = [
    { start: 7, end: 7, text: '\n- z' },
    { start: 4, end: 4, text: '- bc\n' },
  ];
  expect(edit(before, edits)).toBe('kubeconfig: |\n  - a\n  - bc\n  - b\n  - z\n');
});

describe('a literal block is edited within lines', () => {
  const before = 'kubeconfig: |\r\n   a: []\r\n   b: x\r\nz: 1\r\n';
  test.each<{ when: string; find: string; put: string; after: string }>([
    {
      when: 'an empty list becomes lines',
      find: ' []',
      put: '\n- new',
      after: 'kubeconfig: |\r\n   a:\r\n   - new\r\n   b: x\r\nz: 1\r\n',
    },
    {
      when: 'a word',
      find: 'x',
      put: 'y',
      after: 'kubeconfig: |\r\n   a: []\r\n   b: y\r\nz: 1\r\n',
    },
    {
      when: 'a line end',
      find: ']\nb',
      put: '] # b',
      after: 'kubeconfig: |\r\n   a: [] # b: x\r\nz: 1\r\n',
    },
    { when: 'nothing', find: 'x', put: 'x', after: before },
  ])('$when', ({ find, put, after }) => {
    const start = stringOf(before).indexOf(find);
    expect(edit(before, [{ start, end: start + find.length, text: put }])).toBe(after);
  });
});

describe('other styles are written anew', () => {
  const lines = ['- new', '  deep: "x"'];
  test.each<{ when: string; before: string; after: string }>([
    {
      when: 'double quotes',
      before: 'kubeconfig: "a\\nb\\n" # c\nz: 1\n',
      after: 'kubeconfig: "a\\n- new\\n  deep: \\"x\\"\\nb\\n" # c\nz: 1\n',
    },
    {
      when: 'double quotes over several lines',
      before: 'kubeconfig: "a\\n\\\n  b\n\n  c"\n',
      after: 'kubeconfig: "a\\n- new\\n  deep: \\"x\\"\\nb\\nc"\n',
    },
    {
      when: 'single quotes',
      before: "kubeconfig: 'a\n\n  b'\nz: 1\n",
      after: 'kubeconfig: "a\\n- new\\n  deep: \\"x\\"\\nb"\nz: 1\n',
    },
    {
      when: 'plain',
      before: 'kubeconfig: a\n\n  b\nz: 1\n',
      after: 'kubeconfig: "a\\n- new\\n  deep: \\"x\\"\\nb"\nz: 1\n',
    },
    {
      when: 'folded',
      before: 'kubeconfig: > # c\n   a\n\n   b\n\n\nz: 1\n',
      after: 'kubeconfig: > # c\n  a\n\n  - new\n    deep: "x"\n  b\n\n\nz: 1\n',
    },
    {
      when: 'folded, stripped, CRLF',
      before: 'kubeconfig: >-\r\n   a\r\n\r\n   b\r\nz: 1\r\n',
      after: 'kubeconfig: >-\r\n  a\r\n\r\n  - new\r\n    deep: "x"\r\n  b\r\nz: 1\r\n',
    },
    {
      when: 'folded, without a last newline',
      before: 'kubeconfig: >\n   a\n\n   b',
      after: 'kubeconfig: >\n  a\n\n  - new\n    deep: "x"\n  b',
    },
  ])('$when', ({ before, after }) => {
    const value = stringOf(before);
    expect(edit(before, [insertLines(value, 1, lines)])).toBe(after);
    expect(stringOf(after)).toBe(value.replace('\n', `\n${lines.join('\n')}\n`));
  });

  test('a folded block keeps the indentation of an indented file, and long lines', () => {
    const long = 'x '.repeat(60).trim();
    const before = '  kubeconfig: > # a > b\n    a\n\n    b\n  z: 1\n';
    const after = edit(before, [insertLines(stringOf(before), 1, [long])]);
    expect(after).toBe(`  kubeconfig: > # a > b\n    a\n\n    ${long}\n\n    b\n  z: 1\n`);
    expect(stringOf(after)).toBe(`a\n${long}\nb\n`);
  });

  test('a plain word stays no single-quoted one', () => {
    expect(edit('kubeconfig: a\n', [{ start: 1, end: 1, text: 'b' }])).toBe('kubeconfig: "ab"\n');
  });

  test('double quotes may hold odd line ends already', () => {
    const before = 'kubeconfig: "a\\u2028"\n';
    expect(edit(before, [{ start: 0, end: 0, text: 'b' }])).toBe('kubeconfig: "ba\\u2028"\n');
  });

  test('single quotes stay where they can hold it', () => {
    const before = `kubeconfig: 'it''s {"a": []}'\n`;
    const start = stringOf(before).indexOf(']');
    expect(edit(before, [{ start, end: start, text: `"o'b"` }])).toBe(
      `kubeconfig: 'it''s {"a": ["o''b"]}'\n`,
    );
  });

  test('double quotes hold what YAML 1.1 takes for the end of a line', () => {
    const before = 'kubeconfig: "a"\n';
    const odd = '\u0085\u2028\u2029\ufeff\u007f\t\\😀';
    expect(stringOf(edit(before, [{ start: 1, end: 1, text: odd }]))).toBe(`a${odd}`);
    expect(edit(before, [{ start: 1, end: 1, text: odd }])).not.toMatch(
      /[\u0085\u2028\u2029\ufeff\u007f]/,
    );
  });
});

describe('what is refused', () => {
  test.each([
    ['a string that is repeated elsewhere', 'kubeconfig: &k |\n  a\nz: *k\n'],
    ['a line end that only some readers see', 'kubeconfig: |\n  a\r\r\n  b\n'],
    ['another line end that only some readers see', 'kubeconfig: |\n  a\u2028b\n'],
    ['nothing but blank lines', 'kubeconfig: |+\n\n\n'],
  ])('%s', (_, text) => {
    const edits = [{ start: 0, end: 0, text: 'x\n' }];
    expect(thrownProblem(() => outerEdits(text, edits))).toEqual({
      id: 'secrets-yaml',
      details: { file: 'main.yml', reason: 'shape' },
    });
  });

  test('an anchor that nobody uses is fine', () => {
    expect(edit('kubeconfig: &k |\n  a\n', [{ start: 0, end: 0, text: 'x\n' }])).toBe(
      'kubeconfig: &k |\n  x\n  a\n',
    );
  });
});

type Parts = readonly { before: string; key: string; text: string }[];
interface Case {
  readonly before: Parts;
  readonly lines: readonly string[];
  readonly style: LiteralStyle;
  readonly behind: Parts;
  readonly frame: Frame;
  readonly inserts: readonly { readonly at: number; readonly lines: readonly string[] }[];
}

const innerLine = fc.oneof(
  fc.stringMatching(/^[a-z]{1,5}: [a-z]{0,4}$/),
  fc.constantFrom('', '- name: x', '  deep: "#"', '# c', 'ü😀', 'trailing  '),
);
const cases: fc.Arbitrary<Case> = fc.record({
  before: entries,
  lines: fc.array(innerLine, { maxLength: 6 }).map((lines) => ['apiVersion: v1', ...lines]),
  style: literalStyle,
  behind: entries
    .map((parts) => parts.map((part) => ({ ...part, key: part.key.replace('k', 'z') })))
    .map((parts) => parts.filter(({ text }) => !text.startsWith('&anchor'))),
  frame,
  inserts: fc.uniqueArray(
    fc.record({
      at: fc.integer({ min: 1, max: 7 }),
      // Not every style can hold an empty line at its end, and nobody adds one.
      lines: fc.array(innerLine, { maxLength: 2 }).map((lines) => [...lines, '- new']),
    }),
    { selector: ({ at }) => at, maxLength: 3 },
  ),
});

function build({ before, lines, style, behind, frame, inserts }: Case, sign: '|' | '>' = '|') {
  const entry = { before: '', key: 'kubeconfig', text: blockScalar(sign, lines, style) };
  const text = mainYml([...before, entry, ...behind], frame);
  const value = stringOf(text);
  const last = value.split('\n').length - (value.endsWith('\n') ? 1 : 0);
  const edits = inserts
    .filter(({ at }) => at < last || (at === last && value.endsWith('\n')))
    .map(({ at, lines }) => insertLines(value, at, lines));
  return { text, value, edits, expected: applyEdits(value, edits) };
}

test('whole lines come in, every other byte stays', () => {
  fc.assert(
    fc.property(cases, (random) => {
      const { text, edits, expected } = build(random);
      const outer = outerEdits(text, edits);
      expect(outer.filter(({ start, end }) => start !== end)).toEqual([]);
      const changed = applyEdits(text, outer);
      const others = random.before.length + random.behind.length;
      const file = readEntries(text, 'main.yml');
      expect(proveOtherEntries(file, changed, { key: 'kubeconfig', text: expected })).toBe(others);
      if (random.style.chomping !== '-' && text.endsWith('\n'))
        expect(stringOf(changed)).toBe(expected);
    }),
  );
});

test('a folded block holds what it should and leaves the others alone', () => {
  fc.assert(
    fc.property(cases, (random) => {
      const { text, edits, expected } = build(random, '>');
      const file = readEntries(text, 'main.yml');
      proveOtherEntries(file, edit(text, edits), { key: 'kubeconfig', text: expected });
    }),
  );
});

test.skipIf(!hasPyYaml)('PyYAML agrees (left out where it is missing)', () => {
  for (const sign of ['|', '>'] as const) {
    const built = fc.sample(cases, 200).map((random) => build(random, sign));
    const before = readWithPyYaml(built.map(({ text }) => text)) as [string, unknown][][];
    const after = readWithPyYaml(built.map(({ text, edits }) => edit(text, edits))) as [
      string,
      unknown,
    ][][];
    const withoutLastNewline = (value: unknown) => String(value).replace(/\n$/, '');
    const isOurs = ([key]: [string, unknown]) => key === 'kubeconfig';
    expect(after.map((pairs) => pairs.filter((pair) => !isOurs(pair)))).toEqual(
      before.map((pairs) => pairs.filter((pair) => !isOurs(pair))),
    );
    expect(after.map((pairs) => withoutLastNewline(pairs.find(isOurs)?.[1]))).toEqual(
      built.map(({ expected }) => withoutLastNewline(expected)),
    );
  }
});

test.skipIf(!hasYq)('yq agrees (left out where it is not mikefarah’s)', () => {
  for (const { text, edits, expected } of fc.sample(cases, 10).map((random) => build(random))) {
    expect(readWithYq(edit(text, edits), 'kubeconfig').trimEnd()).toBe(expected.trimEnd());
  }
});
