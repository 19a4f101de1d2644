import { type Answer, ok } from './answer.ts';
import type { Call } from './call.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf } from './json.ts';

export function isEditsQuery(body: Json | undefined): boolean {
  return isObject(body) && /^query Edits\(/.test(String(body.query));
}

const most = 100;

/** Who edited issues and comments last, and when: only GraphQL tells. */
export async function answerEdits(call: Call): Promise<Answer> {
  const { variables } = objectOf(call.body ?? {});
  const ids = listOf(objectOf(variables ?? {}).ids ?? []).map(String);
  if (ids.length > most) return tooMany(ids.length);
  return ok({ data: { nodes: await Promise.all(ids.map((id) => editOf(call, id))) } });
}

/** What GraphQL refuses comes with status 200. */
function tooMany(count: number): Answer {
  const message = `You may not provide more than ${most} node ids; you provided ${count}.`;
  return ok({ data: null, errors: [{ type: 'ARGUMENT_LIMIT', path: ['nodes'], message }] });
}

async function editOf({ world }: Call, id: string): Promise<JsonObject> {
  const edit = world.edits.get(id);
  if (!edit) return { id, lastEditedAt: null, editor: null };
  const path = `/users/${encodeURIComponent(edit.login)}`;
  const user = objectOf(await world.emulator.read(path));
  const editor = { __typename: String(user.type), login: edit.login, databaseId: user.id ?? null };
  return { id, lastEditedAt: edit.at, editor };
}
