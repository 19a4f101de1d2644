import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addToArray, removeFromArray, wordsIn } from '../../src/prow-deploy/bash-array.ts';
import { hasBash } from '../installed.ts';
import { elementsOf } from './bash.ts';

const array = 'prow_build_clusters';
const append = (script: string, name = 'rosa-1') => addToArray(script, array, name);
const remove = (script: string, name = 'rosa-1') => removeFromArray(script, array, name);

function edited(edit: ReturnType<typeof append>): string {
  if (edit.outcome !== 'edited') throw new Error(JSON.stringify(edit));
  return edit.text;
}

/** Before, and after `rosa-1` is added. */
const layouts: readonly (readonly [layout: string, before: string, after: string])[] = [
  ['one line', 'x\n{A}=(a b)\ny\n', 'x\n{A}=(a b rosa-1)\ny\n'],
  ['many lines', '{A}=(\n  a\n  b\n)\n', '{A}=(\n  a\n  b\n  rosa-1\n)\n'],
  ['tabs', '\t{A}=(\n\t\ta\n\t)\n', '\t{A}=(\n\t\ta\n\t\trosa-1\n\t)\n'],
  ['several on a line', '{A}=(\n  a b\n  c d\n)\n', '{A}=(\n  a b\n  c d rosa-1\n)\n'],
  ['the last parenthesis on the last line', '{A}=(\n  a\n  b)\n', '{A}=(\n  a\n  b\n  rosa-1)\n'],
  ['the first element behind the parenthesis', '{A}=(a\n  b)\n', '{A}=(a\n  b\n  rosa-1)\n'],
  ['trailing spaces', '{A}=(\n  a  \n  b \t\n) \n', '{A}=(\n  a  \n  b \t\n  rosa-1\n) \n'],
  ['empty', '{A}=()\n', '{A}=(rosa-1)\n'],
  ['empty with a comment', '{A}=(# none\n)\n', '{A}=(rosa-1 # none\n)\n'],
  ['double quotes', '{A}=("a" "b")\n', '{A}=("a" "b" "rosa-1")\n'],
  ['single quotes', "{A}=('a'\n 'b'\n)\n", "{A}=('a'\n 'b'\n 'rosa-1'\n)\n"],
  ['quotes within a word', '{A}=(a"b"c)\n', '{A}=(a"b"c rosa-1)\n'],
  [
    'comments with words, quotes and parentheses',
    '{A}=(\n  # (not "closed\n  a # rosa-1)\n  b # the last\n  # no more\n)\n',
    '{A}=(\n  # (not "closed\n  a # rosa-1)\n  b # the last\n  rosa-1\n  # no more\n)\n',
  ],
  ['continued lines', '{A}=(a \\\n  b \\\n)\n', '{A}=(a \\\n  b\n  rosa-1 \\\n)\n'],
  [
    'declared in a function',
    'f(){\n  local -a {A}=(a)\n}; f\n',
    'f(){\n  local -a {A}=(a rosa-1)\n}; f\n',
  ],
  [
    'a name that another begins with',
    '{A}=(rosa-10 a-rosa-1)\n',
    '{A}=(rosa-10 a-rosa-1 rosa-1)\n',
  ],
  ['a comment that shows one', '# {A}=(z)\n{A}=(a)\n', '# {A}=(z)\n{A}=(a rosa-1)\n'],
  ['another array that is called alike', 'my_{A}=(z)\n{A}=(a)\n', 'my_{A}=(z)\n{A}=(a rosa-1)\n'],
  [
    'whole blocks before',
    'f() { (cd /); case $1 in a) true;; (b) if x; then y; fi;; esac; }\nfor x in; do f "$x" || true; done\n{A}=(a)\n',
    'f() { (cd /); case $1 in a) true;; (b) if x; then y; fi;; esac; }\nfor x in; do f "$x" || true; done\n{A}=(a rosa-1)\n',
  ],
  [
    'a list in order',
    '{A}=(\n  first # stays first\n  amd\n  prow # used most\n  s390x\n)\n',
    '{A}=(\n  first # stays first\n  amd\n  prow # used most\n  rosa-1\n  s390x\n)\n',
  ],
  ['a list in order, with it before all others', '{A}=(z s t)\n', '{A}=(z rosa-1 s t)\n'],
  ['a list in order on one line', '{A}=(z a s)\n', '{A}=(z a rosa-1 s)\n'],
  ['a list without an order', '{A}=(a t s)\n', '{A}=(a t s rosa-1)\n'],
  ['no newline at the end', '{A}=(a)', '{A}=(a rosa-1)'],
];
const cases = layouts.map(([layout, ...texts]) => {
  const [before = '', after = ''] = texts.map((text) => text.replaceAll('{A}', array));
  return { layout, before, after };
});

describe('a word is added to an array as it is written there', () => {
  test.each(cases)('$layout', ({ before, after }) => {
    expect(append(before)).toEqual({ outcome: 'edited', text: after });
  });

  test.each(cases)('$layout: and nothing to do the second time', ({ after }) => {
    expect(append(after)).toEqual({ outcome: 'unchanged' });
  });

  test.skipIf(!hasBash)('and bash reads one more, in each of them (needs bash)', () => {
    const outside = cases.filter(({ before }) => !before.includes('local'));
    const elements = elementsOf(outside.map(({ before }) => before));
    const added = elementsOf(outside.map(({ after }) => after));
    expect(added.every((each) => each.includes('rosa-1'))).toBe(true);
    expect(added.map((each) => each.filter((element) => element !== 'rosa-1'))).toEqual(elements);
  });
});

describe('what a person has to edit', () => {
  test.each([
    ['no array', 'true\n', 'missing'],
    ['a use of it only', 'echo "$' + '{{A}[@]}"\n', 'missing'],
    ['a comment only', '  # {A}=(a)\n', 'missing'],
    ['two of them', '{A}=(a)\n{A}=(b)\n', 'assigned more than once'],
    ['one that is added to', '{A}=(a)\n{A}+=(b)\n', 'assigned more than once'],
    ['an element that is set', '{A}=(a)\n{A}[0]=b\n', 'assigned more than once'],
    ['integers', 'declare -i {A}=(a)\n', 'computed'],
    ['keys and values', 'declare -A {A}=(a b)\n', 'computed'],
    ['capitals, declared before', 'declare -u {A}\n{A}=(a)\n', 'named elsewhere'],
    ['in the background', '{A}=(a) &\n', 'computed'],
    ['in a pipe', '{A}=(a) | true\n', 'computed'],
    ['before a command', '{A}=(a) true\n', 'computed'],
    ['within a string of many lines', "echo '\n{A}=(a)\n'\n", 'computed'],
    ['within a here-document', 'cat << EOF\n{A}=(a)\nEOF\n', 'computed'],
    ['within one that only seems to end', 'cat <<EOF\n EOF\n{A}=(a)\nEOF\n', 'computed'],
    ['within the second of two', "cat <<A <<-'B'\nA\n{A}=(a)\n\tB\n", 'computed'],
    ['made by a program', '{A}=($(ls))\n', 'computed'],
    ['made by a program, the old way', '{A}=(`ls`)\n', 'computed'],
    ['made of another variable', '{A}=(a "$b")\n', 'computed'],
    ['a pattern', '{A}=(secrets/*)\n', 'computed'],
    ['braces', '{A}=(a-{1,2})\n', 'computed'],
    ['a home', '{A}=(~)\n', 'computed'],
    ['indices', '{A}=([1]=a)\n', 'computed'],
    ['an escape', '{A}=(a\\ b)\n', 'computed'],
    ['no list', '{A}=a\n', 'computed'],
    ['within a string', 'echo "{A}=(a)"\n', 'computed'],
    [
      'behind a string that ends like a comment',
      "{A}=(a)\nx='\n# '; {A}=(z); y='\n'\n",
      'assigned more than once',
    ],
    [
      'behind what only seems a comment',
      '{A}=(a)\nx=a\\\n#b; {A}=(z)\n',
      'assigned more than once',
    ],
    ['within a string behind what only seems a comment', "x=a\\\n#b '\n{A}=(a)\n'\n", 'computed'],
    ['as an argument of the line before', 'echo \\\n{A}=(a)\n', 'computed'],
    ['at the end of a pipe', 'true |\n{A}=(a)\n', 'computed'],
    ['on a condition', 'false &&\n{A}=(a)\n', 'computed'],
    ['on the other condition', 'true || # or\n\n{A}=(a)\n', 'computed'],
    ['in a shell of its own', '(\n{A}=(a)\n)\n', 'computed'],
    ['in a branch', 'if false; then\n{A}=(a)\nfi\n', 'computed'],
    ['in a loop', 'for x in; do\n  {A}=(a)\ndone\n', 'computed'],
    ['in a case', 'case x in\n  y)\n{A}=(a)\nesac\n', 'computed'],
    ['unset by a name on two lines', '{A}=(a)\nunset prow_build\\\n_clusters\n', 'named elsewhere'],
    ['unset by a name in two quotes', '{A}=(a)\nunset "prow_build"_clusters\n', 'named elsewhere'],
    ['in a comment behind a command', 'true # {A}=(a)\n', 'computed'],
    ['never closed', '{A}=(a\n', 'not closed'],
    ['a quote that is never closed', '{A}=("a\n)\n', 'computed'],
    ['Windows line ends, which bash takes for text', '{A}=(\r\n  a\r\n)\r\n', 'carriage returns'],
    ['one behind the parenthesis', '{A}=(a)\r\n', 'carriage returns'],
  ])('%s', (_case, text, reason) => {
    const script = text.replaceAll('{A}', array);
    expect(append(script)).toEqual({ outcome: 'not editable', reason });
    expect(remove(script)).toEqual({ outcome: 'not editable', reason });
  });
});

describe('a word is taken out', () => {
  const withOtherEnds = [
    'the last parenthesis on the last line',
    'the first element behind the parenthesis',
    'empty with a comment',
    'continued lines',
  ];
  const alike = cases.filter(({ layout }) => !withOtherEnds.includes(layout));
  test.each(alike)('$layout: nothing is left of what was appended', ({ before, after }) => {
    expect(edited(remove(after))).toBe(before);
  });

  test.each([
    ['the first', '(rosa-1 b)', '(b)'],
    ['the only one', '(rosa-1)', '()'],
    ['one in the middle', '(a rosa-1 b)', '(a b)'],
    ['each of it', '(rosa-1 a "rosa-1")', '(a)'],
    ['its line with its comment', '(\n  a\n  rosa-1 # ours\n  b\n)', '(\n  a\n  b\n)'],
    ['not the comment above', '(\n  # ours\n  rosa-1\n)', '(\n  # ours\n)'],
    ['not a name that it begins', '(rosa-10)', undefined],
  ])('%s', (_case, before, after) => {
    const script = (list: string) => `${array}=${list}\n`;
    const expected =
      after === undefined ? { outcome: 'unchanged' } : { outcome: 'edited', text: script(after) };
    expect(remove(script(before))).toEqual(expected);
  });
});

/** The array's name stands for A. */
const changing = [
  'mapfile -t A < /dev/null',
  'readarray A <<< x',
  'unset A',
  "unset -v 'A[0]'",
  'printf -v A x',
  "printf -v 'A[0]' x",
  'read -r A <<< x',
  'read -ra A <<< "x y"',
  'for A in x; do true; done',
  'for ((A = 0; A < 1; A++)); do true; done',
  'select A in x; do break; done <<< 1',
  'getopts x A',
  'eval "unset A"',
  'eval "A""+=(x)"',
  'declare -n other=A; other=(x)',
  'declare A; declare -i A; A+=(1)',
  'local_A() { declare -g A; unset A; }; local_A',
  '(( A = 1 ))',
  '(( A[0]++ ))',
  'let A=1',
  ': $(( A[1] = 7 ))',
  ': "$' + '{A[7]:=x}"',
  ': "$' + '{A[7]=x}"',
  'coproc A { true; }',
  'exec {A}< /dev/null',
  'trap "unset A" DEBUG',
  'source /dev/stdin <<< "unset A"',
  'wait -p A',
];
const harmless = [
  'for each in "$' + '{A[@]}"; do true; done',
  'true "$' + '{#A[@]}" "$' + '{!A[@]}" "$' + '{A[*]}" "$A"',
  'list=$(printf "%s:" "$' + '{A[@]}")',
  '# unset A',
  'my_A=x; unset my_A',
];

describe('what else a script does to the array', () => {
  const around = (statement: string) =>
    `true\n${array}=(a b)\n${statement.replaceAll(/(?<!\w)A(?!\w)|(?<=_)A/g, array)}\n`;

  test.each(changing)('%s: it is left to a person', (statement) => {
    const refused = { outcome: 'not editable', reason: expect.stringMatching(/named|more than/) };
    expect(append(around(statement))).toEqual(refused);
    expect(remove(around(statement))).toEqual(refused);
  });

  test.skipIf(!hasBash)('bash has other elements behind each of them (needs bash)', () => {
    const scripts = changing.map((each) => `${around(each)}trap - DEBUG\n`);
    const unchanged = changing.filter(
      (_, index) => elementsOf(scripts.slice(index, index + 1)).join() === 'a,b',
    );
    expect(unchanged).toEqual([]);
  });

  test.each(harmless)('%s: it is edited', (statement) => {
    expect(append(around(statement))).toMatchObject({ outcome: 'edited' });
  });

  test.skipIf(!hasBash)('bash reads one more behind what is edited (needs bash)', () => {
    const scripts = harmless.map(around);
    const before = elementsOf(scripts);
    const after = elementsOf(scripts.map((script) => edited(append(script))));
    expect(after).toEqual(before.map((elements) => [...elements, 'rosa-1']));
  });

  test('declared before, as a variable of a function', () => {
    const script = `f() {\n  local list ${array}\n  ${array}=(a)\n}\n`;
    expect(append(script)).toMatchObject({ outcome: 'edited' });
    expect(append(`${script}declare ${array}\n`)).toMatchObject({ reason: 'named elsewhere' });
  });
});

const name = fc.stringMatching(/^[a-z0-9](-?[a-z0-9]){0,8}$/);
const element = name.chain((text) => fc.constantFrom(text, `"${text}"`, `'${text}'`));
const gap = fc.constantFrom(
  ' ',
  '  ',
  '\t',
  '\n',
  '\n  ',
  ' # (a "comment\n',
  '\n# rosa-1\n ',
  ' \\\n ',
);
const edge = fc.constantFrom('', ' ', '\n', '\n  ', ' # first\n', '\n# x\n');
const anyArray = fc
  .tuple(edge, fc.array(fc.tuple(element, gap), { maxLength: 6 }), edge)
  .map(([before, items, after]) => {
    const parts = items.flatMap(([text, space], index) =>
      index < items.length - 1 ? [text, space] : [text],
    );
    return `set -u\n${array}=(${before}${parts.join('')}${after})\n`;
  });

describe('any array', () => {
  test('only gains bytes, in one place', () => {
    fc.assert(
      fc.property(anyArray, name, (script, added) => {
        const edit = append(script, added);
        if (edit.outcome === 'unchanged') return;
        const text = edited(edit);
        const grown = text.length - script.length;
        const isInsertion = [...script, ''].some(
          (_, at) => text.slice(0, at) + text.slice(at + grown) === script,
        );
        expect(isInsertion).toBe(true);
        expect(append(text, added)).toEqual({ outcome: 'unchanged' });
      }),
    );
  });

  test.skipIf(!hasBash)('bash reads the old elements and the new one (needs bash)', () => {
    const scripts = fc.sample(anyArray, 100);
    const before = elementsOf(scripts);
    const added = elementsOf(scripts.map((script) => edited(append(script, 'not-there'))));
    const isNew = (element: string) => element === 'not-there';
    expect(added.map((each) => each.filter((element) => !isNew(element)))).toEqual(before);
    expect(added.map((each) => each.filter(isNew).length)).toEqual(before.map(() => 1));
  });

  test.skipIf(!hasBash)('bash reads all but what was taken out (needs bash)', () => {
    const scripts = fc.sample(anyArray, 100);
    const before = elementsOf(scripts);
    const first = before.map(([element = 'not-there']) => element);
    const removed = scripts.map((script, index) => {
      const edit = remove(script, first[index] ?? '');
      return edit.outcome === 'edited' ? edit.text : script;
    });
    expect(elementsOf(removed)).toEqual(
      before.map((each, index) => each.filter((element) => element !== first[index])),
    );
  });
});

describe('the words of an array', () => {
  test.each(cases)('$layout', async ({ before, after }) => {
    const words = wordsIn(after, array) ?? [];
    expect(words).toContain('rosa-1');
    expect(wordsIn(before, array)).toEqual(words.filter((word) => word !== 'rosa-1'));
  });

  test.skipIf(!hasBash)('as bash reads them (left out without bash)', () => {
    // What is local to a function is gone once it is over.
    const told = cases.filter(({ layout }) => layout !== 'declared in a function');
    const scripts = told.map(({ after }) => after);
    expect(scripts.map((script) => wordsIn(script, array))).toEqual(elementsOf(scripts));
  });

  test.each([
    ['none', 'echo\n'],
    ['one that is computed', `${array}=(a)\n${array}+=(b)\n`],
    ['one in a comment', `# ${array}=(a)\n`],
    ['one that does not end', `${array}=(a\n`],
  ])('%s', (_what, script) => {
    expect(wordsIn(script, array)).toBeUndefined();
  });
});
