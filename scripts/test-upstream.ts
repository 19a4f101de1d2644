/**
 * Holds what the bot knows of kubevirt/project-infra against a checkout of it: compares the facts of
 * `src/upstream.ts`, adds and removes a cluster of each kind in its files, prints the differences to
 * be read, and has Prow's checkconfig and the rule of the dashboards look at the outcome.
 *
 *     npm run test:upstream DIR
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { planDeployment } from '../src/prow-deploy/plan.ts';
import { type ClusterKind, clusterKinds } from '../src/request/request.ts';
import { deploymentFiles, type UpstreamFact, upstream } from '../src/upstream.ts';
import { buildPrograms } from '../test/cluster/build.ts';
import { checkConfig, jobsWithoutDashboard } from '../test/upstream/prow-config.ts';
import { exampleOf } from '../test/wording/status-comment/example-jobs.ts';

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('Say where the checkout is: npm run test:upstream DIR');
const checkout = given;
const found: string[] = [];
const names: Readonly<Record<ClusterKind, string>> = {
  'build-cluster': 'upstream-test',
  'external-provider': 'upstream-lent',
};
const deployedJobs = 'github/ci/prow-deploy/files';

const facts: readonly UpstreamFact[] = Object.values(upstream).flat();
for (const fact of facts) found.push(...compare(fact));

// The files are changed in a copy.
const copy = mkdtempSync(join(tmpdir(), 'project-infra-'));
try {
  cpSync(checkout, copy, {
    recursive: true,
    filter: (path) => !path.endsWith('/.git'),
    verbatimSymlinks: true,
  });
  for (const kind of clusterKinds) addAndRemove(kind);
  for (const kind of clusterKinds) change(kind, 'add');
  writeExamples();
  await check();
} finally {
  rmSync(copy, { recursive: true });
}

for (const line of found) console.log(`::: ${line}`);
console.log(`${facts.length} facts compared, ${found.length} things to see to`);
process.exitCode = found.length > 0 ? 1 : 0;

function compare({ value, file, said }: UpstreamFact): readonly string[] {
  const path = join(checkout, file);
  if (!existsSync(path)) return [`${file} is not there: where does "${value}" stand now?`];
  const isThere = readFileSync(path, 'utf8').includes(said);
  return isThere ? [] : [`${file} does not say "${said}" any more: correct src/upstream.ts`];
}

/** What is added and removed again must leave every byte as it was. */
function addAndRemove(kind: ClusterKind): void {
  const before = contents();
  change(kind, 'add');
  change(kind, 'remove');
  const changed = [...contents()].filter(([path, bytes]) => !before.get(path)?.equals(bytes));
  for (const [path] of changed) found.push(`${path} differs once a ${kind} is added and removed`);
}

function change(kind: ClusterKind, operation: 'add' | 'remove'): void {
  console.log(`\n=== ${operation} ${kind} ${names[kind]}`);
  const lending = { lender: 'Example', purpose: 'tests' };
  const wish = { operation, kind, name: names[kind], lending };
  const plan = planDeployment(wish, deploymentFiles.script, contents());
  if (plan.outcome !== 'change') {
    found.push(`${operation} ${kind}: ${JSON.stringify(plan)}`);
    return;
  }
  for (const { path } of plan.byHand) found.push(`${operation} ${kind}: ${path} is left by hand`);
  for (const { path, content } of plan.files) {
    const old = join(copy, path);
    const { stdout } = spawnSync('diff', ['-u', '--label', path, '--label', path, old, '-'], {
      input: content,
      encoding: 'utf8',
    });
    console.log(stdout);
    writeFileSync(old, content);
  }
}

function contents(): ReadonlyMap<string, Buffer> {
  const paths = Object.values(deploymentFiles);
  const there = paths.filter((path) => existsSync(join(copy, path)));
  return new Map(there.map((path) => [path, readFileSync(join(copy, path))]));
}

/** Where the closing comment says. */
function writeExamples(): void {
  const path = join(copy, upstream.jobsFile.value);
  const examples = clusterKinds.map((kind) => exampleOf(kind, names[kind], 'git-crypt'));
  const jobs = readFileSync(path, 'utf8').trimEnd();
  writeFileSync(path, `${[jobs, ...examples].join('\n')}\n`);
}

async function check(): Promise<void> {
  const { dashboards } = z
    .object({ dashboards: z.array(z.object({ name: z.string() })) })
    .parse(parse(readFileSync(join(copy, upstream.dashboard.file), 'utf8')));
  const shown = dashboards.map((dashboard) => dashboard.name);
  for (const path of [upstream.jobsFile.value, deploymentFiles.jobs]) {
    const missing = jobsWithoutDashboard(readFileSync(join(copy, path), 'utf8'), shown);
    found.push(...missing.map((job) => `${path}: ${job} is in no dashboard`));
  }
  if (spawnSync('go', ['version']).status !== 0) {
    console.log('\nLeft out checkconfig, for there is no Go.');
    return;
  }
  await buildPrograms(console.log, ['checkconfig']);
  const complaint = checkConfig({
    config: join(copy, deployedJobs, 'config.yaml'),
    jobs: join(copy, deployedJobs, 'jobs'),
    plugins: join(copy, deployedJobs, 'plugins.yaml'),
  });
  if (complaint) found.push(`checkconfig: ${complaint}`);
}
