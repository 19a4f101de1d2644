import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { botVariables, commandLineVariables } from '../../src/configuration/environment.ts';
import { codeIn, readProjectFile, tableIn } from './tables.ts';

/** A choice between a value and a file is told once. */
const told = (variables: readonly string[]) =>
  variables.filter((variable) => !variables.includes(`${variable}_PATH`)).sort();

test("the README lists the bot's variables, with the defaults of .env.example", () => {
  const example = readProjectFile('.env.example').split('\n');
  const left = example.filter((line) => /^#[A-Z_]+=./.test(line)).map((line) => line.slice(1));
  const defaults = parseEnv(left.join('\n'));
  const rows = tableIn('README.md', ['Variable', 'Default', 'Meaning']);
  expect(rows.map(([variable = '']) => codeIn(variable).join()).sort()).toEqual(told(botVariables));
  for (const [variable = '', shown = ''] of rows) {
    const value = defaults[codeIn(variable).join()];
    const expected = value === undefined ? [] : expect.arrayContaining([value]);
    expect(codeIn(shown), variable).toEqual(expected);
  }
});

test("the README lists the command line's variables", () => {
  const readme = readProjectFile('README.md');
  const [inCommon = ''] = /^The variables .* count here too\./m.exec(readme) ?? [];
  const rows = tableIn('README.md', ['Variable', 'Needed', 'Meaning']);
  const listed = [inCommon, ...rows.map(([variable = '']) => variable)].flatMap(codeIn);
  const meant = listed.flatMap((each) => {
    const [start = '', end] = each.split('…');
    if (end === undefined) return each;
    return commandLineVariables.filter((variable) => variable.startsWith(start));
  });
  expect(meant.sort()).toEqual(told(commandLineVariables));
});
