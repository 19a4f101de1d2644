import { isUtf8 } from 'node:buffer';
import { diff3Merge } from 'node-diff3';
import { type RepositoryCall, readIn } from './call.ts';
import { compare } from './history.ts';
import { type JsonObject, objectOf, objectsOf, textOf } from './json.ts';

interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string | null;
}

export type MergedTree =
  | { readonly type: 'clean'; readonly changes: readonly JsonObject[] }
  | { readonly type: 'conflict' };

/**
 * Merges three ways as git does: file by file, and line by line where both have changed one.
 * `changes` is what has to be laid over the base's tree.
 */
export async function mergeTrees(
  call: RepositoryCall,
  base: string,
  head: string,
): Promise<MergedTree> {
  const comparison = await compare(call, base, head);
  if (!comparison) return { type: 'conflict' };
  const [was, mine, theirs] = await Promise.all(
    [comparison.mergeBase, base, head].map((sha) => filesAt(call, sha)),
  );
  if (!was || !mine || !theirs) return { type: 'conflict' };
  const paths = [...new Set([...was.keys(), ...theirs.keys()])];
  const merged = await Promise.all(
    paths.map((path) => {
      const versions = { was: was.get(path), mine: mine.get(path), theirs: theirs.get(path) };
      return mergeFile(call, path, versions);
    }),
  );
  if (merged.includes('conflict')) return { type: 'conflict' };
  return { type: 'clean', changes: merged.filter((change) => typeof change === 'object') };
}

interface Versions {
  readonly was: TreeEntry | undefined;
  readonly mine: TreeEntry | undefined;
  readonly theirs: TreeEntry | undefined;
}

async function mergeFile(
  call: RepositoryCall,
  path: string,
  { was, mine, theirs }: Versions,
): Promise<JsonObject | 'unchanged' | 'conflict'> {
  if (keyOf(theirs) === keyOf(was) || keyOf(theirs) === keyOf(mine)) return 'unchanged';
  const entry = { ...(theirs ?? { mode: '100644', type: 'blob', sha: null }), path };
  if (keyOf(mine) === keyOf(was)) return entry;
  if (!was?.sha || !mine?.sha || !theirs?.sha) return 'conflict';
  const texts = await Promise.all(
    [mine.sha, was.sha, theirs.sha].map((sha) => readBlob(call, sha)),
  );
  const content = mergeLines(texts);
  return content === undefined ? 'conflict' : { path, mode: entry.mode, type: 'blob', content };
}

/** Undefined where git could not: two changes of the same or of neighbouring lines, or no text. */
function mergeLines(texts: readonly Buffer[]): string | undefined {
  if (!texts.every((text) => isUtf8(text))) return undefined;
  const [mine = [], was = [], theirs = []] = texts.map((text) => text.toString().split('\n'));
  const merged = diff3Merge(mine, was, theirs, { excludeFalseConflicts: true });
  if (merged.some(({ conflict }) => conflict)) return undefined;
  return merged.flatMap(({ ok }) => ok ?? []).join('\n');
}

async function readBlob(call: RepositoryCall, sha: string): Promise<Buffer> {
  const blob = objectOf(await readIn(call, `/git/blobs/${sha}`));
  return Buffer.from(textOf(blob, 'content'), 'base64');
}

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
