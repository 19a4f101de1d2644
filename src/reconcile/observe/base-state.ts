import { createHash } from 'node:crypto';
import type { SecretsFiles, SecretsLayout } from '../../secrets/secrets.ts';
import type { FileListing, Pull, Repository } from '../github.ts';
import type { Base } from '../snapshot.ts';

/** The files of a listing, read one by one as they are asked for. */
export function filesIn(listing: FileListing, repository: Repository): SecretsFiles {
  return {
    list: async () => [...listing.keys()],
    read: async (path) => {
      const blob = listing.get(path);
      return blob === undefined ? undefined : repository.readBlob(blob);
    },
  };
}

/**
 * What a pull request stands on. The state changes with every file that is read for it, not only
 * with the one that it writes: a name may be taken now although git sees no conflict.
 */
export function baseOf(
  commit: string,
  listing: FileListing,
  { concerns }: Pick<SecretsLayout, 'concerns'>,
): Base {
  const files = [...listing]
    .filter(([path]) => concerns(path))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { commit, state: createHash('sha256').update(JSON.stringify(files)).digest('hex') };
}

/** Where an open pull request would have to stand now. */
export async function readBase(
  pull: (Pick<Pull, 'state'> & { readonly proposal?: { readonly base: Base } }) | undefined,
  repository: Pick<Repository, 'readBaseCommit' | 'listFiles'>,
  concerned: Pick<SecretsLayout, 'concerns'>,
): Promise<Base | undefined> {
  if (pull?.state !== 'open') return undefined;
  const commit = await repository.readBaseCommit();
  const proposed = pull.proposal?.base;
  if (proposed?.commit === commit) return proposed;
  return baseOf(commit, await repository.listFiles(commit), concerned);
}
