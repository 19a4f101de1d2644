import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  jobs,
  jobsPath,
  page,
  pagePath,
  script,
  scriptPath,
} from '../../simulator/deployment-files.ts';
import { addToPage, removeFromPage } from '../../src/prow-deploy/clusters-page.ts';
import type { ListEdit } from '../../src/prow-deploy/edit.ts';
import { addLivezJob, removeLivezJob } from '../../src/prow-deploy/livez-job.ts';
import { type DeploymentWish, planDeployment } from '../../src/prow-deploy/plan.ts';
import { hasBash } from '../installed.ts';
import { outputOf } from './bash.ts';

const unknown = { outcome: 'not editable', reason: 'unknown shape' };
const unchanged = { outcome: 'unchanged' };
const textOf = (edit: ListEdit) => (edit.outcome === 'edited' ? edit.text : JSON.stringify(edit));
const windows = (text: string) => text.replaceAll('\n', '\r\n');
const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);

describe('the page of clusters', () => {
  test.each([
    ['a section', page],
    ['a section before one about no cluster', `${page}\n## See also\n\nMore.\n`],
    ['its own line ends', windows(page)],
  ])('with %s more is the very same page without it', (_what, text) => {
    fc.assert(
      fc.property(label, (name) => {
        fc.pre(!text.includes(`\`${name}\``));
        expect(textOf(removeFromPage(textOf(addToPage(text, name)), name))).toBe(text);
      }),
      { numRuns: 20 },
    );
  });

  test('loses what people have added to the section of a cluster, and nothing else', () => {
    const told = page.replace('It runs jobs.', 'It runs jobs.\n\n### Details\n\nMany.');
    const other = '\n## Rosa\n\nreferenced using the name `rosa-1`.\n\n### Of it\n\nAll.\n';
    expect(textOf(removeFromPage(told + other, 'rosa-1'))).toBe(told);
  });

  test.each([
    ['the addresses of links are in its section', page, 'prow-workloads'],
    ['the section is about another one too', `${page}\nreferenced using the name \`b\`.`, 'b'],
    ['it has a row in a table', '| Cluster | For |\n|---|---|\n| `a` | X |\n', 'a'],
    ['two sections are about it', '## A\n\nreferenced using the name `a`.\n'.repeat(2), 'a'],
    ['it is mentioned in some other way', '# C\n\nSee `a`.\n', 'a'],
    [
      'its section has code',
      '## A\n\nreferenced using the name `a`.\n\n```bash\n# log in\n```\n',
      'a',
    ],
  ])('is left to a person where %s', (_what, text, name) => {
    expect(removeFromPage(text, name)).toEqual(unknown);
  });

  test('that does not name it stays', () => {
    expect(removeFromPage(page, 'rosa-1')).toEqual(unchanged);
    expect(removeFromPage(page, 'workloads')).toEqual(unchanged);
    expect(removeFromPage('', 'rosa-1')).toEqual(unchanged);
  });
});

describe('the periodic jobs', () => {
  const below = `${jobs}- name: another\n  interval: 2h\n`;
  test.each([
    ['at the end', jobs],
    ['with others below', below],
  ])('with one more, %s, are the very same jobs without it', (_what, text) => {
    for (const name of ['rosa-1', '123', 'null', 'arm-workloads-2', 'workloads']) {
      expect(textOf(removeLivezJob(textOf(addLivezJob(text, name)), name))).toBe(text);
    }
  });

  test('lose the job of one that a person added', () => {
    const [before = ''] = jobs.split('- <<: *cluster_livez_job');
    expect(textOf(removeLivezJob(jobs, 'arm-workloads'))).toBe(before);
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
    expect(removeLivezJob(text, name)).toEqual(unknown);
  });

  test('without one stay', () => {
    expect(removeLivezJob(jobs, 'rosa-1')).toEqual(unchanged);
    expect(removeLivezJob('', 'rosa-1')).toEqual(unchanged);
  });
});

describe('a deployment without a cluster', () => {
  const texts = new Map(
    [scriptPath, pagePath, jobsPath].map((path, at) => [
      path,
      Buffer.from([script, page, jobs][at] ?? ''),
    ]),
  );
  const plan = (
    operation: DeploymentWish['operation'],
    files: ReadonlyMap<string, Uint8Array>,
    name = 'rosa-1',
  ) => planDeployment({ operation, name }, scriptPath, files);
  const filesOf = (planned: ReturnType<typeof plan>) => {
    if (planned.outcome !== 'change') throw new Error(planned.outcome);
    return new Map(planned.files.map(({ path, content }) => [path, content]));
  };

  test('is the one that was there before it', () => {
    const added = filesOf(plan('add', texts));
    const removal = plan('remove', added);
    expect(removal).toMatchObject({ byHand: [] });
    for (const [path, content] of filesOf(removal)) {
      expect(Buffer.from(content).toString()).toBe(texts.get(path)?.toString());
    }
  });

  test.skipIf(!hasBash)('merges one file less (needs bash)', () => {
    const removed = filesOf(plan('remove', texts, 'prow-workloads')).get(scriptPath);
    expect(outputOf(Buffer.from(removed ?? '').toString()).trim()).toBe(
      'secrets/kubeconfigs/prow-control-plane:',
    );
  });

  test('is there where the script does not name it, whatever the others say', () => {
    const files = new Map([
      ...texts,
      [jobsPath, filesOf(plan('add', texts)).get(jobsPath) ?? new Uint8Array()],
    ]);
    expect(plan('remove', files)).toEqual({ outcome: 'done' });
  });

  test('is for a person where the script can not be edited, and tells what is left of the others', () => {
    const computed = Buffer.from(script.replace('prow-workloads', '$(list)'));
    expect(plan('remove', new Map([[scriptPath, computed]]), 'a')).toMatchObject({
      outcome: 'problem',
    });
    expect(plan('remove', texts, 'prow-workloads')).toMatchObject({
      byHand: [{ path: pagePath }, { path: jobsPath }],
    });
  });
});
