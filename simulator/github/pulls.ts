import { createHash } from 'node:crypto';
import { type Answer, created, invalid, notFound, ok, unprocessable } from './answer.ts';
import { act, bodyOf, listIn, numberParameter, type RepositoryCall, readIn } from './call.ts';
import { emit } from './events.ts';
import { changesOf, checkBody } from './fields.ts';
import { compare, mergeTrees, tipOf } from './history.ts';
import { type JsonObject, numberOf, objectOf, objectsOf, optionalText, textOf } from './json.ts';
import { page } from './pages.ts';
import { authorOf, requireAuthorOrWriter } from './permissions.ts';
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

function briefPull(call: RepositoryCall, raw: JsonObject): JsonObject {
  const state = stateOf(call, numberOf(raw, 'number'));
  const kept = Object.entries(raw).filter(([key]) => !detailFields.has(key));
  return {
    ...Object.fromEntries(kept),
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

async function showPull(call: RepositoryCall, number: number): Promise<JsonObject> {
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

async function changesIn(call: RepositoryCall, state: PullState) {
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

export async function listPulls(call: RepositoryCall): Promise<Answer> {
  const { query } = call;
  const sort = query.get('sort') ?? 'created';
  const descending = query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc');
  const sign = descending === 'asc' ? 1 : -1;
  const key = sort === 'updated' ? 'updated_at' : 'created_at';
  const pulls = objectsOf(await listIn(call, '/pulls?state=all'))
    .filter((raw) => matches(raw, query))
    .map((raw) => briefPull(call, raw));
  pulls.sort(
    (a, b) =>
      sign *
      (textOf(a, key).localeCompare(textOf(b, key)) ||
        numberOf(a, 'number') - numberOf(b, 'number')),
  );
  return page(call, pulls);
}

function matches(raw: JsonObject, query: URLSearchParams): boolean {
  const state = query.get('state') ?? 'open';
  const base = query.get('base');
  // Without an owner in front of it GitHub takes no notice of the filter.
  const head = query.get('head')?.includes(':') ? query.get('head') : null;
  return (
    (state === 'all' || raw.state === state) &&
    (base === null || textOf(objectOf(raw.base), 'ref') === base) &&
    (head === null || textOf(objectOf(raw.head), 'label') === head)
  );
}

export async function getPull(call: RepositoryCall): Promise<Answer> {
  return ok(await showPull(call, numberParameter(call, 'pull_number')));
}

export async function createPull(call: RepositoryCall): Promise<Answer> {
  const body = bodyOf(call);
  if ((optionalText(body, 'title') ?? '').trim() === '')
    invalid('PullRequest', 'title', 'missing_field');
  checkBody('PullRequest', body);
  const { owner } = call.namedRepository;
  const [headOwner, headRef] = splitHead(optionalText(body, 'head') ?? '', owner);
  const baseRef = optionalText(body, 'base') ?? '';
  const headSha = headOwner === owner ? await tipOf(call, headRef) : undefined;
  const baseSha = await tipOf(call, baseRef);
  if (headSha === undefined) invalid('PullRequest', 'head');
  if (baseSha === undefined) invalid('PullRequest', 'base');
  await refuseDuplicate(call, headRef, baseRef);
  await refuseEmpty(call, { headRef, headSha, baseRef, baseSha });
  const raw = objectOf(await act(call, 'POST', '/pulls', { ...body, head: headRef }));
  const number = numberOf(raw, 'number');
  setState(call, { number, headRef, headSha, baseRef, baseSha, open: true });
  await emitPull(call, number, 'opened');
  return created(await showPull(call, number));
}

function splitHead(head: string, owner: string): readonly [string, string] {
  const colon = head.indexOf(':');
  return colon < 0 ? [owner, head] : [head.slice(0, colon), head.slice(colon + 1)];
}

async function refuseDuplicate(call: RepositoryCall, headRef: string, baseRef: string) {
  const same = (pull: PullState) => pull.headRef === headRef && pull.baseRef === baseRef;
  if (!openPulls(call).some(same)) return;
  const { owner } = call.namedRepository;
  unprocessable('PullRequest', `A pull request already exists for ${owner}:${headRef}.`);
}

interface Branches {
  readonly headRef: string;
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
}

async function refuseEmpty(call: RepositoryCall, branches: Branches) {
  const comparison = await compare(call, branches.baseSha, branches.headSha);
  if (!comparison) {
    unprocessable(
      'PullRequest',
      `The ${branches.headRef} branch has no history in common with ${branches.baseRef}`,
    );
  }
  if (comparison.ahead > 0) return;
  unprocessable('PullRequest', `No commits between ${branches.baseRef} and ${branches.headRef}`);
}

export async function patchPull(call: RepositoryCall): Promise<Answer> {
  const number = numberParameter(call, 'pull_number');
  stateOf(call, number);
  const raw = objectOf(await readIn(call, `/pulls/${number}`));
  requireAuthorOrWriter(call, authorOf(raw));
  checkBody('PullRequest', bodyOf(call));
  await updatePull(call, number, bodyOf(call));
  return ok(await showPull(call, number));
}

/** Changes title, body, base or state, for the operations on pull requests and on issues alike. */
export async function updatePull(call: RepositoryCall, number: number, body: JsonObject) {
  const state = stateOf(call, number);
  const before = objectOf(await readIn(call, `/pulls/${number}`));
  const reopens = body.state === 'open' && !state.open;
  const headSha = reopens ? await headForReopening(call, state) : state.headSha;
  const base = await rebased(call, state, optionalText(body, 'base'));
  const after = objectOf(await act(call, 'PATCH', `/pulls/${number}`, body));
  setState(call, { ...state, ...base, headSha, open: after.state === 'open' });
  const changes = changesOf(before, after, ['title', 'body']);
  if (changes) await emitPull(call, number, 'edited', { changes });
  if (before.state === after.state) return;
  await emitPull(call, number, reopens ? 'reopened' : 'closed');
}

async function rebased(call: RepositoryCall, state: PullState, baseRef: string | undefined) {
  if (baseRef === undefined || baseRef === state.baseRef) return {};
  const baseSha = (await tipOf(call, baseRef)) ?? invalid('PullRequest', 'base');
  return { baseRef, baseSha };
}

/** A closed pull request keeps the head that it had; it opens again only where that leads on. */
async function headForReopening(call: RepositoryCall, state: PullState): Promise<string> {
  const cannot = (reason: string): never =>
    unprocessable('PullRequest', `state cannot be changed. ${reason}`);
  if (state.merged) return cannot('The pull request has been merged.');
  const tip = await tipOf(call, state.headRef);
  if (tip === undefined) return cannot(`The ${state.headRef} branch has been deleted.`);
  const since = await compare(call, state.headSha, tip);
  if (since?.behind !== 0) {
    return cannot(`The ${state.headRef} branch was force-pushed or recreated.`);
  }
  await refuseDuplicate(call, state.headRef, state.baseRef);
  return tip;
}

/** Closes a pull request whose branch is gone or has nothing left to merge. */
export async function closePull(call: RepositoryCall, state: PullState): Promise<void> {
  await act(call, 'PATCH', `/pulls/${state.number}`, { state: 'closed' });
  setState(call, { ...state, open: false });
  await emitPull(call, state.number, 'closed');
}

export async function listFiles(call: RepositoryCall): Promise<Answer> {
  const { files } = await changesIn(call, stateOf(call, numberParameter(call, 'pull_number')));
  return page(call, files);
}

export async function listCommits(call: RepositoryCall): Promise<Answer> {
  const { commits } = await changesIn(call, stateOf(call, numberParameter(call, 'pull_number')));
  return page(call, commits);
}
