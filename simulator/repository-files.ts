import type { Octokit } from '@octokit/rest';
import { base64 } from './base64.ts';

type Rest = Octokit['rest'];

/** Where a file lies on GitHub: at the default branch, where no other is named. */
export interface FilePlace {
  readonly owner: string;
  readonly repo: string;
  readonly path: string;
  readonly ref?: string;
}

export async function fileAt({ repos }: Rest, place: FilePlace) {
  const { data } = await repos.getContent({ ...place });
  if (Array.isArray(data) || data.type !== 'file') throw new Error(`${place.path} is not a file`);
  return { bytes: Buffer.from(data.content, 'base64'), sha: data.sha };
}

/** Commits another content of a file, as a person does by hand, and tells the commit. */
export async function changeFile(
  rest: Rest,
  { ref, ...place }: FilePlace,
  content: string | Uint8Array,
): Promise<string> {
  const { sha } = await fileAt(rest, { ...place, ...(ref && { ref }) });
  const { data } = await rest.repos.createOrUpdateFileContents({
    ...place,
    ...(ref && { branch: ref }),
    sha,
    content: base64(content),
    message: 'By hand',
  });
  return data.commit.sha ?? '';
}
