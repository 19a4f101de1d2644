import { type Answer, created, invalid, ok, refuse } from './answer.ts';
import {
  act,
  bodyOf,
  listIn,
  noteEdit,
  numberParameter,
  parameter,
  type RepositoryCall,
  readIn,
} from './call.ts';
import { emit } from './events.ts';
import { changesOf, checkBody } from './fields.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  optionalText,
  textOf,
} from './json.ts';
import { inOrder, page } from './pages.ts';
import { authorOf, canWrite, isPull, requireAuthorOrWriter } from './permissions.ts';
import { emitPull } from './pull-view.ts';
import { updatePull } from './pulls.ts';
import { completeIssue, pullAsIssue, showIssue } from './show.ts';

export async function listIssues(call: RepositoryCall): Promise<Answer> {
  const issues = objectsOf(await listIn(call, '/issues?state=all'));
  const pulls = objectsOf(await listIn(call, '/pulls?state=all'));
  const all = [
    ...issues.map((issue) => completeIssue(call.world, issue)),
    ...pulls.map((pull) => pullAsIssue(call, pull)),
  ];
  const { query } = call;
  const kept = all.filter((issue) => matches(issue, query));
  const by = query.get('sort') === 'updated' ? 'updated' : 'created';
  return page(call, inOrder(kept, by, query.get('direction') === 'asc' ? 'asc' : 'desc'));
}

function matches(issue: JsonObject, query: URLSearchParams): boolean {
  const state = query.get('state') ?? 'open';
  const creator = query.get('creator');
  const since = query.get('since');
  const labels = (query.get('labels') ?? '').split(',').filter((label) => label !== '');
  const own = new Set(objectsOf(issue.labels).map((label) => textOf(label, 'name')));
  return (
    (state === 'all' || issue.state === state) &&
    (creator === null || authorOf(issue).toLowerCase() === creator.toLowerCase()) &&
    (since === null || Date.parse(textOf(issue, 'updated_at')) >= Date.parse(since)) &&
    labels.every((label) => own.has(label))
  );
}

export async function getIssue(call: RepositoryCall): Promise<Answer> {
  return ok(await showIssue(call, numberParameter(call, 'issue_number')));
}

export async function createIssue(call: RepositoryCall): Promise<Answer> {
  const { labels, assignees: _assignees, milestone: _milestone, ...body } = bodyOf(call);
  if ((optionalText(body, 'title') ?? '').trim() === '') invalid('Issue', 'title', 'missing_field');
  checkBody('Issue', body);
  // Labels of people who may not set them are dropped without a word.
  const asked = labels !== undefined && canWrite(call) ? { ...body, labels } : body;
  const issue = completeIssue(call.world, objectOf(await act(call, 'POST', '/issues', asked)));
  await emitIssue(call, numberOf(issue, 'number'), 'opened');
  return created(issue);
}

export async function updateIssue(call: RepositoryCall): Promise<Answer> {
  const number = numberParameter(call, 'issue_number');
  const before = await showIssue(call, number);
  requireAuthorOrWriter(call, authorOf(before));
  const body = bodyOf(call);
  checkBody('Issue', body);
  const labels = canWrite(call) ? labelNames(body.labels) : undefined;
  if (labels) await replaceLabels(call, number, labels);
  const { labels: _labels, ...rest } = body;
  if (isPull(call, number)) await updatePull(call, number, rest);
  else await act(call, 'PATCH', `/issues/${number}`, withReason(before, rest));
  const after = await showIssue(call, number);
  noteEdit(call, before, after);
  if (!isPull(call, number)) await emitChanges(call, before, after);
  return ok(after);
}

/** Why an issue is open again GitHub notes by itself. */
function withReason(before: JsonObject, changes: JsonObject): JsonObject {
  const reopens = before.state === 'closed' && changes.state === 'open';
  return reopens ? { ...changes, state_reason: 'reopened' } : changes;
}

async function emitChanges(call: RepositoryCall, before: JsonObject, after: JsonObject) {
  const number = numberOf(after, 'number');
  const changes = changesOf(before, after, ['title', 'body']);
  if (changes) await emitIssue(call, number, 'edited', { changes });
  if (before.state === after.state) return;
  await emitIssue(call, number, after.state === 'open' ? 'reopened' : 'closed');
}

export async function emitIssue(
  call: RepositoryCall,
  number: number,
  action: string,
  more: JsonObject = {},
): Promise<void> {
  if (isPull(call, number)) return emitPull(call, number, action, more);
  const issue = await showIssue(call, number);
  await emit(call, { event: 'issues', action, payload: { issue, ...more } });
}

export async function lockIssue(call: RepositoryCall): Promise<Answer> {
  const number = numberParameter(call, 'issue_number');
  await act(call, 'PUT', `/issues/${number}/lock`, bodyOf(call));
  await emitIssue(call, number, 'locked');
  return { status: 204 };
}

export async function unlockIssue(call: RepositoryCall): Promise<Answer> {
  const number = numberParameter(call, 'issue_number');
  await act(call, 'DELETE', `/issues/${number}/lock`);
  await emitIssue(call, number, 'unlocked');
  return { status: 204 };
}

export async function addLabels(call: RepositoryCall): Promise<Answer> {
  const number = numberParameter(call, 'issue_number');
  const asked = Array.isArray(call.body) ? call.body : bodyOf(call).labels;
  const names = labelNames(asked) ?? invalid('Label', 'name', 'missing_field');
  await showIssue(call, number);
  const before = await labelsOf(call, number);
  const labels = await act(call, 'POST', `/issues/${number}/labels`, { labels: [...names] });
  for (const label of objectsOf(labels)) {
    if (!before.has(textOf(label, 'name'))) await emitIssue(call, number, 'labeled', { label });
  }
  return ok(labels);
}

export async function removeLabel(call: RepositoryCall): Promise<Answer> {
  const number = numberParameter(call, 'issue_number');
  const name = parameter(call, 'name');
  await showIssue(call, number);
  const label = (await labelsOf(call, number)).get(name) ?? refuse(404, 'Label does not exist');
  const path = `/issues/${number}/labels/${encodeURIComponent(name)}`;
  const labels = await act(call, 'DELETE', path);
  await emitIssue(call, number, 'unlabeled', { label });
  return ok(labels);
}

async function replaceLabels(call: RepositoryCall, number: number, names: readonly string[]) {
  const before = await labelsOf(call, number);
  const labels = await act(call, 'PUT', `/issues/${number}/labels`, { labels: [...names] });
  for (const label of objectsOf(labels)) {
    if (!before.delete(textOf(label, 'name'))) await emitIssue(call, number, 'labeled', { label });
  }
  for (const label of before.values()) await emitIssue(call, number, 'unlabeled', { label });
}

async function labelsOf(call: RepositoryCall, number: number): Promise<Map<string, JsonObject>> {
  const labels = objectsOf(await readIn(call, `/issues/${number}/labels`));
  return new Map(labels.map((label) => [textOf(label, 'name'), label]));
}

/** Labels as names or as objects with one; undefined where none are given. */
function labelNames(labels: Json | undefined): readonly string[] | undefined {
  if (labels === undefined) return undefined;
  return listOf(labels).map((label) => (isObject(label) ? textOf(label, 'name') : String(label)));
}
