import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jobs } from '../../simulator/deployment-files.ts';
import { addLivezJob, removeLivezJob } from '../../src/prow-deploy/livez-job.ts';
import { textOf, unchanged, unknown } from './edits.ts';

describe('the periodic jobs, with one more', () => {
  const { periodics: before } = parse(jobs, { merge: true });

  test.each(['rosa-1', '123', '0x1f', 'null', 'yes', 'y', 'e1', '1e5', '0o17'])(
    'gain the job of %s',
    (name) => {
      const text = textOf(addLivezJob(jobs, { name }));
      expect(text.startsWith(jobs)).toBe(true);
      const { periodics } = parse(text, { merge: true });
      expect(periodics.slice(0, -1)).toEqual(before);
      expect(periodics.at(-1)).toMatchObject({
        name: `periodic-project-infra-prow-${name}-livez`,
        cluster: 'prow-control-plane',
        spec: { containers: [{ image: 'quay.io/kubevirtci/bootstrap:v1' }] },
      });
      expect(periodics.at(-1).spec.containers[0].env).toEqual([
        { name: 'CLUSTER_KUBECONFIG_NAME', value: name },
      ]);
      expect(addLivezJob(text, { name })).toEqual(unchanged);
    },
  );

  test('call it as the others are called, whether the name begins so or not', () => {
    const text = textOf(addLivezJob(jobs, { name: 'prow-s390x' }));
    expect(parse(text, { merge: true }).periodics.at(-1).name).toBe(
      'periodic-project-infra-prow-s390x-livez',
    );
  });

  test('of the first cluster is one as well', () => {
    expect(addLivezJob(jobs, { name: 'prow-workloads' })).toEqual(unchanged);
  });

  test('gain it behind the last of its kind, with other jobs below', () => {
    const below = '\n# Others\n- name: last\n  interval: 1h\n';
    const text = textOf(addLivezJob(jobs + below, { name: 'rosa-1' }));
    expect(text.startsWith(jobs)).toBe(true);
    expect(text.endsWith(below)).toBe(true);
  });

  test('gain it where the file ends without a newline, and in their indentation', () => {
    const indented = jobs.trimEnd().replace(/^(?=[-& ])/gm, '  ');
    const text = textOf(addLivezJob(indented, { name: 'rosa-1' }));
    expect(text.startsWith(`${indented}\n  - <<: *cluster_livez_job\n`)).toBe(true);
    expect(parse(text, { merge: true }).periodics).toHaveLength(before.length + 1);
  });

  test.each([
    ['none there', ''],
    ['no such jobs', 'periodics:\n- name: other\n'],
    [
      'no container to repeat',
      jobs
        .replace('&cluster_livez_container', '')
        .replaceAll('<<: *cluster_livez_container', 'image: x'),
    ],
    ['not YAML', `${jobs}\n: - [`],
    ['longer than anybody waits for', jobs.padEnd(2 ** 18 + 1, '\n')],
  ])('are left to a person: %s', (_case, text) => {
    expect(addLivezJob(text, { name: 'rosa-1' })).toEqual(unknown);
  });

  // Prow loads no configuration in which two periodic jobs have one name.
  test.each([
    'periodic-project-infra-prow-rosa-1-livez',
    '"periodic-project-infra-prow-rosa-1-livez"',
  ])('are left to a person where another one is called %s', (name) => {
    const taken = jobs.replace('periodic-project-infra-arm-workloads-livez', name);
    expect(addLivezJob(taken, { name: 'rosa-1' })).toEqual(unknown);
    expect(addLivezJob(`${jobs}- name: ${name}\n  interval: 1h\n`, { name: 'rosa-1' })).toEqual(
      unknown,
    );
  });

  test('are left to a person where the name would be too long for Prow', () => {
    expect(addLivezJob(jobs, { name: 'a'.repeat(30) })).toEqual(unknown);
    expect(addLivezJob(jobs, { name: 'a'.repeat(29) }).outcome).toBe('edited');
  });
});

describe('the periodic jobs, with one less', () => {
  const below = `${jobs}- name: another\n  interval: 2h\n`;
  test.each([
    ['at the end', jobs],
    ['with others below', below],
  ])('with one more, %s, are the very same jobs without it', (_what, text) => {
    for (const name of ['rosa-1', '123', 'null', 'arm-workloads-2', 'load']) {
      expect(textOf(removeLivezJob(textOf(addLivezJob(text, { name })), { name }))).toBe(text);
    }
  });

  test('lose the job of one that a person added', () => {
    const [before = ''] = jobs.split('- <<: *cluster_livez_job');
    expect(textOf(removeLivezJob(jobs, { name: 'arm-workloads' }))).toBe(before);
  });

  test.each([
    ['the others are made of its job', jobs, 'prow-workloads'],
    ['they are not YAML', `${jobs}\n: - [`, 'arm-workloads'],
    [
      'its job is written in another way',
      jobs.replace('- <<: *cluster_livez_job', '- &x\n  <<: *cluster_livez_job'),
      'arm-workloads',
    ],
  ])('are left to a person where %s', (_what, text, name) => {
    expect(removeLivezJob(text, { name })).toEqual(unknown);
  });

  test('without one stay', () => {
    expect(removeLivezJob(jobs, { name: 'rosa-1' })).toEqual(unchanged);
    expect(removeLivezJob('', { name: 'rosa-1' })).toEqual(unchanged);
  });
});
