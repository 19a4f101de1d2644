import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { expect, test } from 'vitest';
import biome from '../../biome.json' with { type: 'json' };
import { importRules } from './import-rules.ts';

test('what imports no module of Node uses no global of Node, and the other way round', () => {
  const rule = importRules.find(({ name }) => name === 'a-browser-has-no-modules-of-node');
  const override = biome.overrides.find(({ linter }) => 'style' in linter.rules);
  const files = globSync('src/**/*.ts');
  const withoutModules = files.filter((file) => new RegExp(rule?.from.path ?? '').test(file));
  const withoutGlobals = files.filter((file) =>
    override?.includes.some((glob) => matchesGlob(file, glob)),
  );
  expect(withoutModules).not.toEqual(files);
  expect(withoutModules).not.toEqual([]);
  expect(withoutGlobals).toEqual(withoutModules);
});
