import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { forbidCoreDumps } from '../../../src/adapters/files/core-dumps.ts';

const filter = '/proc/self/coredump_filter';

test.skipIf(!existsSync(filter))(
  'no memory of the process gets into a core dump, nor of those it starts (Linux)',
  () => {
    const code = `
      import { execFileSync } from 'node:child_process';
      import { readFileSync } from 'node:fs';
      import { forbidCoreDumps } from './src/adapters/files/core-dumps.ts';
      const before = readFileSync('${filter}', 'utf8');
      const said = forbidCoreDumps();
      const started = execFileSync('cat', ['${filter}'], { encoding: 'utf8' });
      console.log(JSON.stringify({ before, said, now: readFileSync('${filter}', 'utf8'), started }));`;
    const parameters = ['--input-type=module', '--eval', code];
    const told = JSON.parse(execFileSync(process.execPath, parameters, { encoding: 'utf8' }));
    expect(told).toEqual({
      before: expect.not.stringMatching(/^0+\n$/),
      now: expect.stringMatching(/^0+\n$/),
      started: expect.stringMatching(/^0+\n$/),
    });
  },
);

test('a system without such a switch has nothing to be told', () => {
  expect(forbidCoreDumps('/nowhere/coredump_filter')).toBeUndefined();
});

test('what stands in the way has a name', () => {
  expect(forbidCoreDumps('/')).toBe('EISDIR');
});
