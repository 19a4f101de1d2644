import { type Answer, notFound, ok, refuse } from './answer.ts';
import { act, bodyOf, loginOf, numberParameter, type RepositoryCall, readIn } from './call.ts';
import { emitPush } from './events.ts';
import { encodeRef, tipOf } from './history.ts';
import { type JsonObject, objectOf, optionalText, textOf } from './json.ts';
import { closeMentioned } from './keywords.ts';
import { emitPull, setState, stateOf } from './pull-view.ts';
import { afterMove } from './refs.ts';
import { mergeTrees } from './three-way.ts';
import type { PullState } from './world.ts';

/** The merge button: three ways, refused where the head has moved on or files conflict. */
export async function mergePull(call: RepositoryCall): Promise<Answer> {
  const state = stateOf(call, numberParameter(call, 'pull_number'));
  const pull = objectOf(await readIn(call, `/pulls/${state.number}`));
  if (!state.open || pull.draft === true) refuse(405, 'Pull Request is not mergeable');
  const expected = optionalText(bodyOf(call), 'sha');
  if (expected !== undefined && expected !== state.headSha) {
    refuse(409, 'Head branch was modified. Review and try the merge again.');
  }
  const base = (await tipOf(call, state.baseRef)) ?? notFound();
  const sha = await commitMerge(call, { state, base, title: textOf(pull, 'title') });
  await act(call, 'PATCH', `/git/refs/heads/${encodeRef(state.baseRef)}`, { sha });
  await act(call, 'PATCH', `/pulls/${state.number}`, { state: 'closed' });
  const merged = { at: new Date().toISOString(), sha, by: loginOf(call) };
  setState(call, { ...state, baseSha: base, open: false, merged });
  await emitPull(call, state.number, 'closed');
  const ref = `refs/heads/${state.baseRef}`;
  await emitPush(call, { ref, before: base, after: sha, forced: false });
  await afterMove(call, { branch: state.baseRef, before: base, after: sha });
  if (state.baseRef === call.namedRepository.defaultBranch) {
    await closeMentioned(call, optionalText(pull, 'body') ?? '');
  }
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
}

interface Merge {
  readonly state: PullState;
  readonly base: string;
  readonly title: string;
}

async function commitMerge(call: RepositoryCall, { state, base, title }: Merge): Promise<string> {
  const merged = await mergeTrees(call, base, state.headSha);
  if (merged.type === 'conflict') refuse(405, 'Pull Request is not mergeable');
  const squashed = bodyOf(call).merge_method === 'squash' || bodyOf(call).merge_method === 'rebase';
  const commit = await act(call, 'POST', '/git/commits', {
    message: messageOf(call, state, title),
    tree: await treeOf(call, base, merged.changes),
    parents: squashed ? [base] : [base, state.headSha],
  });
  const sha = textOf(objectOf(commit), 'sha');
  call.world.signedCommits.add(sha);
  return sha;
}

async function treeOf(call: RepositoryCall, base: string, changes: readonly JsonObject[]) {
  const commit = objectOf(await readIn(call, `/git/commits/${base}`));
  const baseTree = textOf(objectOf(commit.tree), 'sha');
  if (changes.length === 0) return baseTree;
  const tree = await act(call, 'POST', '/git/trees', { base_tree: baseTree, tree: changes });
  return textOf(objectOf(tree), 'sha');
}

function messageOf(call: RepositoryCall, state: PullState, title: string): string {
  const { commit_title: head, commit_message: text } = bodyOf(call);
  const source = `${call.namedRepository.owner}/${state.headRef}`;
  const first =
    typeof head === 'string' ? head : `Merge pull request #${state.number} from ${source}`;
  return `${first}\n\n${typeof text === 'string' ? text : title}`;
}
