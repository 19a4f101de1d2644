import { findIn, type RepositoryCall, readIn } from './call.ts';
import { isObject, type JsonObject, numberOf, objectOf, objectsOf, textOf } from './json.ts';

/** How two commits of a repository stand to each other. */
export interface Comparison {
  readonly mergeBase: string;
  readonly ahead: number;
  readonly behind: number;
  readonly commits: readonly JsonObject[];
  readonly files: readonly JsonObject[];
}

/** Undefined where one of the two is no commit here, or they have no common ancestor. */
export async function compare(
  call: RepositoryCall,
  base: string,
  head: string,
): Promise<Comparison | undefined> {
  const found = await findIn(call, `/compare/${base}...${head}`);
  if (!isObject(found)) return undefined;
  return {
    mergeBase: textOf(objectOf(found.merge_base_commit), 'sha'),
    ahead: numberOf(found, 'ahead_by'),
    behind: numberOf(found, 'behind_by'),
    commits: objectsOf(found.commits),
    files: objectsOf(found.files),
  };
}

/** The commit that a branch points to. */
export async function tipOf(call: RepositoryCall, branch: string): Promise<string | undefined> {
  const found = await findIn(call, `/git/ref/heads/${encodeRef(branch)}`);
  return isObject(found) ? textOf(objectOf(found.object), 'sha') : undefined;
}

export function encodeRef(ref: string): string {
  return ref.split('/').map(encodeURIComponent).join('/');
}

interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string | null;
}

export type MergedTree =
  | { readonly type: 'clean'; readonly changes: readonly JsonObject[] }
  | { readonly type: 'conflict'; readonly paths: readonly string[] };

/**
 * Merges three ways, file by file. Two different changes of one file are a conflict: nothing in
 * these repositories is worth merging by lines, least of all a ciphertext.
 * `changes` is what has to be laid over the base's tree.
 */
export async function mergeTrees(
  call: RepositoryCall,
  base: string,
  head: string,
): Promise<MergedTree> {
  const comparison = await compare(call, base, head);
  if (!comparison) return { type: 'conflict', paths: [] };
  const [ancestor, ours, theirs] = await Promise.all(
    [comparison.mergeBase, base, head].map((sha) => filesAt(call, sha)),
  );
  if (!ancestor || !ours || !theirs) return { type: 'conflict', paths: [] };
  const changes: TreeEntry[] = [];
  const conflicts: string[] = [];
  for (const path of new Set([...ancestor.keys(), ...theirs.keys()])) {
    const [was, mine, wanted] = [ancestor, ours, theirs].map((files) => keyOf(files.get(path)));
    if (wanted === was || wanted === mine) continue;
    if (mine !== was) conflicts.push(path);
    else changes.push(theirs.get(path) ?? { ...emptyEntry, path });
  }
  if (conflicts.length > 0) return { type: 'conflict', paths: conflicts };
  return { type: 'clean', changes: changes.map((entry) => ({ ...entry })) };
}

const emptyEntry = { mode: '100644', type: 'blob', sha: null };

function keyOf(entry: TreeEntry | undefined): string | undefined {
  return entry && `${entry.mode} ${entry.sha}`;
}

async function filesAt(
  call: RepositoryCall,
  commit: string,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const found = objectOf(await readIn(call, `/git/trees/${commit}?recursive=1`));
  const entries = objectsOf(found.tree).filter((entry) => entry.type !== 'tree');
  return new Map(
    entries.map((entry) => {
      const path = textOf(entry, 'path');
      const [mode, type, sha] = [
        textOf(entry, 'mode'),
        textOf(entry, 'type'),
        textOf(entry, 'sha'),
      ];
      return [path, { path, mode, type, sha }];
    }),
  );
}
