import { describe, expect, test } from 'vitest';
import { addToArray } from '../../src/prow-deploy/bash-array.ts';
import { hasBash } from '../installed.ts';
import { elementsOf } from './bash.ts';

const array = 'prow_build_clusters';
const append = (script: string) => addToArray(script, array, 'rosa-1');

/** The assignment stands for @. */
const withArray = (script: string) => script.replaceAll('@', `${array}=(a b)`);

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are bash's
const astray: readonly (readonly [where: string, script: string])[] = [
  ['a string in a command in a string', 'x="$(printf "\n@\n")"\n'],
  ['a string in an expansion in a string', 'x="${y:-"\n@\n"}"\n'],
  ['a string behind a parenthesis in quotes', 'x="$(printf %s "b" \')\' "\n@\n")"\n'],
  ['a here-document in a string', 'x="$(cat <<X\n)"\n@\n"\nX\n)"\n'],
  ['a here-document with a blank in its mark', 'cat <<"X Y" > /dev/null\nX\n@\nX Y\n'],
  ['a here-document with a command for its mark', 'cat > /dev/null <<$(x y)\n$\n@\n$(x y)\n'],
  ['a here-document whose mark goes on', 'cat > /dev/null <<X\\\nY\nX\n@\nXY\n'],
  ['backticks', 'x=`\n@\n`\n'],
  ['an expansion', ': ${x:=\n@\n}\n'],
  ['a group before a pipe', '{\n@\n} | cat\n'],
  ['a group in the background', '{\n@\n} & wait\n'],
  ['a group behind a condition', 'false && {\n@\n}\n'],
  ['a group behind an empty array', 'x=()\n{\n@\n} | cat\n'],
  ['a coprocess', 'coproc {\n@\n}\nwait\n'],
  ['a condition with the word that ends it', 'if false; then echo fi > /dev/null\n@\nfi\n'],
  ['a condition with that word in quotes', 'if false; then :\n""fi\n@\nfi\n'],
  ['a loop with the word that ends it', 'for x in; do echo done\n@\ndone\n'],
  ['a loop with an array of that word', 'for x in; do\ny=(\ndone\n)\n@\ndone\n'],
  ['a case with the word that ends it', 'case a in b) echo esac ;; c)\n@\n;; esac\n'],
  ['a subshell with a case', '( case x in x) : ;; esac\n@\n)\n'],
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are bash's

describe('an array is left to a person where it stands in', () => {
  test.each(astray)('%s', (_where, script) => {
    expect(append(withArray(script))).toEqual({ outcome: 'not editable', reason: 'computed' });
  });

  test.skipIf(!hasBash)('nothing that bash keeps (needs bash)', () => {
    const unset = `unset ${array}; ${array}=()\n`;
    const elements = elementsOf(astray.map(([, script]) => unset + withArray(script)));
    expect(elements).toEqual(astray.map(() => []));
  });
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are bash's
const plain: readonly (readonly [before: string, script: string])[] = [
  ['commands in strings', 'x=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")\n@\n'],
  ['expansions', 'x=${0%/*/*/*}; y="${x}$x$"; : ${#x} $#\n@\n'],
  ['backticks', 'x=`true`\n@\n'],
  ['a here-document', "cat > /dev/null <<'X'\n\"\nX\n@\n"],
  ['a function in the words of Korn', 'function f {\n@\n}\nf\n'],
  ['a function whose brace has its own line', 'f()\n{\n@\n}\nf\n'],
  ['another function before', 'g() {\n  if true; then :; fi\n}\nf() {\n@\n}\nf\n'],
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are bash's

describe('an array is edited behind, or in', () => {
  const scripts = plain.map(([, script]) => withArray(script));

  test.each(plain)('%s', (_before, script) => {
    expect(append(withArray(script))).toMatchObject({ outcome: 'edited' });
  });

  test.skipIf(!hasBash)('and bash reads one more (needs bash)', () => {
    const texts = scripts.map((script) => {
      const edit = append(script);
      return edit.outcome === 'edited' ? edit.text : script;
    });
    expect(elementsOf(texts)).toEqual(plain.map(() => ['a', 'b', 'rosa-1']));
  });
});
