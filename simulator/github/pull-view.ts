import { createHash } from 'node:crypto';
import { notFound } from './answer.ts';
import { listIn, type RepositoryCall, readIn } from './call.ts';
import { emit } from './events.ts';
import { compare, tipOf } from './history.ts';
import { type JsonObject, numberOf, objectOf, objectsOf } from './json.ts';
import { mergeTrees } from './three-way.ts';
import { type PullState, pullKey } from './world.ts';

export function stateOf(call: RepositoryCall, number: number): PullState {
  return call.world.pulls.get(pullKey(call.namedRepository, number)) ?? notFound();
}

export function setState(call: RepositoryCall, state: PullState): void {
  call.world.pulls.set(pullKey(call.namedRepository, state.number), state);
}

export function openPulls(call: RepositoryCall): readonly PullState[] {
  const prefix = `${call.namedRepository.fullName}#`;
  return [...call.world.pulls].flatMap(([key, state]) =>
    key.startsWith(prefix) && state.open ? [state] : [],
  );
}

/** What only the answer about one pull request has; a list of them lacks it on GitHub too. */
const detailFields: ReadonlySet<string> = new Set([
  'merged',
  'mergeable',
  'rebaseable',
  'mergeable_state',
  'merged_by',
  'comments',
  'review_comments',
  'maintainer_can_modify',
  'commits',
  'additions',
  'deletions',
  'changed_files',
]);

export function briefPull(call: RepositoryCall, raw: JsonObject): JsonObject {
  const state = stateOf(call, numberOf(raw, 'number'));
  const kept = Object.entries(raw).filter(([key]) => !detailFields.has(key));
  return {
    ...Object.fromEntries(kept),
    labels: objectsOf(raw.labels).map((label) => ({
      ...label,
      description: label.description ?? '',
    })),
    head: { ...objectOf(raw.head), sha: state.headSha },
    base: { ...objectOf(raw.base), sha: state.baseSha },
    merged_at: state.merged?.at ?? null,
    merge_commit_sha: state.merged?.sha ?? testMergeOf(state),
  };
}

/** GitHub tries the merge of an open pull request, and shows that commit until it is merged. */
function testMergeOf({ baseSha, headSha }: PullState): string {
  return createHash('sha1').update(`${baseSha} ${headSha}`).digest('hex');
}

export async function showPull(call: RepositoryCall, number: number): Promise<JsonObject> {
  const state = stateOf(call, number);
  const raw = objectOf(await readIn(call, `/pulls/${number}`));
  const { files, commits } = await changesIn(call, state);
  const sum = (key: string) => files.reduce((total, file) => total + numberOf(file, key), 0);
  const merger = state.merged && (await call.world.emulator.read(`/users/${state.merged.by}`));
  return {
    ...briefPull(call, raw),
    ...(await mergeability(call, state)),
    merged: state.merged !== undefined,
    merged_by: merger ?? null,
    comments: (await listIn(call, `/issues/${number}/comments`)).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: files.length,
  };
}

export async function changesIn(call: RepositoryCall, state: PullState) {
  const comparison = await compare(call, state.baseSha, state.headSha);
  return { files: comparison?.files ?? [], commits: comparison?.commits ?? [] };
}

async function mergeability(call: RepositoryCall, state: PullState): Promise<JsonObject> {
  const base = await tipOf(call, state.baseRef);
  if (!state.open || base === undefined) {
    return { mergeable: null, rebaseable: null, mergeable_state: 'unknown' };
  }
  const clean = (await mergeTrees(call, base, state.headSha)).type === 'clean';
  return { mergeable: clean, rebaseable: clean, mergeable_state: clean ? 'clean' : 'dirty' };
}

export async function emitPull(
  call: RepositoryCall,
  number: number,
  action: string,
  more: JsonObject = {},
): Promise<void> {
  const pull = await showPull(call, number);
  await emit(call, {
    event: 'pull_request',
    action,
    payload: { number, pull_request: pull, ...more },
  });
}
