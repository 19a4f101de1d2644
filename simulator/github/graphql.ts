import { z } from 'zod';
import { type Answer, notFound, ok, Refusal } from './answer.ts';
import type { Call } from './call.ts';
import { answerEdits, answerLastEdits, isEditsQuery, isLastEditsQuery } from './edits.ts';
import { noCommit } from './events.ts';
import { objectOf, optionalText } from './json.ts';
import { authorize } from './permissions.ts';
import { deleteRef, updateRef } from './refs.ts';
import { showRepository } from './show.ts';
import type { Repository } from './world.ts';

/** Of `updateRefs` what the bot uses: one ref at a time. */
const request = z.strictObject({
  query: z.string().regex(/^mutation \(\$repositoryId: ID!, \$refUpdates: \[RefUpdate!\]!\)/),
  variables: z.strictObject({
    repositoryId: z.string(),
    refUpdates: z.tuple([
      z.strictObject({
        name: z.string().startsWith('refs/heads/'),
        beforeOid: z.string().regex(/^[0-9a-f]{40}$/),
        afterOid: z.string().regex(/^[0-9a-f]{40}$/),
        force: z.boolean(),
      }),
    ]),
  }),
});

/** The part of GitHub's GraphQL that the bot uses. What it refuses comes with status 200. */
export function answerGraphql(call: Call): Promise<Answer> {
  if (isLastEditsQuery(call.body)) return answerLastEdits(call);
  return isEditsQuery(call.body) ? answerEdits(call) : updateRefs(call);
}

async function updateRefs(call: Call): Promise<Answer> {
  const parsed = request.safeParse(call.body);
  if (!parsed.success) return refused(`not in use: ${parsed.error.message}`);
  const { repositoryId, refUpdates } = parsed.data.variables;
  const namedRepository = (await repositoryOf(call, repositoryId)) ?? notFound();
  const [{ name, beforeOid, afterOid, force }] = refUpdates;
  const ref = name.slice('refs/'.length);
  const about = { ...call, namedRepository, parameters: { ref }, body: { sha: afterOid, force } };
  await authorize(about, { person: 'write', app: ['contents:write'] });
  try {
    await (afterOid === noCommit ? deleteRef(about, beforeOid) : updateRef(about, beforeOid));
    return ok({ data: { updateRefs: { clientMutationId: null } } });
  } catch (error) {
    if (error instanceof Refusal) return refused(String(messageOf(error)));
    throw error;
  }
}

async function repositoryOf({ world }: Call, id: string): Promise<Repository | undefined> {
  for (const repository of world.repositories.values()) {
    if ((await showRepository(world, repository)).node_id === id) return repository;
  }
  return undefined;
}

function messageOf({ answer: { body } }: Refusal): string | undefined {
  return optionalText(objectOf(body), 'message');
}

function refused(message: string): Answer {
  return ok({ data: null, errors: [{ type: 'UNPROCESSABLE', message }] });
}
