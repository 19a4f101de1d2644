import { notFound } from './answer.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { InstallationToken, Repository, World } from './world.ts';

export type Actor =
  | { readonly type: 'anonymous' }
  | { readonly type: 'person'; readonly login: string; readonly token: string }
  | { readonly type: 'app' }
  | { readonly type: 'installation'; readonly token: InstallationToken };

/** One request to an operation, understood and authorised. */
export interface Call {
  readonly world: World;
  readonly actor: Actor;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json;
  /** As it was asked for, without the prefix of the API. */
  readonly path: string;
  readonly accept: string;
  /** The repository that the path names, undefined in operations without one. */
  readonly namedRepository?: Repository;
}

/** A call whose path names a repository that the caller may see. */
export interface RepositoryCall extends Call {
  readonly namedRepository: Repository;
}

export function isRepositoryCall(call: Call): call is RepositoryCall {
  return call.namedRepository !== undefined;
}

export function parameter(call: Call, name: string): string {
  return call.parameters[name] ?? notFound();
}

export function numberParameter(call: Call, name: string): number {
  const text = parameter(call, name);
  return /^\d+$/.test(text) ? Number(text) : notFound();
}

export function bodyOf(call: Call): JsonObject {
  return isObject(call.body) ? call.body : {};
}

/** The login that GitHub shows for what the caller does. */
export function loginOf(call: Call): string {
  if (call.actor.type === 'person') return call.actor.login;
  return call.world.app.bot.login;
}

/** Remembers who edited the text of an issue or comment, or its title, as GraphQL tells it. */
export function noteEdit(call: Call, before: JsonObject, after: JsonObject): void {
  const { edits, renames } = call.world;
  const edit = { at: String(after.updated_at).replace(/\.\d{3}Z$/, 'Z'), login: loginOf(call) };
  if (before.body !== after.body) edits.set(String(after.node_id), edit);
  if (before.title !== after.title) renames.set(String(after.node_id), edit);
}

async function emulatorToken({ actor }: Call): Promise<string> {
  if (actor.type === 'person') return actor.token;
  if (actor.type === 'installation') return actor.token.installation.token();
  return notFound();
}

/** Lets the emulator do it in the repository of the call and under the name of the caller. */
export async function act(
  call: RepositoryCall,
  method: string,
  path: string,
  body?: Json,
): Promise<Json> {
  return call.world.emulator.act({
    token: await emulatorToken(call),
    method,
    path: repositoryPath(call) + path,
    body,
  });
}

function repositoryPath(call: RepositoryCall): string {
  return `/repos/${call.namedRepository.fullName}`;
}

export function readIn(call: RepositoryCall, path: string): Promise<Json> {
  return call.world.emulator.read(repositoryPath(call) + path);
}

export function findIn(call: RepositoryCall, path: string): Promise<Json | undefined> {
  return call.world.emulator.find(repositoryPath(call) + path);
}

export function listIn(call: RepositoryCall, path: string): Promise<readonly Json[]> {
  return call.world.emulator.list(repositoryPath(call) + path);
}
