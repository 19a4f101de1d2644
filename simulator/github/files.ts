import type { Answer } from './answer.ts';
import { act, bodyOf, parameter, type RepositoryCall } from './call.ts';
import { emitPush, noCommit } from './events.ts';
import { encodeRef, tipOf } from './history.ts';
import { objectOf, optionalText, textOf } from './json.ts';
import { afterMove } from './refs.ts';

/** A file in one request, as people and the web editor commit: moves the branch by one commit. */
export async function putFile(call: RepositoryCall): Promise<Answer> {
  const branch = optionalText(bodyOf(call), 'branch') ?? call.namedRepository.defaultBranch;
  const before = await tipOf(call, branch);
  const path = `/contents/${encodeRef(parameter(call, 'path'))}`;
  const result = objectOf(await act(call, 'PUT', path, bodyOf(call)));
  const after = textOf(objectOf(result.commit), 'sha');
  const ref = `refs/heads/${branch}`;
  await emitPush(call, { ref, before: before ?? noCommit, after, forced: false });
  if (before !== undefined) await afterMove(call, { branch, before, after });
  const replaced = optionalText(bodyOf(call), 'sha') !== undefined;
  return { status: replaced ? 200 : 201, body: result };
}
