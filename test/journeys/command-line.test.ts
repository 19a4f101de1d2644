import { describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import type { Ground } from '../../simulator/setting.ts';
import { expectNoSecret, forEachMaintainer, type Maintainer } from '../cli/maintainer.ts';
import { startChild } from './child-process.ts';

let ground: Ground;
let maintainer: Maintainer;
forEachMaintainer((workplace) => {
  ({ ground, maintainer } = workplace);
});

async function run(words: readonly string[], changes: NodeJS.ProcessEnv = {}) {
  const environment = { ...maintainer.environment, ...changes };
  const child = startChild(process.execPath, ['bin/cluster-onboarding.js', ...words], environment);
  const code = await child.end;
  const { stdout, stderr } = child.output();
  expectNoSecret(stdout + stderr, ground.cluster.kubeconfigFor(account));
  return { code, stdout, stderr };
}

function add(request: string, option?: string, changes?: NodeJS.ProcessEnv) {
  const { kubeconfig, checkout } = maintainer;
  const places = ['--kubeconfig', kubeconfig, '--secrets', checkout];
  const words = ['add', ...request.split(' '), ...places, ...(option ? [option] : [])];
  return run(words, changes);
}

describe('cluster-onboarding add', () => {
  test('with --dry-run shows the report and the change, and writes nothing', async () => {
    const { code, stdout, stderr } = await add('prow-build-cluster rosa-1', '--dry-run');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {4}/m);
    expect(stdout).not.toMatch(/^FAIL/m);
    expect(stdout).toContain('rosa-1');
    expect(stdout).toContain('Dry run: nothing was written.');
    await maintainer.expectUntouched();
  });

  test('writes nothing where a check fails', async () => {
    await maintainer.writeKubeconfig(ground.providerCluster.adminKubeconfig());
    const { code, stdout, stderr } = await add('prow-build-cluster rosa-1');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL .*\n +identity-other-namespace: /m);
    expect(stderr).toBe('Nothing was written: fix what failed and run the command again.\n');
    await maintainer.expectUntouched();
  });

  test('says a mistake on one line', async () => {
    const { code, stdout, stderr } = await add('prow-build-cluster rosa-1', undefined, {
      PGP_PRIVATE_KEY: '',
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^PGP_PRIVATE_KEY is not set; .*\n$/);
  });
});
