import type { RepositoryCall } from './call.ts';
import { readIn } from './call.ts';
import { type JsonObject, numberOf, objectOf, textOf } from './json.ts';
import { authorOf } from './permissions.ts';
import { pullKey, type Reaction, type Repository, type World } from './world.ts';

/** Things as GitHub shows them: the emulator's account of them, with what it leaves out. */
export async function showRepository(world: World, repository: Repository): Promise<JsonObject> {
  const shown = objectOf(await world.emulator.read(`/repos/${repository.fullName}`));
  const pushed_at = shown.pushed_at ?? shown.created_at ?? null;
  return { ...shown, pushed_at, network_count: 0, subscribers_count: 0 };
}

export async function showIssue(call: RepositoryCall, number: number): Promise<JsonObject> {
  if (call.world.pulls.has(pullKey(call.namedRepository, number))) {
    return pullAsIssue(call, objectOf(await readIn(call, `/pulls/${number}`)));
  }
  return completeIssue(call.world, objectOf(await readIn(call, `/issues/${number}`)));
}

export function completeIssue(world: World, issue: JsonObject): JsonObject {
  return { ...issue, performed_via_github_app: appOf(world, issue) };
}

/** Every pull request is an issue too, and the lists of issues hold both. */
export function pullAsIssue(call: RepositoryCall, pull: JsonObject): JsonObject {
  const { world, namedRepository } = call;
  const number = numberOf(pull, 'number');
  const state = world.pulls.get(pullKey(namedRepository, number));
  const issue = textOf(pull, 'issue_url');
  return {
    url: issue,
    repository_url: `${world.emulator.url}/repos/${namedRepository.fullName}`,
    labels_url: `${issue}/labels{/name}`,
    comments_url: `${issue}/comments`,
    events_url: `${issue}/events`,
    timeline_url: `${issue}/timeline`,
    html_url: textOf(pull, 'html_url'),
    ...pick(pull, issueFields),
    number,
    state_reason: null,
    active_lock_reason: null,
    closed_by: null,
    comments: 0,
    reactions: rollup(issue, world.reactions.get(textOf(pull, 'node_id')) ?? []),
    performed_via_github_app: appOf(world, pull),
    pull_request: {
      url: textOf(pull, 'url'),
      ...pick(pull, ['html_url', 'diff_url', 'patch_url']),
      merged_at: state?.merged?.at ?? null,
    },
  };
}

const issueFields = [
  'id',
  'node_id',
  'title',
  'user',
  'labels',
  'state',
  'locked',
  'assignee',
  'assignees',
  'milestone',
  'created_at',
  'updated_at',
  'closed_at',
  'body',
  'draft',
  'author_association',
];

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
}

export function showComment(world: World, comment: JsonObject): JsonObject {
  const reactions = world.reactions.get(textOf(comment, 'node_id')) ?? [];
  return {
    ...comment,
    reactions: rollup(textOf(comment, 'url'), reactions),
    performed_via_github_app: appOf(world, comment),
  };
}

/** What the App's bot wrote it wrote through the App. */
function appOf(world: World, thing: JsonObject): JsonObject | null {
  return authorOf(thing) === world.app.bot.login ? world.app.json : null;
}

export const reactionContents = [
  '+1',
  '-1',
  'laugh',
  'confused',
  'heart',
  'hooray',
  'rocket',
  'eyes',
] as const;

function rollup(url: string, reactions: readonly Reaction[]): JsonObject {
  const count = (wanted: string) => reactions.filter(({ content }) => content === wanted).length;
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...Object.fromEntries(reactionContents.map((content) => [content, count(content)])),
  };
}
