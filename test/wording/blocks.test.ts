import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { hasBash, hasZsh } from '../installed.ts';
import { pastedBlocks } from './blocks.ts';
import { type ShellLine, shellLines } from './shell-lines.ts';

interface Rule {
  readonly name: string;
  readonly why: string;
  /** What of a block is against it. */
  readonly breaches: (block: string, lines: readonly ShellLine[]) => readonly string[];
}

const bareLines = (lines: readonly ShellLine[]) => lines.filter(({ isInput }) => !isInput);

/** Lines with something that means something to the shell there. */
const where = (name: string, why: string, bad: RegExp): Rule => ({
  name,
  why,
  breaches: (_, lines) =>
    bareLines(lines)
      .filter(({ bare }) => bad.test(bare))
      .map(({ text }) => text),
});

/** Lines with something anywhere, in quotes too. */
const anywhere = (name: string, why: string, bad: RegExp): Rule => ({
  name,
  why,
  breaches: (_, lines) => lines.filter(({ text }) => bad.test(text)).map(({ text }) => text),
});

const assigned = /(?:^|[\s(;])(?<name>[A-Z][A-Z0-9_]*)=|\bfor (?<loop>[A-Z]+) in\b/gu;
const used = /\$\{?(?<name>[A-Za-z_][A-Za-z0-9_]*)/gu;

const rules: readonly Rule[] = [
  where('no comments', 'zsh takes none where somebody types', /(?:^|\s)#/u),
  where('no unquoted glob', 'zsh stops where nothing matches', /[*?]|\[(?! )/u),
  where('no end of the shell', 'the terminal would close', /(?:^|[\s;(])(?:exit|logout|exec)\b/u),
  where(
    'no options of the shell',
    'they stay, and end it later',
    /(?:^|[;(&|] *)(?:set|setopt|shopt)\b/u,
  ),
  where(
    'no question',
    'it takes the next pasted line for the answer',
    /(?:^|[\s;(])(?:read|select)\b/u,
  ),
  where(
    'no endless loop',
    'a step that fails would repeat for ever',
    /(?:^|[\s;(])(?:while|until)\b/u,
  ),
  where('no function and no alias', 'it would stay in the shell', /\(\)|(?:^|[\s;(])alias\b/u),
  where(
    'files are written over',
    'many shells are told not to (noclobber), or ask (mv -i)',
    /(?<![>&])>(?![>|&(]|\/dev\/null)|\b(?:mv|cp) (?!-f)/u,
  ),
  anywhere('no tab', 'it completes where somebody types', /\t/u),
  anywhere(
    'no name that only an example has',
    'whoever does not edit it is told that it failed',
    /example\.(?:com|org)|CHANGE_?ME|<[a-z-]+>/u,
  ),
  anywhere('no line of more than 1000 letters', 'a terminal of a Mac keeps no more', /^.{1001}/u),
  {
    name: 'no more than 4000 letters',
    why: 'a terminal keeps 4096 of what comes before it is read',
    breaches: (block) => (block.length > 4000 ? [String(block.length)] : []),
  },
  {
    name: 'no history expansion',
    why: 'both shells put an old command in place of "!" but in single quotes',
    breaches: (_, lines) =>
      lines.filter(({ expanded }) => expanded.includes('!')).map(({ text }) => text),
  },
  {
    name: 'quotes are paired on each line',
    why: 'the shell would wait for the other one where lines are pasted one by one',
    breaches: (_, lines) => lines.filter(({ isPaired }) => !isPaired).map(({ text }) => text),
  },
  {
    name: 'each variable has a value in the block',
    why: 'what is not set is an empty word',
    breaches: (_, lines) => {
      const known = new Set(['PWD']);
      return lines.flatMap(({ expanded, text, isInput }) => {
        // What a line assigns counts for that line too: NAME=value stands before its use.
        if (!isInput)
          for (const { groups } of text.matchAll(assigned))
            known.add(groups?.name ?? groups?.loop ?? '');
        const names = [...expanded.matchAll(used)].map(({ groups }) => groups?.name ?? '');
        return names.filter((name) => !known.has(name));
      });
    },
  },
  {
    name: 'nothing is left behind in the shell',
    why: 'a variable, a mask or another KUBECONFIG changes what is pasted later',
    breaches: (block) =>
      /^\(.*\)$/su.test(block) ? [] : (block.match(/^[A-Z_]+=|\bexport\b|\bumask\b|^cd /gmu) ?? []),
  },
  {
    name: 'may be pasted again',
    why: 'what is there already, or not any more, is fine',
    breaches: (_, lines) =>
      bareLines(lines)
        .map(({ text }) => text)
        .filter(
          (text) =>
            (/\bkubectl (?:--\S+ )*create /u.test(text) && !/--dry-run=/u.test(text)) ||
            (/\bkubectl (?:--\S+ )*delete /u.test(text) && !/--ignore-not-found/u.test(text)) ||
            (/\bgpg .*--output/u.test(text) && !/--yes/u.test(text)),
        ),
  },
  {
    name: "nobody's credentials but the service account's",
    why: "an administrator's would be sent in a kubeconfig",
    breaches: (block) =>
      (block.match(/kubectl config view .*--raw.*/gu) ?? []).filter(
        (line) =>
          !/--output=jsonpath='\{\.clusters\[0\]\.cluster[^']*\}'/u.test(line) &&
          !/--kubeconfig=secrets/u.test(line),
      ),
  },
];

/** The guide offers a provider's owner to lend their own client certificate. */
const ownCertificate =
  '(umask 077; kubectl config view --minify --flatten --raw >|my-kubeconfig.yaml)';

describe('what is pasted', () => {
  test('is of many answers and of the pages', () => {
    expect(pastedBlocks.length).toBeGreaterThan(60);
    for (const place of [
      'docs/contributors.md',
      'docs/problems.md',
      'what the bot writes',
      'namespace-missing of a',
    ]) {
      expect(pastedBlocks.map(({ where }) => where).join()).toContain(place);
    }
  });

  test.each(rules)('$name: $why', ({ name, breaches }) => {
    const found = pastedBlocks.flatMap(({ where, command }) =>
      breaches(command, shellLines(command)).map((what) => ({ where, what })),
    );
    const excused =
      name === "nobody's credentials but the service account's"
        ? [ownCertificate.slice(12, -1)]
        : [];
    expect(found.filter(({ what }) => !excused.includes(what.replace(/\)$/u, '')))).toEqual([]);
  });

  test.skipIf(!hasBash)('is syntax of bash (left out without bash)', () => expectSyntaxOf('bash'));
  test.skipIf(!hasZsh)('is syntax of zsh (left out without zsh)', () => expectSyntaxOf('zsh'));
});

function expectSyntaxOf(shell: string): void {
  for (const { where, command } of pastedBlocks) {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: command, encoding: 'utf8' });
    expect({ where, status, stderr }).toEqual({ where, status: 0, stderr: '' });
  }
}

test.each([
  ['no comments', '# no'],
  ['no unquoted glob', 'ls *'],
  ['no unquoted glob', 'echo a[0]'],
  ['no end of the shell', 'true || exit 1'],
  ['no options of the shell', 'set -e'],
  ['no question', 'read NAME'],
  ['no endless loop', 'until false; do sleep 1; done'],
  ['no function and no alias', 'f() { true; }'],
  ['files are written over', 'echo a >b'],
  ['files are written over', 'mv a b'],
  ['no tab', 'a\tb'],
  ['no name that only an example has', 'SERVER=https://api.example.com'],
  ['no line of more than 1000 letters', 'x'.repeat(1001)],
  ['no more than 4000 letters', 'x\n'.repeat(2001)],
  ['no history expansion', 'echo "a!b"'],
  ['quotes are paired on each line', "echo don't"],
  ['each variable has a value in the block', 'echo "$NAME"'],
  ['nothing is left behind in the shell', 'export KUBECONFIG="$PWD/x"'],
  ['may be pasted again', 'kubectl create namespace a'],
  ["nobody's credentials but the service account's", 'kubectl config view --raw >a'],
])('the rule "%s" is broken by: %s', (broken, block) => {
  const names = rules
    .filter(({ breaches }) => breaches(block, shellLines(block)).length > 0)
    .map(({ name }) => name);
  expect(names).toContain(broken);
});
