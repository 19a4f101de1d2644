import { type Answer, created, invalid, notFound, ok, refuse } from './answer.ts';
import {
  act,
  bodyOf,
  findIn,
  listIn,
  loginOf,
  noteEdit,
  numberParameter,
  type RepositoryCall,
} from './call.ts';
import { emit } from './events.ts';
import { changesOf, checkBody } from './fields.ts';
import {
  isObject,
  type JsonObject,
  numberOf,
  objectOf,
  objectsOf,
  optionalText,
  textOf,
} from './json.ts';
import { page } from './pages.ts';
import { authorOf, canWrite, requireAuthorOrWriter } from './permissions.ts';
import { reactionContents, showComment, showIssue } from './show.ts';
import type { Reaction } from './world.ts';

export async function listComments(call: RepositoryCall): Promise<Answer> {
  const number = numberParameter(call, 'issue_number');
  await showIssue(call, number);
  const since = Date.parse(call.query.get('since') ?? '1970-01-01T00:00:00Z');
  const comments = objectsOf(await listIn(call, `/issues/${number}/comments`))
    .filter((comment) => Date.parse(textOf(comment, 'updated_at')) >= since)
    .map((comment) => showComment(call.world, comment));
  comments.sort((a, b) => numberOf(a, 'id') - numberOf(b, 'id'));
  return page(call, comments);
}

export async function createComment(call: RepositoryCall): Promise<Answer> {
  const number = numberParameter(call, 'issue_number');
  const issue = await showIssue(call, number);
  // A lock keeps Apps out too, whatever they may write otherwise.
  if (issue.locked === true && !(call.actor.type === 'person' && canWrite(call))) {
    refuse(403, 'Unable to create comment because issue is locked.');
  }
  checkText(call);
  const raw = await act(call, 'POST', `/issues/${number}/comments`, bodyOf(call));
  const comment = showComment(call.world, objectOf(raw));
  if (call.world.mailing.has(loginOf(call))) call.world.mailed.add(textOf(comment, 'node_id'));
  await emitComment(call, 'created', comment);
  return created(comment);
}

export async function updateComment(call: RepositoryCall): Promise<Answer> {
  const before = await commentOf(call);
  requireAuthorOrWriter(call, authorOf(before));
  checkText(call);
  const raw = await act(call, 'PATCH', commentPath(call), bodyOf(call));
  const comment = showComment(call.world, objectOf(raw));
  noteEdit(call, before, comment);
  await emitComment(call, 'edited', comment, {
    changes: changesOf(before, comment, ['body']) ?? {},
  });
  return ok(comment);
}

export async function deleteComment(call: RepositoryCall): Promise<Answer> {
  const comment = await commentOf(call);
  requireAuthorOrWriter(call, authorOf(comment));
  await act(call, 'DELETE', commentPath(call));
  call.world.reactions.delete(textOf(comment, 'node_id'));
  await emitComment(call, 'deleted', comment);
  return { status: 204 };
}

export async function getComment(call: RepositoryCall): Promise<Answer> {
  return ok(await commentOf(call));
}

function checkText(call: RepositoryCall): void {
  const body = bodyOf(call);
  if ((optionalText(body, 'body') ?? '').trim() === '')
    invalid('IssueComment', 'body', 'missing_field');
  checkBody('IssueComment', body);
}

function commentPath(call: RepositoryCall): string {
  return `/issues/comments/${numberParameter(call, 'comment_id')}`;
}

async function commentOf(call: RepositoryCall): Promise<JsonObject> {
  const found = await findIn(call, commentPath(call));
  return isObject(found) ? showComment(call.world, found) : notFound();
}

async function emitComment(
  call: RepositoryCall,
  action: string,
  comment: JsonObject,
  more: JsonObject = {},
): Promise<void> {
  const number = Number(textOf(comment, 'issue_url').split('/').at(-1));
  const issue = await showIssue(call, number);
  await emit(call, { event: 'issue_comment', action, payload: { issue, comment, ...more } });
}

export async function listReactions(call: RepositoryCall): Promise<Answer> {
  const id = textOf(await commentOf(call), 'node_id');
  const content = call.query.get('content');
  const reactions = (call.world.reactions.get(id) ?? []).filter(
    (reaction) => content === null || reaction.content === content,
  );
  return page(call, await Promise.all(reactions.map((reaction) => showReaction(call, reaction))));
}

export async function createReaction(call: RepositoryCall): Promise<Answer> {
  return react(call, await commentOf(call));
}

export async function createIssueReaction(call: RepositoryCall): Promise<Answer> {
  return react(call, await showIssue(call, numberParameter(call, 'issue_number')));
}

/** 201 for a new one, 200 where the same person or App had reacted so before. */
async function react(call: RepositoryCall, to: JsonObject): Promise<Answer> {
  const id = textOf(to, 'node_id');
  const content = optionalText(bodyOf(call), 'content') ?? '';
  if (!reactionContents.some((known) => known === content)) invalid('Reaction', 'content');
  const reactions = call.world.reactions.get(id) ?? [];
  const login = loginOf(call);
  const existing = reactions.find(
    (reaction) => reaction.login === login && reaction.content === content,
  );
  if (existing) return ok(await showReaction(call, existing));
  const all = [...call.world.reactions.values()].flat();
  const lastId = Math.max(0, ...all.map((known) => known.id));
  const reaction = { id: lastId + 1, login, content, createdAt: new Date().toISOString() };
  call.world.reactions.set(id, [...reactions, reaction]);
  return created(await showReaction(call, reaction));
}

async function showReaction(call: RepositoryCall, reaction: Reaction): Promise<JsonObject> {
  const user = await call.world.emulator.read(`/users/${encodeURIComponent(reaction.login)}`);
  return {
    id: reaction.id,
    node_id: `REA_${reaction.id}`,
    user,
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}
