import { isUtf8 } from 'node:buffer';
import type { FilesCommit, Repository } from '../../reconcile/github.ts';
import { createHistory } from './ancestry.ts';
import type { Permissions, RepositoryName, RestClient } from './app.ts';
import { type BranchOptions, createBranches } from './branches.ts';
import { isRefusal, notFound, statusOf } from './errors.ts';
import { createGitObjects } from './git-objects.ts';
import { memoize } from './memoize.ts';
import { createPullReader } from './pull.ts';
import { createPullLists } from './pull-lists.ts';
import { createPulls } from './pulls.ts';

/** What the App needs where it opens pull requests. */
export const repositoryPermissions: Permissions = { contents: 'write', pull_requests: 'write' };

interface RepositoryOptions extends Omit<BranchOptions, 'nodeId'> {
  /** The pull requests' base; undefined for the repository's default branch. */
  readonly baseBranch?: string;
}

/** A repository that the bot opens pull requests in, over GitHub's REST API. */
export function createRepository(
  octokit: RestClient,
  { repository, baseBranch, botId }: RepositoryOptions,
): Repository {
  const { issues, repos } = octokit.rest;
  const objects = createGitObjects(octokit, repository);
  const described = memoize(async () => (await repos.get({ ...repository })).data);
  const base = async () => baseBranch ?? (await described()).default_branch;
  /** GitHub leads to a branch that was renamed: under this name there is none any more. */
  const readTip = async (branch: string) => {
    const { data } = await repos.getBranch({ ...repository, branch });
    objects.noteTree(data.commit.sha, data.commit.commit.tree.sha);
    if (data.name !== branch) throw notFound(`branch ${branch}`);
    return data.commit.sha;
  };
  const nodeId = async () => (await described()).node_id;
  const branches = createBranches(octokit, { repository, botId, nodeId });

  const readBaseCommit = async () => {
    const branch = await base();
    try {
      return await readTip(branch);
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      // The default branch may have another name by now.
      described.forget();
      const renamed = await base();
      if (renamed === branch) throw error;
      return readTip(renamed);
    }
  };
  const history = createHistory(octokit, repository);
  const reader = createPullReader({ base, readBaseCommit, ...history });

  return {
    repositoryId: async () => (await described()).id,

    ...createPulls(octokit, { repository, botId, base, reader }),

    ...createPullLists(octokit, repository, { botId, isMerged: reader.isMerged }),

    readBaseCommit,

    ...history,

    listFiles: objects.listFiles,

    readBlob: objects.readBlob,

    commitFiles: (commit) => commitFiles(octokit, { repository, objects }, commit),

    ...branches,

    addLabel: async (issue_number, label) => {
      await issues.addLabels({ ...repository, issue_number, labels: [label] });
    },

    removeLabel: async (issue_number, name) => {
      try {
        await issues.removeLabel({ ...repository, issue_number, name });
      } catch (error) {
        // Somebody was faster.
        if (!isRefusal(error, 404, 'Label does not exist')) throw error;
      }
    },
  };
}

interface Objects {
  readonly repository: RepositoryName;
  readonly objects: ReturnType<typeof createGitObjects>;
}

async function commitFiles(
  octokit: RestClient,
  { repository, objects }: Objects,
  { files, message, parent }: FilesCommit,
): Promise<string> {
  const { git } = octokit.rest;
  const programs = await objects.listPrograms(parent);
  const entries = files.map(async ({ path, content }) => ({
    path,
    // What can be run must stay so.
    mode: programs.has(path) ? ('100755' as const) : ('100644' as const),
    type: 'blob' as const,
    ...(await treeContent(octokit, repository, content)),
  }));
  const tree = await Promise.all(entries);
  const base_tree = await objects.treeOf(parent);
  const created = await git.createTree({ ...repository, base_tree, tree });
  // Without an author GitHub takes the App and signs the commit.
  const commit = { ...repository, message, tree: created.data.sha, parents: [parent] };
  return (await git.createCommit(commit)).data.sha;
}

/** A text goes along with the tree; what JSON can't hold needs a request of its own. */
async function treeContent(
  octokit: RestClient,
  repository: RepositoryName,
  bytes: Uint8Array | undefined,
): Promise<{ content: string } | { sha: string | null }> {
  if (!bytes) return { sha: null };
  if (isUtf8(bytes) && !bytes.includes(0)) return { content: Buffer.from(bytes).toString() };
  return { sha: await createBlob(octokit, repository, bytes) };
}

async function createBlob(
  octokit: RestClient,
  repository: RepositoryName,
  bytes: Uint8Array,
): Promise<string> {
  const content = Buffer.from(bytes).toString('base64');
  const blob = await octokit.rest.git.createBlob({ ...repository, content, encoding: 'base64' });
  return blob.data.sha;
}
