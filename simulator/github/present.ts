import { isObject, type Json, type JsonObject } from './json.ts';
import type { World } from './world.ts';

const texts: ReadonlySet<string> = new Set([
  'body',
  'title',
  'message',
  'content',
  'patch',
  'from',
]);
const apiPaths = /^\/(repos|users|orgs|teams|app|installation|installations)(\/|$)/;

/**
 * Turns what the emulator shows into what GitHub shows: addresses of this server, with `/api/v3`
 * where they are the API's and with brackets escaped; times in whole seconds; accounts with all
 * of their addresses.
 */
export function present(world: World, value: Json): Json {
  return presentAt(world, '', value);
}

function presentAt(world: World, key: string, value: Json): Json {
  if (typeof value === 'string') return texts.has(key) ? value : presentText(world, key, value);
  if (Array.isArray(value)) return value.map((item: Json) => presentAt(world, key, item));
  if (!isObject(value)) return value;
  const account = isAccount(value) ? completeAccount(world, value) : value;
  return Object.fromEntries(
    Object.entries(account).map(([name, item]) => [name, presentAt(world, name, item)]),
  );
}

function presentText(world: World, key: string, text: string): string {
  if (/(_at|date|timestamp)$/.test(key)) return text.replace(/\.\d{3}Z$/, 'Z');
  if (!text.startsWith(`${world.emulator.url}/`)) return text;
  const path = text.slice(world.emulator.url.length).replaceAll('[', '%5B').replaceAll(']', '%5D');
  const page = key.startsWith('html') || key.startsWith('avatar');
  const prefix = !page && apiPaths.test(path) ? `${world.origin}/api/v3` : world.origin;
  return prefix + path;
}

function isAccount(value: JsonObject): boolean {
  return typeof value.login === 'string' && 'node_id' in value && 'avatar_url' in value;
}

function completeAccount(world: World, account: JsonObject): JsonObject {
  const login = String(account.login);
  const api = `${world.emulator.url}/users/${login}`;
  const isBot = account.type === 'Bot';
  const page = isBot ? `apps/${login.replace('[bot]', '')}` : login;
  return {
    gravatar_id: '',
    events_url: `${api}/events{/privacy}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    organizations_url: `${api}/orgs`,
    received_events_url: `${api}/received_events`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    repos_url: `${api}/repos`,
    site_admin: false,
    ...account,
    html_url: `${world.emulator.url}/${page}`,
    avatar_url: `${world.emulator.url}/avatars/u/${encodeURIComponent(login)}`,
  };
}
