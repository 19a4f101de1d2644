import { type Answer, ok } from './answer.ts';
import type { Call } from './call.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf } from './json.ts';

export function isEditsQuery(body: Json | undefined): boolean {
  return isObject(body) && /^query Edits\(/.test(String(body.query));
}

/** Who edited issues and comments last, and when: only GraphQL tells. */
export async function answerEdits(call: Call): Promise<Answer> {
  const { variables } = objectOf(call.body ?? {});
  const ids = listOf(objectOf(variables ?? {}).ids ?? []).map(String);
  return ok({ data: { nodes: await Promise.all(ids.map((id) => editOf(call, id))) } });
}

async function editOf({ world }: Call, id: string): Promise<JsonObject> {
  const edit = world.edits.get(id);
  if (!edit) return { id, lastEditedAt: null, editor: null };
  const path = `/users/${encodeURIComponent(edit.login)}`;
  const user = objectOf(await world.emulator.read(path));
  const editor = { __typename: String(user.type), login: edit.login, databaseId: user.id ?? null };
  return { id, lastEditedAt: edit.at, editor };
}
