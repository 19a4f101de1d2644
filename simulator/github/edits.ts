import { type Answer, ok } from './answer.ts';
import type { Call } from './call.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf } from './json.ts';

export function isEditsQuery(body: Json | undefined): boolean {
  return isObject(body) && /^query Edits\(/.test(String(body.query));
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

async function writtenOf({ world }: Call, nodeId: string): Promise<JsonObject> {
  const edit = world.edits.get(nodeId);
  const common = { id: newIdOf(nodeId), createdViaEmail: world.mailed.has(nodeId) };
  if (!edit) return { ...common, lastEditedAt: null, editor: null };
  const path = `/users/${encodeURIComponent(edit.login)}`;
  const user = objectOf(await world.emulator.read(path));
  const editor = { __typename: String(user.type), login: edit.login, databaseId: user.id ?? null };
  return { ...common, lastEditedAt: edit.at, editor };
}

/** GitHub has two forms of identifiers, and may answer in the other one than it was asked in. */
function newIdOf(nodeId: string): string {
  return `N_${Buffer.from(nodeId).toString('base64url')}`;
}
