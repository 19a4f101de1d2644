import { describe, expect, test } from 'vitest';
import { upstream } from '../../src/upstream.ts';
import { exampleOf } from '../wording/status-comment/example-jobs.ts';
import { checkJobs, jobsWithoutDashboard } from './prow-config.ts';

const long = `a${'-b'.repeat(31)}`;
const hostile = ['123', 'y', 'null', 'e1', '0x1f', '1e3', '2026-11-24'];

const jobs = (yaml: string) => `periodics:\n${yaml}\n`;
const dashboards = [upstream.dashboard.value];

const examples = [
  ...['prow-lab', long, ...hostile].map((name) => ['build-cluster', name, 'archive'] as const),
  ...(['archive', 'git-crypt'] as const).flatMap((layout) =>
    ['my_Lab-1', 'y', 'null', 'e1', 'X', long].map(
      (name) => ['external-provider', name, layout] as const,
    ),
  ),
];

describe('upstream takes the example of a job', () => {
  test.each(examples)('for the %s %s with its kubeconfig in the %s', (kind, name, layout) => {
    const text = jobs(exampleOf(kind, name, layout));
    expect(checkJobs(text)).toBe('');
    expect(jobsWithoutDashboard(text, dashboards)).toEqual([]);
  });

  test('in one file with others', () => {
    const all = examples.slice(0, 2).map(([kind, name]) => exampleOf(kind, name));
    expect(checkJobs(jobs(all.join('\n')))).toBe('');
  });
});

describe('upstream does not take', () => {
  const yaml = exampleOf('external-provider', 'lab');

  test.each([
    ['a field that Prow does not know', 'max_concurrency: 1', 'max_concurrent: 1', 'unknown field'],
    ['a name that is too long', 'name: periodic', `name: ${'periodic-'.repeat(7)}`, 'too long'],
    [
      'a mount without a volume',
      'image: ',
      'volumeMounts: [{name: x, mountPath: /etc/pgp}]\n      image: ',
      'volumeMount',
    ],
  ])('%s', (_what, text, other, complaint) => {
    const changed = yaml.replace(text, other);
    expect(changed).not.toBe(yaml);
    expect(checkJobs(jobs(changed))).toContain(complaint);
  });

  test.each([
    ['an annotation', '    testgrid-dashboards: kubevirt-periodics\n', '    description: none\n'],
    ['such a dashboard', 'kubevirt-periodics', 'kubevirt-nowhere'],
  ])('a job without %s', (_what, text, other) => {
    const changed = jobs(yaml.replace(text, other));
    expect(jobsWithoutDashboard(changed, dashboards)).toEqual(['periodic-kubevirt-e2e-lab']);
  });
});
