import { z } from 'zod';
import type { Edit, LastEdits, Written } from '../../reconcile/github.ts';
import { toAccount } from './account.ts';
import type { RestClient } from './app.ts';

/**
 * Only GraphQL tells who edited a text, and which comment came by mail; REST shows the author and
 * a time that other things move.
 */
const query = `query Edits($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Comment {
      createdViaEmail
      lastEditedAt
      editor { __typename login ... on User { databaseId } ... on Bot { databaseId } }
    }
  }
}`;

const lastQuery = `query LastEdits($issue: ID!, $text: ID!) {
  issue: node(id: $issue) {
    ... on Issue {
      timelineItems(itemTypes: [RENAMED_TITLE_EVENT], last: 1) {
        nodes {
          ... on RenamedTitleEvent {
            createdAt
            actor { __typename login ... on User { databaseId } ... on Bot { databaseId } }
          }
        }
      }
    }
  }
  text: node(id: $text) {
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
  createdViaEmail: z.boolean().nullish(),
  lastEditedAt: z.string().nullish(),
  editor: editor.nullish(),
});
const schema = z.object({ nodes: z.array(node.nullable()) });

const renamed = z.object({ createdAt: z.string(), actor: editor.nullish() });
const lastSchema = z.object({
  issue: z.object({ timelineItems: z.object({ nodes: z.array(renamed) }) }),
  text: node,
});

/** GitHub takes as many identifiers at once. */
const most = 100;

/**
 * How each issue or comment was written, by node identifier; what GitHub does not show is left out.
 * An answer belongs to what was asked for in its place: the identifier in it may be another form.
 */
export async function readEdits(
  octokit: RestClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Written>> {
  const texts = new Map<string, Written>();
  for (let start = 0; start < ids.length; start += most) {
    const some = ids.slice(start, start + most);
    const { nodes } = schema.parse(await octokit.graphql(query, { ids: some }));
    if (nodes.length !== some.length) throw new Error('GitHub left out some of what was asked for');
    for (const [index, id] of some.entries()) {
      const found = nodes[index];
      if (found) texts.set(id, writtenOf(found));
    }
  }
  return texts;
}

function writtenOf(found: z.infer<typeof node>): Written {
  const { createdViaEmail, lastEditedAt: at } = found;
  // Where it can't be told, it is read as if it had: less of it counts then.
  return {
    byMail: createdViaEmail !== false,
    ...(at && { edit: { at, by: editorOf(found.editor) } }),
  };
}

/** A title that was edited is an event of its issue, and no edit of its text. */
export async function readLastEdits(
  octokit: RestClient,
  issue: string,
  text: string,
): Promise<LastEdits> {
  const found = lastSchema.parse(await octokit.graphql(lastQuery, { issue, text }));
  const rename = found.issue.timelineItems.nodes.at(-1);
  const { lastEditedAt, editor: by } = found.text;
  return {
    title: rename && { at: rename.createdAt, by: editorOf(rename.actor) },
    text: lastEditedAt ? { at: lastEditedAt, by: editorOf(by) } : undefined,
  };
}

function editorOf(by: z.infer<typeof editor> | null | undefined): Edit['by'] {
  return toAccount(by && { id: by.databaseId ?? -1, login: by.login, type: by.__typename });
}
