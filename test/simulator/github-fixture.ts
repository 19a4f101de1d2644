import { ProbotOctokit } from 'probot';
import { expect, onTestFinished } from 'vitest';
import {
  type GitHubOptions,
  type SimulatedGitHub,
  startGitHub,
} from '../../simulator/github/github.ts';
import { projectInfra, secrets } from '../../simulator/github/seed.ts';
import { infra, secretsRepository } from '../../simulator/setting.ts';

/**
 * A GitHub with one file of secrets, that ends with the test. Until then nobody breaks a rule of the
 * vendored document but in those ways.
 */
export async function simulate(
  options: GitHubOptions = {},
  violations: readonly string[] = [],
): Promise<SimulatedGitHub> {
  const repositories = [projectInfra(), secrets({ 'secrets.tar.asc': 'first', 'docs/a.md': 'a' })];
  const github = await startGitHub({ repositories, ...options });
  onTestFinished(async () => {
    await github.close();
    expect(github.violations).toEqual(violations.map((words) => expect.stringContaining(words)));
  });
  return github;
}

/** Probot's own client and way to authenticate, without its waiting and its second tries. */
function clientOf(github: SimulatedGitHub, auth: object) {
  return new ProbotOctokit({
    auth,
    baseUrl: `http://${github.host}/api/v3`,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    retry: { enabled: false },
    throttle: { enabled: false },
  }).rest;
}

function ignore(): undefined {
  return undefined;
}

export async function asApp(github: SimulatedGitHub) {
  const { appId, privateKey } = github;
  return clientOf(github, { appId, privateKey });
}

export async function asInstallation(github: SimulatedGitHub) {
  const { appId, privateKey } = github;
  const app = await asApp(github);
  const { data } = await app.apps.getRepoInstallation(infra);
  return clientOf(github, { appId, privateKey, installationId: data.id });
}

/** With a token that was narrowed on purpose. */
export async function asNarrowed(
  github: SimulatedGitHub,
  narrowing: { repositories?: string[]; permissions?: Record<string, 'read' | 'write'> },
) {
  const app = await asApp(github);
  const { data: installation } = await app.apps.getRepoInstallation(infra);
  const { data } = await app.apps.createInstallationAccessToken({
    installation_id: installation.id,
    ...narrowing,
  });
  return clientOf(github, { token: data.token });
}

type Installed = Awaited<ReturnType<typeof asInstallation>>;

/** Commits one file on top of a commit, without moving any branch. */
export async function commitFile(
  rest: Installed,
  parent: string,
  file: { path: string; content: string },
): Promise<string> {
  const entry = { ...file, mode: '100644', type: 'blob' } as const;
  const { data: under } = await rest.git.getCommit({ ...secretsRepository, commit_sha: parent });
  const tree = await rest.git.createTree({
    ...secretsRepository,
    base_tree: under.tree.sha,
    tree: [entry],
  });
  const commit = await rest.git.createCommit({
    ...secretsRepository,
    message: `Change ${file.path}`,
    tree: tree.data.sha,
    parents: [parent],
  });
  return commit.data.sha;
}

export async function tip(rest: Installed, branch = 'master'): Promise<string> {
  return (await rest.git.getRef({ ...secretsRepository, ref: `heads/${branch}` })).data.object.sha;
}

/** A pull request that changes one file. */
export async function openPull(
  rest: Installed,
  branch: string,
  file = { path: 'secrets.tar.asc', content: `of ${branch}` },
) {
  const sha = await commitFile(rest, await tip(rest), file);
  await rest.git.createRef({ ...secretsRepository, ref: `refs/heads/${branch}`, sha });
  const pull = {
    ...secretsRepository,
    title: branch,
    head: branch,
    base: 'master',
    body: 'Reviewed?',
  };
  return (await rest.pulls.create(pull)).data;
}

/** Expects GitHub to refuse, with a status and words. */
export async function expectRefusal(work: Promise<unknown>, status: number, message = '') {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error, 'was not refused').toBeDefined();
  expect(error).toMatchObject({ status, message: expect.stringContaining(message) });
}
