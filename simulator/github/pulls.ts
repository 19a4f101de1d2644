import { type Answer, created, invalid, ok, unprocessable } from './answer.ts';
import {
  act,
  bodyOf,
  listIn,
  noteEdit,
  numberParameter,
  type RepositoryCall,
  readIn,
} from './call.ts';
import { changesOf, checkBody } from './fields.ts';
import { compare, tipOf } from './history.ts';
import { type JsonObject, numberOf, objectOf, objectsOf, optionalText, textOf } from './json.ts';
import { inOrder, page } from './pages.ts';
import { authorOf, requireAuthorOrWriter } from './permissions.ts';
import {
  briefPull,
  changesIn,
  emitPull,
  openPulls,
  setState,
  showPull,
  stateOf,
} from './pull-view.ts';
import type { PullState } from './world.ts';

export async function listPulls(call: RepositoryCall): Promise<Answer> {
  const { query } = call;
  const sort = query.get('sort') ?? 'created';
  const direction = query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc');
  const pulls = objectsOf(await listIn(call, '/pulls?state=all'))
    .filter((raw) => matches(raw, query))
    .map((raw) => briefPull(call, raw));
  const by = sort === 'updated' ? 'updated' : 'created';
  return page(call, inOrder(pulls, by, direction === 'asc' ? 'asc' : 'desc'));
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
  noteEdit(call, before, after);
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
