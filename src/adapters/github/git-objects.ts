import { LRUCache } from 'lru-cache';
import type { FileListing } from '../../reconcile/github.ts';
import type { RepositoryName, RestClient } from './app.ts';

/** What is kept of blobs: encrypted ones, in bytes. */
const cacheLimitBytes = 32 * 1024 * 1024;

interface GitObjects {
  /** The name of a commit's tree. */
  treeOf(commit: string): Promise<string>;
  /** Takes the name of a commit's tree from another answer. */
  noteTree(commit: string, tree: string): void;
  listFiles(commit: string): Promise<FileListing>;
  readBlob(sha: string): Promise<Uint8Array>;
  /** The paths of the executable files. */
  listPrograms(commit: string): Promise<ReadonlySet<string>>;
}

interface Tree {
  readonly files: FileListing;
  readonly programs: ReadonlySet<string>;
}

/**
 * Reads git's objects. One never changes under its name, so the newest listing and the blobs that
 * were read last are kept, and cost a request only once.
 */
export function createGitObjects(octokit: RestClient, repository: RepositoryName): GitObjects {
  const { git } = octokit.rest;
  const blobs = new LRUCache<string, Uint8Array>({
    maxSize: cacheLimitBytes,
    // It wants one that is not zero, and a blob may be empty.
    sizeCalculation: ({ length }) => length + 1,
  });
  const trees = new LRUCache<string, string>({ max: 100 });
  const treeOf = async (commit: string) => {
    const known = trees.get(commit);
    if (known !== undefined) return known;
    const { data } = await git.getCommit({ ...repository, commit_sha: commit });
    trees.set(commit, data.tree.sha);
    return data.tree.sha;
  };
  let newest: (Tree & { readonly commit: string }) | undefined;
  const readTree = async (commit: string) => {
    if (newest?.commit === commit) return newest;
    const tree_sha = await treeOf(commit);
    const { data } = await git.getTree({ ...repository, tree_sha, recursive: '1' });
    // GitHub cuts it off at 100,000 entries; what is missing would count as not there.
    if (data.truncated) throw new Error('the listing of the repository is cut off');
    const found = data.tree.filter(({ type }) => type !== 'tree');
    const files = new Map(found.map(({ path, sha }) => [path, sha]));
    const programs = found.filter(({ mode }) => mode === '100755').map(({ path }) => path);
    newest = { commit, files, programs: new Set(programs) };
    return newest;
  };
  return {
    treeOf,
    noteTree: (commit, tree) => trees.set(commit, tree),
    listFiles: async (commit) => (await readTree(commit)).files,
    listPrograms: async (commit) => (await readTree(commit)).programs,
    readBlob: async (file_sha) => {
      const kept = blobs.get(file_sha);
      if (kept) return kept;
      const { data } = await git.getBlob({ ...repository, file_sha });
      const bytes = new Uint8Array(Buffer.from(data.content, 'base64'));
      blobs.set(file_sha, bytes);
      return bytes;
    },
  };
}
