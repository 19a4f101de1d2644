import { issueToken } from './access.ts';
import { type Answer, created, notFound, ok, refuse } from './answer.ts';
import { bodyOf, type Call, numberParameter, type RepositoryCall } from './call.ts';
import { isObject, type JsonObject, listOf, objectOf } from './json.ts';
import { showRepository } from './show.ts';
import { type Installation, installationOf, type Permissions } from './world.ts';

export async function getApp(call: Call): Promise<Answer> {
  return ok(call.world.app.json);
}

export async function getInstallation(call: RepositoryCall): Promise<Answer> {
  const installation = installationOf(call.world, call.namedRepository) ?? notFound();
  return ok(await showInstallation(call, installation));
}

async function showInstallation(call: Call, installation: Installation): Promise<JsonObject> {
  const { world } = call;
  const shown = objectOf(await world.emulator.read(`/orgs/${installation.account}/installation`));
  const account = objectOf(await world.emulator.read(`/orgs/${installation.account}`));
  return {
    ...shown,
    account,
    target_id: account.id ?? null,
    permissions: world.app.permissions,
    events: world.app.events,
  };
}

export async function createToken(call: Call): Promise<Answer> {
  const { world } = call;
  const id = numberParameter(call, 'installation_id');
  const installation = world.installations.find((candidate) => candidate.id === id) ?? notFound();
  const body = bodyOf(call);
  const repositories = await narrowRepositories(call, installation, body);
  const permissions = narrowPermissions(world.app.permissions, body);
  const { text, expiresAt } = issueToken(world, { installation, permissions, repositories });
  const narrowed = body.repositories !== undefined || body.repository_ids !== undefined;
  const shown = [...world.repositories.values()].filter(({ fullName }) =>
    repositories.has(fullName),
  );
  return created({
    token: text,
    expires_at: expiresAt,
    permissions,
    repository_selection: narrowed ? 'selected' : 'all',
    ...(narrowed && {
      repositories: await Promise.all(shown.map((repository) => showRepository(world, repository))),
    }),
  });
}

/** The full names that a token covers; asking for what is not installed is refused. */
async function narrowRepositories(
  call: Call,
  installation: Installation,
  body: JsonObject,
): Promise<ReadonlySet<string>> {
  const { repositories: names, repository_ids: ids } = body;
  const installed = [...call.world.repositories.values()].filter(({ fullName }) =>
    installation.repositories.has(fullName),
  );
  if (names === undefined && ids === undefined) return installation.repositories;
  const wanted = new Set<unknown>(listOf(names ?? ids ?? []));
  const found = new Set<string>();
  for (const repository of installed) {
    const { id } = await showRepository(call.world, repository);
    if (wanted.has(repository.name) || wanted.has(id)) found.add(repository.fullName);
  }
  if (found.size === wanted.size && found.size > 0) return found;
  refuse(
    422,
    'There is at least one repository that does not exist or is not accessible to the parent installation.',
  );
}

function narrowPermissions(granted: Permissions, body: JsonObject): Permissions {
  if (!isObject(body.permissions)) return granted;
  const wanted = Object.entries(body.permissions);
  for (const [name, level] of wanted) {
    if (granted[name] === level || (granted[name] === 'write' && level === 'read')) continue;
    refuse(422, 'The permissions requested are not granted to this installation.');
  }
  // Reading what a repository is comes with every token.
  return {
    ...Object.fromEntries(wanted.map(([name, level]) => [name, String(level)])),
    metadata: 'read',
  };
}
