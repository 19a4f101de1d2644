import { type Answer, ok } from './answer.ts';
import type { Call } from './call.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf } from './json.ts';

export function isEditsQuery(body: Json | undefined): boolean {
  return isObject(body) && /^query Edits\(/.test(String(body.query));
}

export function isLastEditsQuery(body: Json | undefined): boolean {
  return isObject(body) && /^query LastEdits\(/.test(String(body.query));
}

/** Who edited a title and a text last: the one is an event of the issue, the other an edit. */
export async function answerLastEdits(call: Call): Promise<Answer> {
  const { variables } = objectOf(call.body ?? {});
  const { issue, text } = objectOf(variables ?? {});
  const { lastEditedAt, editor } = await editOf(call, String(text));
  const rename = call.world.renames.get(String(issue));
  const renamed = rename && { createdAt: rename.at, actor: await personOf(call, rename.login) };
  return ok({
    data: {
      issue: { timelineItems: { nodes: renamed ? [renamed] : [] } },
      text: { lastEditedAt: lastEditedAt ?? null, editor: editor ?? null },
    },
  });
}

const most = 100;

/** Who edited issues and comments last, and when, and which came by mail: only GraphQL tells. */
export async function answerEdits(call: Call): Promise<Answer> {
  const { variables } = objectOf(call.body ?? {});
  const ids = listOf(objectOf(variables ?? {}).ids ?? []).map(String);
  if (ids.length > most) return tooMany(ids.length);
  return ok({ data: { nodes: await Promise.all(ids.map((id) => writtenOf(call, id))) } });
}

/** What GraphQL refuses comes with status 200. */
function tooMany(count: number): Answer {
  const message = `You may not provide more than ${most} node ids; you provided ${count}.`;
  return ok({ data: null, errors: [{ type: 'ARGUMENT_LIMIT', path: ['nodes'], message }] });
}

async function writtenOf(call: Call, nodeId: string): Promise<JsonObject> {
  const common = { id: newIdOf(nodeId), createdViaEmail: call.world.mailed.has(nodeId) };
  return { ...common, ...(await editOf(call, nodeId)) };
}

async function editOf(call: Call, nodeId: string): Promise<JsonObject> {
  const edit = call.world.edits.get(nodeId);
  if (!edit) return { lastEditedAt: null, editor: null };
  return { lastEditedAt: edit.at, editor: await personOf(call, edit.login) };
}

/** GitHub has two forms of identifiers, and may answer in the other one than it was asked in. */
function newIdOf(nodeId: string): string {
  return `N_${Buffer.from(nodeId).toString('base64url')}`;
}

async function personOf({ world }: Call, login: string): Promise<JsonObject> {
  const user = objectOf(await world.emulator.read(`/users/${encodeURIComponent(login)}`));
  return { __typename: String(user.type), login, databaseId: user.id ?? null };
}
