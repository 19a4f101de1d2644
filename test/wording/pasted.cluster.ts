import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTerminal, type Terminal, waysToPaste } from '../cluster/terminal.ts';
import { hasBash, hasPython, hasZsh } from '../installed.ts';
import { pastedBlocks } from './blocks.ts';

/** What blocks call. Here they only write down what they were called with, so nothing is changed. */
const programs = ['kubectl', 'gpg', 'openssl', 'git', 'git-crypt', 'yq', 'curl', 'sleep', 'tar'];

/** Says what the next command needs, and writes in one go, as programs in a pipe do at once. */
const recorder = (program: string, log: string) => `#!/bin/sh
input=$(case "$*" in *'-f -'*|*=-) cat ;; esac)
printf '%s\\n' "${program} $* $input" >> '${log}'
case "$*" in *jsonpath*cluster\\}*) echo '{}' ;; *) echo said ;; esac
`;

let folder: string;
const log = () => join(folder, 'log');
const environment = () => ({ PATH: [join(folder), process.env.PATH].join(delimiter) });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasted-'));
  for (const program of programs) {
    writeFileSync(join(folder, program), recorder(program, log()));
    chmodSync(join(folder, program), 0o755);
  }
  for (const { command } of pastedBlocks) calls.set(command, calledByScript(command));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What was called, in any order: some of it stands in pipes. Shells name what a pipe is otherwise. */
function takeLog(): readonly string[] {
  const lines = readFileSync(log(), 'utf8').replaceAll(/\/(?:dev|proc\/self)\/fd\/\d+/g, 'PIPE');
  for (const name of ['log', 'my-kubeconfig.yaml', 'admin-kubeconfig.yaml', 'ca.key']) {
    rmSync(join(folder, name), { force: true });
  }
  return lines.split('\n').toSorted();
}

/** Where nobody types, a shell reads a script as it is. */
function calledByScript(command: string): readonly string[] {
  spawnSync('bash', { input: command, cwd: folder, env: { HOME: folder, ...environment() } });
  return takeLog();
}

const calls = new Map<string, readonly string[]>();

describe.each([
  ['bash', hasBash],
  ['zsh', hasZsh],
] as const)('in an interactive %s', (shell, isThere) => {
  let terminal: Terminal;
  beforeAll(async () => {
    if (isThere && hasPython)
      terminal = await openTerminal(shell, { folder, environment: environment() });
  });
  afterAll(() => terminal?.close());

  test.skipIf(!(isThere && hasPython)).each(waysToPaste)(
    'every block does the same as a script, and leaves the shell at its prompt: %s',
    async (way) => {
      expect(calls.size).toBeGreaterThan(60);
      for (const [command, expected] of calls) {
        const said = await terminal.paste(command, way);
        expect({ command, called: takeLog(), said }).toMatchObject({ command, called: expected });
      }
    },
  );
});
