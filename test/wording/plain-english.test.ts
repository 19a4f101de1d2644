import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { problemIds, problemSamples } from '../../scripts/problem-samples.ts';
import { problem } from '../../src/problem.ts';
import { clusterKinds } from '../../src/request/request.ts';
import { checkLabels } from '../../src/wording/check-labels.ts';
import { problemText } from '../../src/wording/problems/problems.ts';
import { cliWords } from '../../src/wording/terminal/cli.ts';
import { configurationMistakes, startFailures } from '../../src/wording/terminal/configuration.ts';
import { allTexts } from './all-texts.ts';

/** What Kubernetes' documentation says otherwise, and how. */
const otherwise: readonly (readonly [string, RegExp, string])[] = [
  ['mend', /\bmend(s|ed|ing)?\b/i, 'fix'],
  ['vouch', /\bvouch(es|ed|ing)?\b/i, 'confirm'],
  ['may', /\bmay\b/, 'can (ability), is allowed to (permission), might (chance)'],
  ['is no', /(?<!\bthere )\b(is|are) no (?!longer\b|more than\b)/i, 'is not a'],
  ['is none', /\b(is|are) none\b/i, 'is not one'],
  ['any more', /\bany ?more\b/i, 'no longer'],
  ['by itself', /\bby (itself|themselves)\b/i, 'on its own'],
  ['go on', /\b(go|goes|going|went) on\b/i, 'continue'],
  ['look again', /\blook(s|ed|ing)? (at \S+ )?again\b/i, 'check again'],
  ['anew', /\banew\b/i, 'again'],
  ['see to', /\bsee (to|that)\b/i, 'check, make sure'],
  ['stand before', /\b(stands?|standing) (before|behind)\b/i, 'is in front of'],
  ['take up', /\btak(e|es|en|ing) (it |them |\w+ \w+ )?up\b/i, 'use, continue'],
  ['can not', /\bcan (not\b|’t|'t)/i, 'cannot'],
  ['for ever', /\bfor ever\b/i, 'forever, without end'],
  ['British spelling', /\b(colour|behaviour|licence|organis|recognis|lower-case)/i, 'US spelling'],
];

function expectPlain(text: string): void {
  const found = otherwise.flatMap(([name, pattern, instead]) => {
    const at = text.search(pattern);
    return at < 0 ? [] : [`${name} (${instead}): ${text.slice(Math.max(0, at - 40), at + 40)}`];
  });
  expect(found).toEqual([]);
}

/** Words of people: without code, addresses and the names of files. */
function sentencesOf(markdown: string): string {
  return markdown
    .replaceAll(/^(`{3,})[\s\S]*?^\1/gm, '')
    .replaceAll(/`[^`\n]*`/g, '')
    .replaceAll(/\]\([^)]*\)/g, ']')
    .replaceAll(/<!--[\s\S]*?-->/g, '');
}

describe.each(otherwise)('%s', (_name, pattern) => {
  test('is not a word for everything', () => {
    const fine =
      'There is no node, so nobody can read it any longer; it is no longer here, and is not mended by a license. In May no more than 3 went.';
    expect(fine.replace('mended', 'fixed')).not.toMatch(pattern);
  });
});

test('the list finds what it is for', () => {
  const old =
    'It may not go on by itself until that is mended; look again, since it is no file any more.';
  const found = otherwise.filter(([, pattern]) => pattern.test(old)).map(([name]) => name);
  expect(found).toEqual(['mend', 'may', 'is no', 'any more', 'by itself', 'go on', 'look again']);
});

describe('the program writes plain English', () => {
  test('on GitHub', () => {
    for (const text of allTexts('rosa-1')) expectPlain(sentencesOf(text));
  });

  test.each(problemIds)('of %s', (id) => {
    for (const kind of clusterKinds) {
      for (const details of problemSamples[id]) {
        const { what, fix } = problemText(problem(id, details), { kind });
        expectPlain(sentencesOf(`${what} ${fix}`));
      }
    }
  });

  test('in a terminal, and for checks', () => {
    const words = [cliWords, configurationMistakes, startFailures, checkLabels];
    const texts = words.flatMap((each) => Object.values<unknown>(each)).map(String);
    expect(texts.length).toBeGreaterThan(50);
    for (const text of texts) expectPlain(text);
  });
});

const root = new URL('../../', import.meta.url);
const filesIn = (folder: string, ending: string) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}${name}`);

test.each([
  'README.md',
  'CONTRIBUTING.md',
  '.env.example',
  'app.yml',
  ...filesIn('docs/', '.md'),
  ...filesIn('upstream/ISSUE_TEMPLATE/', '.yml'),
])('%s is written in plain English', (path) => {
  expectPlain(sentencesOf(readFileSync(new URL(path, root), 'utf8')));
});
