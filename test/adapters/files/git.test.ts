import { tmpdir } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { openGit } from '../../../src/adapters/files/git.ts';
import { hasGit } from '../../installed.ts';

afterEach(() => vi.unstubAllEnvs());

test.skipIf(!hasGit)(
  'programs that git runs see neither keys nor another repository (left out without git)',
  async () => {
    vi.stubEnv('PGP_PASSPHRASE', 'a passphrase');
    vi.stubEnv('GIT_DIR', '/somewhere/else');
    const output = await openGit(tmpdir())(['-c', 'alias.show-variables=!env', 'show-variables']);
    expect(output.toString()).toContain('PATH=');
    expect(output.toString()).not.toMatch(/PGP_PASSPHRASE|somewhere/);
  },
);
