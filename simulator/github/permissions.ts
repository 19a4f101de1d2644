import { notFound, refuse } from './answer.ts';
import { type Call, isRepositoryCall, loginOf, type RepositoryCall } from './call.ts';
import { isObject, optionalText } from './json.ts';
import { pullKey, type Repository, type Role } from './world.ts';

/** `issues:write`; one of those that an operation names is enough. */
export type Grant = `${'issues' | 'pull_requests' | 'contents' | 'metadata'}:${'read' | 'write'}`;

/** Who may use an operation at all. What hangs on whose the thing is is up to the operation. */
export interface Need {
  readonly app: readonly Grant[];
  readonly person: Role | 'author';
  /** Asked with the App's own token instead of one for an installation. */
  readonly asApp?: true;
}

const ranks: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 };

function rank(level: string | undefined): number {
  return ranks[level ?? ''] ?? 0;
}

export function roleOf(repository: Repository, login: string): Role | undefined {
  return repository.roles.get(login) ?? (repository.private ? undefined : 'read');
}

/** Tells whether the caller can know of the repository at all. */
function canSee(call: Pick<Call, 'actor'>, repository: Repository): boolean {
  if (!repository.private) return true;
  const { actor } = call;
  if (actor.type === 'person') return repository.roles.has(actor.login);
  if (actor.type === 'installation') return actor.token.repositories.has(repository.fullName);
  return false;
}

/** Refuses a call as GitHub does: 401, 403 or, where even the existence is a secret, 404. */
export async function authorize(call: Call, need: Need): Promise<void> {
  if (need.asApp) {
    if (call.actor.type !== 'app') refuse(401, 'A JSON web token could not be decoded');
    return;
  }
  if (call.actor.type === 'app') refuse(401, 'Bad credentials');
  if (!isRepositoryCall(call)) return;
  if (!canSee(call, call.namedRepository)) notFound();
  if (call.actor.type === 'installation') await authorizeInstallation(call, need);
  else authorizePerson(call, need);
}

function authorizePerson(call: RepositoryCall, need: Need): void {
  if (need.person === 'read' && isRead(need)) return;
  if (call.actor.type === 'anonymous') refuse(401, 'Requires authentication');
  if (need.person === 'author' || need.person === 'read') return;
  if (rank(roleOf(call.namedRepository, loginOf(call))) >= rank(need.person)) return;
  // Without a role GitHub does not even admit that there is something to write to.
  if (need.app.some((grant) => grant === 'contents:write')) notFound();
  refuse(403, 'Must have admin rights to Repository.');
}

function isRead(need: Need): boolean {
  return need.app.every((grant) => grant.endsWith(':read'));
}

async function authorizeInstallation(call: RepositoryCall, need: Need): Promise<void> {
  if (call.actor.type !== 'installation') return;
  const { repositories, permissions } = call.actor.token;
  const covered = repositories.has(call.namedRepository.fullName);
  if (isRead(need) && !call.namedRepository.private) return;
  const grants = await applicable(call, need.app);
  const granted = grants.some((grant) => {
    const [name = '', level] = grant.split(':');
    return name === 'metadata' || rank(permissions[name]) >= rank(level);
  });
  if (covered && granted) return;
  refuse(403, 'Resource not accessible by integration', {
    headers: { 'x-accepted-github-permissions': grants.join('; ').replaceAll(':', '=') },
  });
}

/** The permission on pull requests covers the conversation of pull requests, not of issues. */
async function applicable(
  call: RepositoryCall,
  grants: readonly Grant[],
): Promise<readonly Grant[]> {
  const isConversation = grants.some((grant) => grant.startsWith('issues:'));
  if (!isConversation || (await isAboutPull(call))) return grants;
  return grants.filter((grant) => !grant.startsWith('pull_requests:'));
}

async function isAboutPull(call: RepositoryCall): Promise<boolean> {
  const { issue_number: number, comment_id: comment } = call.parameters;
  if (number !== undefined) return isPull(call, Number(number));
  if (comment === undefined) return false;
  const found = await call.world.emulator.find(
    `/repos/${call.namedRepository.fullName}/issues/comments/${comment}`,
  );
  const address = isObject(found) ? optionalText(found, 'issue_url') : undefined;
  return isPull(call, Number(address?.split('/').at(-1)));
}

export function isPull(call: RepositoryCall, number: number): boolean {
  return call.world.pulls.has(pullKey(call.namedRepository, number));
}

/** People may change what is their own; what is others' takes a role. Apps were judged before. */
export function requireAuthorOrWriter(call: RepositoryCall, author: string): void {
  if (call.actor.type === 'installation' || author === loginOf(call) || canWrite(call)) return;
  refuse(403, 'Must have admin rights to Repository.');
}

export function canWrite(call: RepositoryCall): boolean {
  if (call.actor.type === 'installation') return true;
  return rank(roleOf(call.namedRepository, loginOf(call))) >= rank('write');
}

export function authorOf(thing: { readonly user?: unknown } | undefined): string {
  const user = thing?.user;
  return typeof user === 'object' && user !== null && 'login' in user ? String(user.login) : '';
}
