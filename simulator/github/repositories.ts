import { type Answer, notFound, ok, refuse } from './answer.ts';
import {
  bodyOf,
  type Call,
  findIn,
  loginOf,
  parameter,
  type RepositoryCall,
  readIn,
} from './call.ts';
import { tipOf } from './history.ts';
import { isObject, type JsonObject, numberOf, objectOf, optionalText, textOf } from './json.ts';
import { canWrite, roleOf } from './permissions.ts';
import { showRepository } from './show.ts';

export async function getUser(call: Call): Promise<Answer> {
  return ok(await userNamed(call, parameter(call, 'username')));
}

export async function getAuthenticatedUser(call: Call): Promise<Answer> {
  if (call.actor.type === 'anonymous') refuse(401, 'Requires authentication');
  if (call.actor.type !== 'person') refuse(403, 'Resource not accessible by integration');
  return ok(await userNamed(call, loginOf(call)));
}

async function userNamed(call: Call, login: string): Promise<JsonObject> {
  const { emulator, people } = call.world;
  const isAsked = (known: string) => known.toLowerCase() === login.toLowerCase();
  const path = encodeURIComponent([...people.values()].find(isAsked) ?? login);
  const found = (await emulator.find(`/users/${path}`)) ?? (await emulator.find(`/orgs/${path}`));
  const organization = { bio: null, hireable: null, company: null };
  if (!isObject(found)) notFound();
  // Bots have no address that GitHub would show.
  return { ...organization, ...found, ...(found.type === 'Bot' && { email: null }) };
}

export async function getRepository(call: RepositoryCall): Promise<Answer> {
  const shown = await showRepository(call.world, call.namedRepository);
  const writes = call.actor.type !== 'anonymous' && canWrite(call);
  const admin = roleOf(call.namedRepository, loginOf(call)) === 'admin';
  const permissions = { admin, maintain: admin, push: writes, triage: writes, pull: true };
  return ok({ ...shown, permissions });
}

export async function getPermission(call: RepositoryCall): Promise<Answer> {
  const user = await userNamed(call, parameter(call, 'username'));
  const role = roleOf(call.namedRepository, textOf(user, 'login')) ?? 'none';
  return ok({
    permission: role,
    role_name: role,
    user: { ...user, role_name: role, permissions: permissionsOf(role) },
  });
}

function permissionsOf(role: string): JsonObject {
  const admin = role === 'admin';
  const push = admin || role === 'write';
  return { admin, maintain: admin, push, triage: push, pull: push || role === 'read' };
}

const mebibyte = 1024 * 1024;

/** A file or folder. Over 1 MB only the raw media type has bytes, over 100 MB nothing has. */
export async function getContent(call: RepositoryCall): Promise<Answer> {
  const path = parameter(call, 'path').split('/').map(encodeURIComponent).join('/');
  const ref = call.query.get('ref');
  const query = ref === null ? '' : `?ref=${encodeURIComponent(ref)}`;
  const found = (await findIn(call, `/contents/${path}${query}`)) ?? notFound();
  if (!isObject(found) || found.type !== 'file') return ok(found);
  const size = numberOf(found, 'size');
  if (size > 100 * mebibyte) refuse(403, 'This API returns blobs up to 100 MB in size.');
  if (/application\/vnd\.github(\.v3)?\.raw/.test(call.accept)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
      bytes: Buffer.from(textOf(found, 'content'), 'base64'),
    };
  }
  if (size > mebibyte) return ok({ ...found, content: '', encoding: 'none' });
  return ok({ ...found, content: wrap(textOf(found, 'content')) });
}

/** GitHub breaks base64 into lines of 60 characters. */
function wrap(base64: string): string {
  return base64.replaceAll(/.{1,60}/g, '$&\n');
}

/** Where there is none GitHub says so with either status; the documentation has both. */
export async function getCommit(call: RepositoryCall): Promise<Answer> {
  const ref = parameter(call, 'ref');
  const found = await findIn(call, `/commits/${encodeURIComponent(ref)}`);
  const status = ref.length % 2 === 0 ? 404 : 422;
  if (!isObject(found)) refuse(status, `No commit found for SHA: ${ref}`);
  return ok(showCommit(call, found));
}

export async function getBranch(call: RepositoryCall): Promise<Answer> {
  const name = parameter(call, 'branch');
  const sha = (await tipOf(call, name)) ?? notFound();
  const {
    files: _files,
    stats: _stats,
    ...commit
  } = objectOf(await readIn(call, `/commits/${sha}`));
  const url = `https://api.github.com/repos/${call.namedRepository.fullName}/branches/${name}`;
  return ok({
    name,
    commit: showCommit(call, commit),
    _links: { self: url, html: url },
    protected: false,
    protection: {},
    protection_url: `${url}/protection`,
  });
}

function showCommit(call: RepositoryCall, found: JsonObject): JsonObject {
  const commit = objectOf(found.commit);
  const shown = { ...commit, verification: verificationOf(call, textOf(found, 'sha'), commit) };
  return { ...found, commit: shown };
}

/** Commits that an App or the merge button makes in nobody's explicit name are signed by GitHub. */
export function verificationOf(call: Call, sha: string, commit: JsonObject): JsonObject {
  if (!call.world.signedCommits.has(sha)) {
    return {
      verified: false,
      reason: 'unsigned',
      signature: null,
      payload: null,
      verified_at: null,
    };
  }
  return {
    verified: true,
    reason: 'valid',
    signature: '-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n',
    payload: `commit ${sha}\n`,
    verified_at: textOf(objectOf(commit.committer), 'date'),
  };
}

/** For `bodyOf` of operations that need a text. */
export function requiredText(call: Call, field: string): string {
  return (
    optionalText(bodyOf(call), field) ??
    refuse(422, `Invalid request.\n\n"${field}" wasn't supplied.`)
  );
}

/** By its own name or a ref's, as documented: that GitHub finds one by a commit's, nothing promises. */
export async function getTree(call: RepositoryCall): Promise<Answer> {
  const recursive = call.query.has('recursive') ? '?recursive=1' : '';
  const name = parameter(call, 'tree_sha');
  const found = objectOf(await readIn(call, `/git/trees/${name}${recursive}`));
  return /^[0-9a-f]{40}$/.test(name) && found.sha !== name ? notFound() : ok(found);
}
