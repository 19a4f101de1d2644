import { loginOf, type RepositoryCall } from './call.ts';
import type { Json, JsonObject } from './json.ts';
import { present } from './present.ts';
import { showRepository } from './show.ts';
import { installationOf, type Repository } from './world.ts';

export interface EventOfRepository {
  readonly event: string;
  readonly action?: string;
  readonly payload: JsonObject;
}

/** Sends a webhook to the App if it is installed here and subscribed to the event. */
export async function emit(
  call: RepositoryCall,
  { event, action, payload }: EventOfRepository,
): Promise<void> {
  const { world, namedRepository } = call;
  const installation = installationOf(world, namedRepository);
  if (!installation || !world.app.events.includes(event)) return;
  const common = await commonPayload(call, namedRepository);
  const full = present(world, {
    ...(action !== undefined && { action }),
    ...payload,
    ...common,
    installation: { id: installation.id, node_id: `MDIzOkluc3RhbGxhdGlvbg${installation.id}` },
  });
  world.webhooks.send({ event, action, payload: Object(full) });
}

async function commonPayload(call: RepositoryCall, repository: Repository) {
  const { emulator } = call.world;
  const shown = await showRepository(call.world, repository);
  const sender: Json = await emulator.read(`/users/${encodeURIComponent(loginOf(call))}`);
  return { repository: shown, organization: shown.owner ?? null, sender };
}

export interface Push {
  readonly ref: string;
  /** Forty zeros where the ref is new. */
  readonly before: string;
  /** Forty zeros where the ref is gone. */
  readonly after: string;
  readonly forced: boolean;
}

export const noCommit = '0'.repeat(40);

export async function emitPush(call: RepositoryCall, push: Push): Promise<void> {
  const login = loginOf(call);
  await emit(call, {
    event: 'push',
    payload: {
      ref: push.ref,
      before: push.before,
      after: push.after,
      created: push.before === noCommit,
      deleted: push.after === noCommit,
      forced: push.forced,
      base_ref: null,
      commits: [],
      head_commit: null,
      pusher: { name: login, email: `${login}@users.noreply.github.com` },
    },
  });
}
