import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { expect, test } from 'vitest';

/** Prints the names of a process's threads once one of them was used. */
const namesOfThreads = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { stat } from 'node:fs/promises';
  await stat('.');
  for (const task of readdirSync('/proc/self/task')) {
    console.log(readFileSync('/proc/self/task/' + task + '/comm', 'utf8').trim());
  }
`;

const isLinux = platform() === 'linux';
if (!isLinux) console.warn('not on Linux: the threads are not counted');

test.skipIf(!isLinux)('npm start has threads for names that no server answers for', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [, options] = /exec node (.*) src\/index\.ts$/.exec(scripts.start) ?? [];
  const parameters = [...(options ?? '').split(' '), '--input-type=module', '--eval'];
  const { UV_THREADPOOL_SIZE: _ours, ...env } = process.env;
  const all = execFileSync(process.execPath, [...parameters, namesOfThreads], {
    env,
    encoding: 'utf8',
  });
  expect(all.split('\n').filter((name) => name === 'libuv-worker')).toHaveLength(32);
});
