import { type Answer, created, ok, refuse } from './answer.ts';
import { act, bodyOf, findIn, parameter, type RepositoryCall, readIn } from './call.ts';
import { emitPush, noCommit } from './events.ts';
import { compare, encodeRef, tipOf } from './history.ts';
import { isObject, objectOf, optionalText, textOf } from './json.ts';
import { emitPull, openPulls, setState } from './pull-view.ts';
import { closePull } from './pulls.ts';
import type { PullState } from './world.ts';

export async function getRef(call: RepositoryCall): Promise<Answer> {
  return ok(await readIn(call, `/git/ref/${encodeRef(parameter(call, 'ref'))}`));
}

export async function createRef(call: RepositoryCall): Promise<Answer> {
  const { ref, sha } = bodyOf(call);
  if (
    typeof ref !== 'string' ||
    !/^refs\/[^/]+\/./.test(ref) ||
    /\.\.|[\s~^:?*[\\]|\/$/.test(ref)
  ) {
    refuse(422, `${String(ref)} is not a valid ref name.`);
  }
  if (await refExists(call, ref)) refuse(422, 'Reference already exists');
  const after = await existingCommit(call, sha);
  const shown = await act(call, 'POST', '/git/refs', { ref, sha: after });
  await emitPush(call, { ref, before: noCommit, after, forced: false });
  return created(shown);
}

/**
 * Moves a ref; backwards or sideways only with `force`, and only to a commit that is here.
 * `expected` is where it has to be.
 */
export async function updateRef(call: RepositoryCall, expected?: string): Promise<Answer> {
  const ref = `refs/${parameter(call, 'ref')}`;
  const before = await shaOf(call, ref, expected);
  const after = await existingCommit(call, bodyOf(call).sha);
  const forward = (await compare(call, before, after))?.behind === 0;
  if (!forward && bodyOf(call).force !== true) refuse(422, 'Update is not a fast forward');
  const path = `/git/${encodeRef(ref)}`;
  const shown = await act(call, 'PATCH', path, { sha: after, force: bodyOf(call).force === true });
  if (after === before) return ok(shown);
  await emitPush(call, { ref, before, after, forced: !forward });
  await afterMove(call, { branch: branchOf(ref), before, after });
  return ok(shown);
}

export async function deleteRef(call: RepositoryCall, expected?: string): Promise<Answer> {
  const ref = `refs/${parameter(call, 'ref')}`;
  const before = await shaOf(call, ref, expected);
  const branch = branchOf(ref);
  if (branch === call.namedRepository.defaultBranch)
    refuse(422, 'Cannot delete the default branch');
  await act(call, 'DELETE', `/git/${encodeRef(ref)}`);
  await emitPush(call, { ref, before, after: noCommit, forced: false });
  const orphans = openPulls(call).filter(
    (pull) => pull.headRef === branch || pull.baseRef === branch,
  );
  for (const pull of orphans) await closePull(call, pull);
  return { status: 204 };
}

interface Move {
  readonly branch: string;
  readonly before: string;
  readonly after: string;
}

/** Open pull requests follow their branch; one with nothing left to merge is closed. */
export async function afterMove(call: RepositoryCall, move: Move): Promise<void> {
  const followers = openPulls(call).filter((pull) => pull.headRef === move.branch);
  for (const pull of followers) await follow(call, pull, move);
}

async function follow(call: RepositoryCall, pull: PullState, { before, after }: Move) {
  const baseSha = (await tipOf(call, pull.baseRef)) ?? pull.baseSha;
  const moved = { ...pull, headSha: after, baseSha };
  setState(call, moved);
  // Changes nothing but the time of the last update.
  await act(call, 'PATCH', `/pulls/${pull.number}`, {});
  await emitPull(call, pull.number, 'synchronize', { before, after });
  if ((await compare(call, baseSha, after))?.ahead === 0) await closePull(call, moved);
}

function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

async function refExists(call: RepositoryCall, ref: string): Promise<boolean> {
  return (await findIn(call, `/git/ref/${encodeRef(ref.slice('refs/'.length))}`)) !== undefined;
}

async function shaOf(call: RepositoryCall, ref: string, expected?: string): Promise<string> {
  const found = await findIn(call, `/git/ref/${encodeRef(ref.slice('refs/'.length))}`);
  if (!isObject(found)) refuse(422, 'Reference does not exist');
  const sha = textOf(objectOf(found.object), 'sha');
  if (expected !== undefined && sha !== expected) refuse(422, `${ref} is not at ${expected}`);
  return sha;
}

async function existingCommit(call: RepositoryCall, sha: unknown): Promise<string> {
  if (typeof sha !== 'string' || !/^[0-9a-f]{40}$/.test(sha)) {
    refuse(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  }
  const found = await findIn(call, `/git/commits/${sha}`);
  if (!isObject(found) || optionalText(found, 'sha') !== sha) refuse(422, 'Object does not exist');
  return sha;
}
