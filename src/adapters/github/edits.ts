import { z } from 'zod';
import type { Edit } from '../../reconcile/github.ts';
import { toAccount } from './account.ts';
import type { RestClient } from './app.ts';

/** Only GraphQL tells who edited a text; REST shows the author and a time that other things move. */
const query = `query Edits($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
    ... on Comment {
      lastEditedAt
      editor { __typename login ... on User { databaseId } ... on Bot { databaseId } }
    }
  }
}`;

const editor = z.object({
  __typename: z.string(),
  login: z.string(),
  databaseId: z.number().nullish(),
});
const node = z.object({
  id: z.string(),
  lastEditedAt: z.string().nullish(),
  editor: editor.nullish(),
});
const schema = z.object({ nodes: z.array(node.nullable()) });

/** GitHub takes as many identifiers at once. */
const most = 100;

/** The last edit of each issue or comment, by node identifier. What nobody edited is left out. */
export async function readEdits(
  octokit: RestClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Edit>> {
  const edits = new Map<string, Edit>();
  for (let start = 0; start < ids.length; start += most) {
    const some = ids.slice(start, start + most);
    const { nodes } = schema.parse(await octokit.graphql(query, { ids: some }));
    for (const found of nodes) {
      if (!found?.lastEditedAt) continue;
      edits.set(found.id, { at: found.lastEditedAt, by: editorOf(found.editor) });
    }
  }
  return edits;
}

function editorOf(by: z.infer<typeof editor> | null | undefined): Edit['by'] {
  return toAccount(by && { id: by.databaseId ?? -1, login: by.login, type: by.__typename });
}
