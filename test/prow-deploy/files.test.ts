import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  jobs,
  jobsPath,
  page,
  pagePath,
  script,
  scriptPath,
} from '../../simulator/deployment-files.ts';
import { addToPage } from '../../src/prow-deploy/clusters-page.ts';
import type { ListEdit } from '../../src/prow-deploy/edit.ts';
import { addLivezJob } from '../../src/prow-deploy/livez-job.ts';
import { planDeployment } from '../../src/prow-deploy/plan.ts';
import { hasBash } from '../installed.ts';
import { outputOf } from './bash.ts';

const unknown = { outcome: 'not editable', reason: 'unknown shape' };

function textOf(edit: ListEdit): string {
  if (edit.outcome !== 'edited') throw new Error(JSON.stringify(edit));
  return edit.text;
}

describe('the page of clusters', () => {
  const section =
    '\n## rosa-1\n\nIn Prow’s configuration, it is referenced using the name `rosa-1`.\n';

  test('gains a section in the words of the others', () => {
    expect(textOf(addToPage(page, 'rosa-1'))).toBe(page + section);
  });

  test('before a section that is about no cluster', () => {
    const more = '\n## See also\n\nMore.\n';
    expect(textOf(addToPage(page + more, 'rosa-1'))).toBe(page + section + more);
  });

  test('in its own line ends', () => {
    const windows = (text: string) => text.replaceAll('\n', '\r\n');
    expect(textOf(addToPage(windows(page), 'rosa-1'))).toBe(windows(page + section));
  });

  test('is left alone where it names the cluster already', () => {
    expect(addToPage(textOf(addToPage(page, 'rosa-1')), 'rosa-1').outcome).toBe('unchanged');
  });

  test.each([
    '',
    '# Clusters\n\nWe have some.\n',
    '| Cluster | For |\n|---|---|\n| `prow-workloads` | X |\n',
    // Lines of these look like headings, and are none.
    `${page}\n\`\`\`bash\n# log in\n\`\`\`\n`,
    `${page}\n  ~~~\n## log in\n  ~~~\n`,
    `${page}\n<!--\n## Cluster\nIt is referenced using the name \`NAME\`.\n-->\n`,
  ])('is left to a person: %j', (text) => {
    expect(addToPage(text, 'rosa-1')).toEqual(unknown);
  });
});

describe('the periodic jobs', () => {
  const { periodics: before } = parse(jobs, { merge: true });

  test.each(['rosa-1', '123', '0x1f', 'null', 'yes', '1e5'])('gain the job of %s', (name) => {
    const text = textOf(addLivezJob(jobs, name));
    expect(text.startsWith(jobs)).toBe(true);
    const { periodics } = parse(text, { merge: true });
    expect(periodics.slice(0, -1)).toEqual(before);
    expect(periodics.at(-1)).toMatchObject({
      name: `periodic-project-infra-${name}-livez`,
      cluster: 'prow-control-plane',
      spec: { containers: [{ image: 'quay.io/kubevirtci/bootstrap:v1' }] },
    });
    expect(periodics.at(-1).spec.containers[0].env).toEqual([
      { name: 'CLUSTER_KUBECONFIG_NAME', value: name },
    ]);
    expect(addLivezJob(text, name)).toEqual({ outcome: 'unchanged' });
  });

  test('of the first cluster is one as well', () => {
    expect(addLivezJob(jobs, 'prow-workloads')).toEqual({ outcome: 'unchanged' });
  });

  test('gain it behind the last of its kind, with other jobs below', () => {
    const below = '\n# Others\n- name: last\n  interval: 1h\n';
    const text = textOf(addLivezJob(jobs + below, 'rosa-1'));
    expect(text.startsWith(jobs)).toBe(true);
    expect(text.endsWith(below)).toBe(true);
  });

  test('gain it where the file ends without a newline, and in their indentation', () => {
    const indented = jobs.trimEnd().replace(/^(?=[-& ])/gm, '  ');
    const text = textOf(addLivezJob(indented, 'rosa-1'));
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
    expect(addLivezJob(text, 'rosa-1')).toEqual(unknown);
  });

  // Prow loads no configuration in which two periodic jobs have one name.
  test.each(['periodic-project-infra-rosa-1-livez', '"periodic-project-infra-rosa-1-livez"'])(
    'are left to a person where another one is called %s',
    (name) => {
      const taken = jobs.replace('periodic-project-infra-arm-workloads-livez', name);
      expect(addLivezJob(taken, 'rosa-1')).toEqual(unknown);
      expect(addLivezJob(`${jobs}- name: ${name}\n  interval: 1h\n`, 'rosa-1')).toEqual(unknown);
    },
  );

  test('are left to a person where the name would be too long for Prow', () => {
    expect(addLivezJob(jobs, 'a'.repeat(35))).toEqual(unknown);
    expect(addLivezJob(jobs, 'a'.repeat(34)).outcome).toBe('edited');
  });
});

describe('the deployment of a build cluster', () => {
  const texts: readonly (readonly [string, string])[] = [
    [scriptPath, script],
    [pagePath, page],
    [jobsPath, jobs],
  ];
  const plan = (changes: readonly (readonly [string, string | Uint8Array])[] = texts) => {
    const bytes = [...texts, ...changes].map(
      ([path, content]) => [path, Buffer.from(content)] as const,
    );
    return planDeployment({ operation: 'add', name: 'rosa-1' }, scriptPath, new Map(bytes));
  };

  test('changes the script, the page and the jobs', () => {
    expect(changed(plan()).map(({ path }) => path)).toEqual([scriptPath, pagePath, jobsPath]);
    expect(plan()).toMatchObject({ byHand: [] });
  });

  test.skipIf(!hasBash)('lets the script merge one file more (needs bash)', () => {
    const [first] = changed(plan());
    expect(outputOf(Buffer.from(first?.content ?? '').toString()).trim()).toBe(
      `${outputOf(script).trim()}secrets/kubeconfigs/rosa-1:`,
    );
  });

  test.each(['a$(id)', 'a`id`', "a'b", 'a{{b}}', 'a b', 'a;b', 'a\nb', 'a|b', 'a"', '#a'])(
    'writes no name that bash, Markdown or YAML would read more into: %j',
    (name) => {
      const files = new Map(texts.map(([path, text]) => [path, Buffer.from(text)]));
      const planned = planDeployment({ operation: 'add', name }, scriptPath, files);
      const details = { path: scriptPath, reason: 'not provable' };
      expect(planned).toEqual({ outcome: 'problem', problem: { id: 'deploy-script', details } });
    },
  );

  test('tells which files are left to a person', () => {
    const files = new Map([[scriptPath, Buffer.from(script)]]);
    const planned = planDeployment({ operation: 'add', name: 'rosa-1' }, scriptPath, files);
    expect(planned).toMatchObject({
      outcome: 'change',
      byHand: [{ path: pagePath }, { path: jobsPath }],
    });
  });

  test('is there where the script names the cluster, whatever the others say', () => {
    const named = script.replace('prow-workloads', 'rosa-1');
    expect(plan([[scriptPath, named]])).toEqual({ outcome: 'done' });
  });

  test.each([
    ['has no such array', 'true\n', 'missing'],
    ['is not there', '', 'missing'],
    ['is no UTF-8', Buffer.from([0xff]), 'not text'],
  ])('is for a person where the script %s', (_case, content, reason) => {
    expect(plan([[scriptPath, content]])).toEqual({
      outcome: 'problem',
      problem: { id: 'deploy-script', details: { path: scriptPath, reason } },
    });
  });
});

function changed(plan: ReturnType<typeof planDeployment>) {
  return plan.outcome === 'change' ? plan.files : [];
}
