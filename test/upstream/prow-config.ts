import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { upstream } from '../../src/upstream.ts';
import { pathOf } from '../cluster/programs.ts';

interface ProwConfig {
  readonly config: string;
  /** A file or a folder. */
  readonly jobs: string;
  readonly plugins: string;
}

/** What upstream's checkconfig says, run as upstream's presubmit runs it; empty if it passes. */
export function checkConfig({ config, jobs, plugins }: ProwConfig): string {
  const files = [
    ...[`--config-path=${config}`, `--job-config-path=${jobs}`],
    `--plugin-config=${plugins}`,
  ];
  const flags = upstream.checkconfigFlags.map(({ value }) => value);
  const { status, stderr, error } = spawnSync(pathOf('checkconfig'), [...files, ...flags], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status === 0) return '';
  return stderr || `ended with ${status}`;
}

/** The same of one file of jobs, beside an excerpt of upstream's configuration. */
export function checkJobs(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'checkconfig-'));
  try {
    const [jobs, plugins] = [join(folder, 'jobs.yaml'), join(folder, 'plugins.yaml')];
    writeFileSync(jobs, text);
    writeFileSync(plugins, '{}\n');
    return checkConfig({ config: join(import.meta.dirname, 'prow-config.yaml'), jobs, plugins });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const job = z.object({
  name: z.string(),
  annotations: z.record(z.string(), z.string()).default({}),
});
const jobsFile = z.object({
  periodics: z.array(job).nullish(),
  postsubmits: z.record(z.string(), z.array(job)).nullish(),
});

/**
 * The jobs of a file that are neither in a dashboard nor said to be in none. Testgrid's configurator
 * makes a test group for each periodic and postsubmit, and kubernetes/test-infra's
 * `config/tests/testgrids/config_test.go`, with which upstream's presubmit
 * `pull-project-infra-check-testgrid-config` ends, wants each to be in a dashboard that is there.
 */
export function jobsWithoutDashboard(
  text: string,
  dashboards: readonly string[],
): readonly string[] {
  const { periodics, postsubmits } = jobsFile.parse(
    parse(text, { merge: true, maxAliasCount: -1 }),
  );
  const grouped = [...(periodics ?? []), ...Object.values(postsubmits ?? {}).flat()].filter(
    ({ annotations }) => annotations['testgrid-create-test-group'] !== 'false',
  );
  const isShown = ({ annotations }: z.infer<typeof job>) =>
    annotations['testgrid-dashboards']
      ?.split(',')
      .every((each) => dashboards.includes(each.trim()));
  return grouped.filter((each) => !isShown(each)).map(({ name }) => name);
}
