import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeKubeconfig } from '../../src/kubeconfig/edit/add.ts';
import { proveEdits, proveKubeconfig, withAdded } from '../../src/kubeconfig/edit/proof.ts';
import { applyEdits } from '../../src/kubeconfig/edit/text-edit.ts';
import { addsOnlyInert, addsOnlyName, isInert } from '../../src/kubeconfig/inert.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { anyCharacter } from '../any-character.ts';
import { added, kubectlStyle, names } from './kubeconfigs.ts';

/** What later readers give a meaning; the other tests mix it into all that is written. */
const meanings: Readonly<Record<string, readonly string[]>> = {
  Jinja: ['{{', '}}', '{%', '%}', '{#', '#}', '{', '}', '#', "'", '|'],
  bash: [...'$`\\!"\';|&<>(){}*?[]^#', '$(', '${', '<<', '\n', ' '],
  'GitHub Actions': ['${{', '}}'],
  make: ['$', '$(', '#', '\\', ' '],
  YAML: [...`{}[],&*#?|>!%@\`"'`, ': ', ' #', '\t', '\n', '\r', '\u0085', '\u2028'],
  yq: ['"', '\\(', '|', ' ', '$'],
  'a log or a header': ['\0', '\u001b', '\u200b', '\u202e', 'é'],
};
const marks = [...new Set(Object.values(meanings).flat())];

const good = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._~+/:-]{1,40}={0,2}$/),
  fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/),
  fc.stringMatching(/^https:\/\/[a-z0-9.-]{1,20}(:[0-9]{1,4})?(\/[a-z0-9._~-]{1,8}){0,3}$/),
  fc.constantFrom('https://[2001:db8::1]:6443', 'https://[::1]', 'kubeconfig-u-abc:xyz', ''),
);

test('what the bot writes is inert', () => {
  fc.assert(
    fc.property(good, (value) => {
      expect(isInert(value)).toBe(true);
    }),
  );
});

describe('a value is not inert with', () => {
  test.each(Object.entries(meanings))('what %s gives a meaning', (_reader, own) => {
    fc.assert(
      fc.property(good, fc.constantFrom(...own), good, (head, mark, tail) => {
        expect(isInert(head + mark + tail)).toBe(false);
      }),
    );
  });

  test('any letter but those', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (value) => {
        expect(isInert(value)).toBe(/^[\w.~+/:=-]*$/.test(value));
      }),
    );
  });

  test.each([
    'https://[x]',
    'x https://[::1]',
    'https://[::1]]',
    'https://[::1]/[',
    'http://[::1]',
    '[::1]',
    'https://[]',
  ])('brackets that hold no address: %s', (value) => {
    expect(isInert(value)).toBe(false);
  });
});

describe('edits of YAML', () => {
  const at = (before: string, offset: number, text: string, length = 0) =>
    addsOnlyInert(before, [{ start: offset, end: offset + length, text }]);

  test('may write values and what stands between them', () => {
    const json = '[{"cluster":{"server":"https://[2001:db8::1]:1"},"name":"a"}]';
    expect(at('clusters:', 9, ` ${json}`)).toBe(true);
    expect(at('a: b\n', 5, 'rosa: |\n  apiVersion: v1\r\n  x: "123"\n')).toBe(true);
  });

  test('may write no mark of another reader', () => {
    // Two at an end are those of JSON: what has not begun does not end.
    const harmless = [' ', '\n', '\r', '"', '{', '}', '[', ']', ',', '}}', ': '];
    fc.assert(
      fc.property(good, fc.constantFrom(...marks), good, (head, mark, tail) => {
        fc.pre(!harmless.includes(mark));
        expect(at('a: b\n', 5, `c: ${head}${mark}${tail}x\n`)).toBe(false);
      }),
    );
  });

  test('may not complete an expression of what stands around them', () => {
    expect(at('{%x', 1, '{')).toBe(false);
    expect(at('a{', 2, '{"b"}')).toBe(false);
    expect(at('$a', 1, '{')).toBe(false);
    expect(at('{a{', 1, '', 1)).toBe(false);
    expect(at('{a%', 1, '', 1)).toBe(false);
    expect(at('x {a %', 2, '{')).toBe(false);
  });

  test('leave what was there unjudged', () => {
    const before = "a: '{{ lookup(1) }}'\nb: c\n";
    expect(at(before, before.length, 'd: e\n')).toBe(true);
    expect(at(before, 0, 'd: e\n')).toBe(true);
  });

  test('are judged where they end up, in whatever order they are given', () => {
    const edits = [
      { start: 4, end: 4, text: '{' },
      { start: 0, end: 2, text: 'abcdef' },
    ];
    expect(addsOnlyInert('xx a{', edits)).toBe(false);
    expect(addsOnlyInert('xx a ', edits)).toBe(true);
  });
});

describe('a file that knows a name', () => {
  test('may gain it with marks of its own', () => {
    const page = '# C\n\nIt is called `a`.\n';
    expect(
      addsOnlyName(page, `${page}\n## rosa-1\n\nIt is called \`rosa-1\`.\n`, { name: 'rosa-1' }),
    ).toBe(true);
    expect(addsOnlyName('x=(a)\n', 'x=(a rosa-1)\n', { name: 'rosa-1' })).toBe(true);
    const plain = ['Müller & Co, Ltd'];
    expect(addsOnlyName(page, `${page}\n${plain}\n`, { name: 'rosa-1', plain })).toBe(true);
    expect(addsOnlyName('x=(a b)\n', 'x=(a)\n', { name: 'b' })).toBe(true);
  });

  test('may gain no mark that it had no use for, and no name that holds one', () => {
    expect(addsOnlyName('x=(a)\n', 'x=(a $b)\n', { name: 'b' })).toBe(false);
    fc.assert(
      fc.property(fc.constantFrom(...marks), good, (mark, tail) => {
        const before = `x=(${marks.join('')})\n`;
        const name = mark + tail;
        expect(addsOnlyName(before, `${before}${name}`, { name })).toBe(false);
      }),
    );
  });
});

describe('the proof of a kubeconfig', () => {
  const before = kubectlStyle;
  const expectedOf = (kubeconfig: Kubeconfig) => withAdded(kubeconfig, names);
  const editsFor = (kubeconfig: Kubeconfig) => mergeKubeconfig(before, kubeconfig, names) ?? [];
  const odd: Kubeconfig = { ...added, credentials: { type: 'token', token: '{{x}}' } };

  test('is of the values, as a reader of YAML finds them', () => {
    const after = applyEdits(before, editsFor(odd));
    expect(proveKubeconfig({ before, after }, expectedOf(odd))).toBeUndefined();
    // Written so that the text itself holds no mark.
    const escaped = after.replace('{{x}}', '\\x7b\\x7bx}}');
    expect(proveKubeconfig({ before, after: escaped }, expectedOf(odd))).toBeUndefined();
  });

  test('is of the text besides, where the values say nothing', () => {
    const edits = editsFor(added);
    expect(proveEdits({ before, edits }, expectedOf(added))).toBeDefined();
    const noted = edits.map((edit) => ({ ...edit, text: `${edit.text} # {{x}}` }));
    const after = applyEdits(before, noted);
    expect(proveKubeconfig({ before, after }, expectedOf(added))).toBeDefined();
    expect(proveEdits({ before, edits: noted }, expectedOf(added))).toBeUndefined();
  });
});
