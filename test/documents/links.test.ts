import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { guideUrl } from '../../src/wording/links.ts';
import { codeIn, readProjectFile } from './tables.ts';

const pages = globSync(['*.md', 'docs/**/*.md']);
const files = globSync('{bin,docs,scripts,simulator,src,test}/**/*');

/** A page without what stands in fences. */
const proseOf = (page: string) => readProjectFile(page).replace(/^ *```.*?```$/gms, '');

function anchorsOf(page: string): readonly string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('%s: each link leads somewhere', (page) => {
  const links = [...proseOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
  const broken = links.filter(([, path, anchor]) => {
    const target = path ? join(dirname(page), path) : page;
    return !existsSync(target) || (anchor && !anchorsOf(target).includes(anchor));
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test.each(pages)('%s: each file of this project that it names is there', (page) => {
  const named = codeIn(proseOf(page))
    .filter((code) => /^[\w./-]+\.ts$|^(src|test|simulator|scripts|docs)\/[\w./-]+$/.test(code))
    // Capitals stand for any name.
    .filter((code) => !/[A-Z]{2}/.test(code) && code !== '.ts');
  const isThere = (path: string) => files.some((file) => `/${file}`.endsWith(`/${path}`));
  expect(named.filter((code) => !isThere(code.replace(/\/$/, '')))).toEqual([]);
});

test.each(globSync('upstream/**/*.yml'))(
  '%s: each link leads to a section of the guide',
  (form) => {
    const links = [...readProjectFile(form).matchAll(/https?:[^\s)]+/g)].map(([link]) => link);
    const sections = anchorsOf('docs/contributors.md').map((anchor) => `${guideUrl}#${anchor}`);
    expect(links.filter((link) => !sections.includes(link))).toEqual([]);
  },
);
