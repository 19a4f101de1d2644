import { parse } from 'yaml';
import { infra, type Setting, secretsRepository } from '../../simulator/setting.ts';
import { statusOf } from '../../src/adapters/github/errors.ts';

/** All that people can see in the end, without what differs from run to run. */
export async function outcomeOf(setting: Setting) {
  const maintainer = setting.github.as('maintainer').rest;
  const { data: issues } = await maintainer.issues.listForRepo({
    ...infra,
    state: 'all',
    direction: 'asc',
  });
  const { data: pulls } = await maintainer.pulls.list({
    ...secretsRepository,
    state: 'all',
    direction: 'asc',
  });
  const names = await branchesOf(setting, issues.length);
  return {
    issues: await Promise.all(issues.map(({ number }) => issueOf(setting, number))),
    pulls: await Promise.all(pulls.map(({ number }) => pullOf(setting, number))),
    branches: names,
    secrets: await Promise.all([undefined, ...names].map((name) => secretsOf(setting, name))),
    violations: setting.github.violations,
  };
}

/** The bot's branches that there are. */
async function branchesOf({ github }: Setting, issues: number): Promise<readonly string[]> {
  const { git } = github.as('maintainer').rest;
  const own = Array.from({ length: issues }, (_, index) => `cluster-onboarding/issue-${index + 1}`);
  const present = await Promise.all(
    own.map((branch) =>
      git.getRef({ ...secretsRepository, ref: `heads/${branch}` }).then(
        () => [branch],
        (error: unknown) => {
          if (statusOf(error) === 404) return [];
          throw error;
        },
      ),
    ),
  );
  return present.flat();
}

async function issueOf({ github }: Setting, issue_number: number) {
  const { issues } = github.as('maintainer').rest;
  const { data } = await issues.get({ ...infra, issue_number });
  const { data: comments } = await issues.listComments({ ...infra, issue_number });
  return {
    state: data.state,
    reason: data.state_reason,
    labels: data.labels.map((label) => (typeof label === 'string' ? label : label.name)),
    comments: comments
      .filter(({ user }) => user?.type === 'Bot')
      .map(({ body }) => settled(body ?? '')),
    reactions: comments.map(({ reactions }) => reactions?.total_count ?? 0),
  };
}

async function pullOf({ github }: Setting, pull_number: number) {
  const { pulls } = github.as('maintainer').rest;
  const { data } = await pulls.get({ ...secretsRepository, pull_number });
  return {
    title: data.title,
    body: settled(data.body ?? ''),
    state: data.merged ? 'merged' : data.state,
    labels: data.labels.map(({ name }) => name),
    commits: data.commits,
    files: data.changed_files,
  };
}

async function secretsOf(setting: Setting, branch?: string): Promise<unknown> {
  const files = await setting.readSecrets(branch);
  const entries = parse(files.get('main.yml') ?? '');
  const { kubeconfig } = entries;
  return { files: [...files.keys()], entries: { ...entries, kubeconfig: parse(kubeconfig) } };
}

/** The visible text; times, digests, ports and the names of git objects are each run's own. */
function settled(text: string): string {
  return text
    .replace(/<!-- cluster-onboarding .* -->/s, '<!-- marker -->')
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, '<time>')
    .replaceAll(/\d+ \w+ \d{4}, \d\d:\d\d UTC/g, '<time>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '<address>')
    .replaceAll(/\b[0-9a-f]{40,64}\b/g, '<digest>')
    .replaceAll(/user-attachments\/files\/\d+/g, 'user-attachments/files/<number>');
}
