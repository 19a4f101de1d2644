import { type Answer, created, notFound, ok, refuse } from './answer.ts';
import { act, bodyOf, findIn, parameter, type RepositoryCall } from './call.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from './json.ts';
import { requiredText, verificationOf } from './repositories.ts';

/** Blobs, trees and commits: git's own objects, written one by one. */
export async function getBlob(call: RepositoryCall): Promise<Answer> {
  return ok((await findIn(call, `/git/blobs/${parameter(call, 'file_sha')}`)) ?? notFound());
}

export async function createBlob(call: RepositoryCall): Promise<Answer> {
  requiredText(call, 'content');
  const { sha, url } = objectOf(await act(call, 'POST', '/git/blobs', bodyOf(call)));
  return created({ sha: sha ?? null, url: url ?? null });
}

export async function compareCommits(call: RepositoryCall): Promise<Answer> {
  return ok((await findIn(call, `/compare/${parameter(call, 'basehead')}`)) ?? notFound());
}

export async function createTree(call: RepositoryCall): Promise<Answer> {
  const body = bodyOf(call);
  const entries = listOf(body.tree ?? []);
  if (entries.length === 0) refuse(422, 'Invalid tree info');
  const tree = entries.map((entry) => completeEntry(objectOf(entry)));
  if (typeof body.base_tree !== 'string')
    return created(await act(call, 'POST', '/git/trees', { tree }));
  const base_tree = await treeShaOf(call, body.base_tree);
  return created(await act(call, 'POST', '/git/trees', { tree, base_tree }));
}

/** GitHub tells the type of an entry from its mode where it is left out. */
function completeEntry(entry: JsonObject): JsonObject {
  const types: Readonly<Record<string, string>> = { '040000': 'tree', '160000': 'commit' };
  return { ...entry, type: entry.type ?? types[String(entry.mode)] ?? 'blob' };
}

/** A tree's own name, as the documentation has it: a commit's works on github.com by chance. */
async function treeShaOf(call: RepositoryCall, sha: string): Promise<string> {
  const tree = await findIn(call, `/git/trees/${sha}`);
  if (!isObject(tree) || tree.sha !== sha) refuse(422, 'base_tree is not a valid tree oid');
  return sha;
}

export async function getCommitObject(call: RepositoryCall): Promise<Answer> {
  const found = await findIn(call, `/git/commits/${parameter(call, 'commit_sha')}`);
  return ok(showCommit(call, isObject(found) ? found : notFound()));
}

/** A commit in nobody's explicit name is the App's, and GitHub signs it. */
export async function createCommitObject(call: RepositoryCall): Promise<Answer> {
  requiredText(call, 'message');
  const body = bodyOf(call);
  await checkObjects(call, requiredText(call, 'tree'), listOf(body.parents ?? []));
  const signs = call.actor.type === 'installation' && !body.author && !body.committer;
  const asked = signs ? { ...body, ...identitiesOf(call) } : body;
  const parents = body.parents ?? [];
  const commit = objectOf(await act(call, 'POST', '/git/commits', { ...asked, parents }));
  if (signs) call.world.signedCommits.add(textOf(commit, 'sha'));
  return created(showCommit(call, commit));
}

async function checkObjects(call: RepositoryCall, tree: string, parents: readonly Json[]) {
  const found = await findIn(call, `/git/trees/${tree}`);
  if (!isObject(found) || found.sha !== tree) refuse(422, 'Tree SHA does not exist');
  for (const parent of parents) {
    const commit = await findIn(call, `/git/commits/${String(parent)}`);
    if (!isObject(commit)) refuse(422, 'Parent SHA does not exist or is not a commit object');
  }
}

function identitiesOf({ world }: RepositoryCall): JsonObject {
  const { login, id } = world.app.bot;
  const date = `${new Date().toISOString().slice(0, 19)}Z`;
  return {
    author: { name: login, email: `${id}+${login}@users.noreply.github.com`, date },
    committer: { name: 'GitHub', email: 'noreply@github.com', date },
  };
}

function showCommit(call: RepositoryCall, commit: JsonObject): JsonObject {
  return { ...commit, verification: verificationOf(call, textOf(commit, 'sha'), commit) };
}
