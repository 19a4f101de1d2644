import { describe, expect, test } from 'vitest';
import { exampleOf, jobIn } from './example-jobs.ts';

const hostile = ['2026-11-24', '123', '1e3', 'e1', '0o17', '0x1f', 'y', 'null', 'a'];

describe('the example of a job', () => {
  test.each(['prow-lab', ...hostile])('runs in the build cluster %s', (name) => {
    const job = jobIn(exampleOf('build-cluster', name));
    expect(job.cluster).toBe(name);
  });

  test.each([
    ['archive', "extract_secret 'my_Lab-1' /kubeconfig\nchmod 400 /kubeconfig\n"],
    [
      'git-crypt',
      `install -m400 "$\{secrets_repo_dir}"/secrets/kubeconfigs/my_Lab-1 /kubeconfig\n`,
    ],
  ] as const)('tests on a provider with its kubeconfig of the %s', (layout, extraction) => {
    const job = jobIn(exampleOf('external-provider', 'my_Lab-1', layout));
    const [{ args, env }] = job.spec.containers;
    expect(job.labels).toMatchObject({
      'preset-pgp-bot-key': 'true',
      'preset-kubevirtci-quay-credential': 'true',
    });
    expect(job).toMatchObject({ decoration_config: { timeout: '4h0m0s' }, max_concurrency: 1 });
    expect(Object.fromEntries(env.map(({ name, value }) => [name, value]))).toEqual({
      TARGET: 'external',
      KUBEVIRT_PROVIDER: 'external',
      KUBECONFIG: '/kubeconfig',
      DOCKER_PREFIX: 'quay.io/kubevirtci',
      DOCKER_TAG: 'my_Lab-1_test',
      IMAGE_PULL_POLICY: 'Always',
    });
    expect(args[0]).toContain(`decrypt_secrets\n${extraction}cleanup_secrets\n`);
  });

  test.each(['build-cluster', 'external-provider'] as const)(
    'has a name that Prow takes, however long that of the %s is',
    (kind) => {
      const name = `a${'-b'.repeat(31)}`;
      expect(jobIn(exampleOf(kind, name)).name).toMatch(/^periodic-[a-z0-9-]{0,53}[a-z0-9]$/);
    },
  );
});
