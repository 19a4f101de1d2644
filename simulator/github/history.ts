import { findIn, type RepositoryCall } from './call.ts';
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
