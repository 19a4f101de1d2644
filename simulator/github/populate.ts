import { createSign, type KeyObject } from 'node:crypto';
import { base64 } from '../base64.ts';
import type { Emulator } from './emulator.ts';
import { type JsonObject, numberOf, objectOf, objectsOf, textOf } from './json.ts';
import type { RepositorySeed } from './seed.ts';
import type { Installation, Repository } from './world.ts';

/** Writes the given files as the one commit that a repository begins with. */
export async function populate(emulator: Emulator, seed: RepositorySeed): Promise<void> {
  const post = async (end: string, body: JsonObject) => {
    const path = `/repos/${seed.name}/git/${end}`;
    return objectOf(await emulator.own('POST', path, body));
  };
  const files = { 'README.md': `# ${seed.name}\n`, ...seed.files };
  const tree = await Promise.all(
    Object.entries(files).map(async ([path, content]) => {
      const blob = await post('blobs', { content: base64(content), encoding: 'base64' });
      const mode = path.endsWith('.sh') ? '100755' : '100644';
      return { path, mode, type: 'blob', sha: textOf(blob, 'sha') };
    }),
  );
  const root = await post('trees', { tree });
  const commit = await post('commits', {
    message: 'Begin',
    tree: textOf(root, 'sha'),
    parents: [],
  });
  const ref = `refs/heads/${seed.defaultBranch ?? 'main'}`;
  await post('refs', { ref, sha: textOf(commit, 'sha') });
}

/** Gives people their roles, under the names that the emulator has for these. */
export async function admitPeople(emulator: Emulator, seed: RepositorySeed): Promise<void> {
  const permissions = { read: 'pull', write: 'push', admin: 'admin' };
  for (const [login, role] of Object.entries(seed.roles ?? {})) {
    const path = `/repos/${seed.name}/collaborators/${login}`;
    await emulator.own('PUT', path, { permission: permissions[role] });
  }
}

/** The emulator makes the App's bot user when the App first writes, so it has to write once. */
export async function createBot(
  emulator: Emulator,
  login: string,
  { token, repository }: { readonly token: string; readonly repository: string },
): Promise<{ readonly login: string; readonly id: number }> {
  const path = `/repos/${repository}/git/blobs`;
  await emulator.act({ token, method: 'POST', path, body: { content: '' } });
  const user = objectOf(await emulator.read(`/users/${encodeURIComponent(login)}`));
  return { login, id: numberOf(user, 'id') };
}

/** An App's JWT, as the client libraries make them. */
export function appToken(appId: number, privateKey: KeyObject): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: JsonObject) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({
    iss: String(appId),
    iat: now - 30,
    exp: now + 300,
  })}`;
  return `${content}.${createSign('sha256').update(content).sign(privateKey, 'base64url')}`;
}

/** Installs the App wherever it is wanted: one installation an owner, with the emulator's tokens. */
export async function install(
  emulator: Emulator,
  jwt: () => string,
  repositories: readonly Repository[],
): Promise<readonly Installation[]> {
  const path = '/app/installations';
  const shown = objectsOf(await emulator.act({ token: jwt(), method: 'GET', path }));
  return shown.map((item) => {
    const id = numberOf(item, 'id');
    const account = textOf(objectOf(item.account), 'login');
    const own = repositories.filter(({ owner }) => owner === account);
    const tokens = `${path}/${id}/access_tokens`;
    const issue = () => emulator.act({ token: jwt(), method: 'POST', path: tokens, body: {} });
    return {
      id,
      account,
      repositories: new Set(own.map(({ fullName }) => fullName)),
      token: renewing(async () => textOf(objectOf(await issue()), 'token')),
    };
  });
}

/** The emulator allows each token 5,000 requests an hour; how many GitHub does, `quota.ts` says. */
const requestsOfToken = 4000;

function renewing(issue: () => Promise<string>): () => Promise<string> {
  let uses = 0;
  let token = issue();
  return () => {
    uses += 1;
    if (uses % requestsOfToken === 0) token = issue();
    return token;
  };
}
