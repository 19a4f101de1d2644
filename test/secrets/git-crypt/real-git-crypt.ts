import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A repository with the real git and, after `git-crypt init`, the real git-crypt. */
export interface GitRepository {
  readonly folder: string;
  git(...args: readonly string[]): Buffer;
  gitCrypt(...args: readonly string[]): Buffer;
  write(path: string, content: string | Uint8Array): void;
  commit(message: string): void;
  /** What git has stored of a file, filters aside. */
  stored(path: string, revision?: string): Buffer;
  remove(): void;
}

/** `environment` may name a keyring of gpg, for `git-crypt unlock`. */
export function createRepository(environment: NodeJS.ProcessEnv = {}): GitRepository {
  const folder = mkdtempSync(join(tmpdir(), 'r'));
  const identity = { GIT_AUTHOR_NAME: 'M', GIT_AUTHOR_EMAIL: 'm@example.org' };
  const env = {
    ...process.env,
    ...identity,
    GIT_COMMITTER_NAME: 'M',
    GIT_COMMITTER_EMAIL: 'm@example.org',
    // Nothing of whoever runs the tests.
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...environment,
  };
  const run =
    (command: string) =>
    (...args: readonly string[]) =>
      execFileSync(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const git = run('git');
  git('init', '-q', '-b', 'master');
  return {
    folder,
    git,
    gitCrypt: run('git-crypt'),
    write: (path, content) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    commit: (message) => {
      git('add', '--all');
      git('commit', '-q', '-m', message);
    },
    stored: (path, revision = '') => git('cat-file', 'blob', `${revision}:${path}`),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
