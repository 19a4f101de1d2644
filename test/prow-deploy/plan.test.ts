import { describe, expect, test } from 'vitest';
import {
  deploymentFiles,
  jobs,
  jobsPath,
  pagePath,
  script,
  scriptPath,
} from '../../simulator/deployment-files.ts';
import { planDeployment } from '../../src/prow-deploy/plan.ts';
import type { DeploymentWish } from '../../src/prow-deploy/wish.ts';
import { hasBash } from '../installed.ts';
import { outputOf } from './bash.ts';

const texts: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(deploymentFiles).map(([path, text]) => [path, Buffer.from(text)]),
);

function plan(
  operation: DeploymentWish['operation'],
  files = texts,
  { name = 'rosa-1', kind = 'build-cluster' }: Partial<DeploymentWish> = {},
) {
  const lending = { lender: 'Müller & Co, Ltd', purpose: 'Jobs (of all kinds)' };
  return planDeployment({ operation, kind, name, lending }, scriptPath, files);
}

function filesOf(planned: ReturnType<typeof plan>): ReadonlyMap<string, Uint8Array> {
  if (planned.outcome !== 'change') throw new Error(planned.outcome);
  return new Map(planned.files.map(({ path, content }) => [path, content]));
}

function scriptIn(planned: ReturnType<typeof plan>): string {
  return Buffer.from(filesOf(planned).get(scriptPath) ?? '').toString();
}

describe('the deployment of a build cluster', () => {
  const withScript = (content: string | Uint8Array) =>
    plan('add', new Map([...texts, [scriptPath, Buffer.from(content)]]));

  test('changes the script, the page and the jobs', () => {
    expect([...filesOf(plan('add')).keys()]).toEqual([scriptPath, pagePath, jobsPath]);
    expect(plan('add')).toMatchObject({ byHand: [] });
  });

  test.skipIf(!hasBash)('lets the script merge one file more (needs bash)', () => {
    expect(outputOf(scriptIn(plan('add'))).trim()).toBe(
      `${outputOf(script).trim()}secrets/kubeconfigs/rosa-1:`,
    );
  });

  test.each(['a$(id)', 'a`id`', "a'b", 'a{{b}}', 'a b', 'a;b', 'a\nb', 'a|b', 'a"', '#a'])(
    'writes no name that bash, Markdown or YAML would read more into: %j',
    (name) => {
      const details = { path: scriptPath, reason: 'not provable' };
      expect(plan('add', texts, { name })).toEqual({
        outcome: 'problem',
        problem: { id: 'deploy-script', details },
      });
    },
  );

  test('tells which files are left to a person', () => {
    expect(plan('add', new Map([[scriptPath, Buffer.from(script)]]))).toMatchObject({
      outcome: 'change',
      byHand: [{ path: pagePath }, { path: jobsPath }],
    });
  });

  test('is there where the script names the cluster, whatever the others say', () => {
    const named = script.replace('prow-workloads', 'rosa-1');
    expect(withScript(named)).toEqual({ outcome: 'done' });
  });

  test.each([
    ['has no such array', 'true\n', 'missing'],
    ['is not there', '', 'missing'],
    ['is no UTF-8', Buffer.from([0xff]), 'not text'],
  ])('is for a person where the script %s', (_case, content, reason) => {
    expect(withScript(content)).toEqual({
      outcome: 'problem',
      problem: { id: 'deploy-script', details: { path: scriptPath, reason } },
    });
  });
});

describe('a deployment without a cluster', () => {
  test('is the one that was there before it', () => {
    const added = filesOf(plan('add'));
    const removal = plan('remove', added);
    expect(removal).toMatchObject({ byHand: [] });
    for (const [path, content] of filesOf(removal)) {
      expect(Buffer.from(content).toString()).toBe(deploymentFiles[path]);
    }
  });

  test.skipIf(!hasBash)('merges one file less (needs bash)', () => {
    const removed = scriptIn(plan('remove', texts, { name: 'prow-workloads' }));
    expect(outputOf(removed).trim()).toBe('secrets/kubeconfigs/prow-control-plane:');
  });

  test('is there where the script does not name it, whatever the others say', () => {
    const files = new Map([
      ...texts,
      [jobsPath, filesOf(plan('add')).get(jobsPath) ?? new Uint8Array()],
    ]);
    expect(plan('remove', files)).toEqual({ outcome: 'done' });
  });

  test('is for a person where the script can not be edited, and tells what is left of the others', () => {
    const computed = Buffer.from(script.replace('prow-workloads', '$(list)'));
    expect(plan('remove', new Map([[scriptPath, computed]]), { name: 'a' })).toMatchObject({
      outcome: 'problem',
    });
    expect(plan('remove', texts, { name: 'prow-workloads' })).toMatchObject({
      byHand: [{ path: jobsPath }],
    });
  });
});

describe('an external provider', () => {
  const provider = { kind: 'external-provider' } as const;
  const withFiles = (files: Readonly<Record<string, string>>) =>
    new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));

  test('is added to the page and the jobs, and taken off them again', () => {
    const added = filesOf(plan('add', texts, provider));
    expect([...added.keys()]).toEqual([pagePath, jobsPath]);
    for (const [path, content] of filesOf(plan('remove', added, provider))) {
      expect(Buffer.from(content).toString()).toBe(deploymentFiles[path]);
    }
    expect(plan('add', added, provider)).toEqual({ outcome: 'done' });
  });

  test('is nothing to the script', () => {
    const { [scriptPath]: _script, ...lists } = deploymentFiles;
    expect(plan('add', withFiles(lists), provider)).toMatchObject({
      outcome: 'change',
      byHand: [],
    });
    expect(plan('remove', withFiles(lists), provider)).toEqual({ outcome: 'done' });
  });

  test('is done in the file that has its known shape, and what is left is named', () => {
    expect(plan('add', withFiles({ [jobsPath]: jobs }), provider)).toMatchObject({
      outcome: 'change',
      files: [{ path: jobsPath }],
      byHand: [{ path: pagePath }],
    });
  });

  test('is left to a person where neither has', () => {
    expect(plan('add', withFiles({}), provider)).toEqual({
      outcome: 'problem',
      problem: { id: 'deploy-lists', details: { paths: [pagePath, jobsPath] } },
    });
  });
});
