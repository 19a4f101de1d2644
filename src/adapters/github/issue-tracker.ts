import type { ChangedIssue, Comment, IssueTitle, IssueTracker } from '../../reconcile/github.ts';
import { toAccount } from './account.ts';
import type { Permissions, RepositoryName, RestClient } from './app.ts';
import { statusOf } from './errors.ts';
import { readIssue } from './issue.ts';
import { readEdits, readLastEdits } from './last-edits.ts';
import { memoize } from './memoize.ts';
import { createOwnTexts } from './own-texts.ts';

/** What the App needs where issues are filed. */
export const trackerPermissions: Permissions = { issues: 'write', metadata: 'read' };

/** Not the hundred that GitHub takes: a page of the longest texts is in memory several times over. */
const pageSize = 30;

interface TrackerOptions {
  readonly repository: RepositoryName;
  /** The number of the bot's user. */
  readonly botId: () => Promise<number>;
}

/** The repository with the issues, over GitHub's REST API. */
export function createIssueTracker(
  octokit: RestClient,
  { repository, botId }: TrackerOptions,
): IssueTracker {
  const { issues, reactions, repos } = octokit.rest;
  // Page by page, as strangers' texts of all issues together may be too many to have in memory.
  const listTitles = (state: 'open' | 'closed', since?: Date) => {
    const changed = since && { since: since.toISOString() };
    const listed = { ...repository, state, ...changed, per_page: pageSize };
    return octokit.paginate(issues.listForRepo, listed, ({ data }) => [...toTitles(data)]);
  };
  const { remember, notOlder } = createFreshness();
  const ownTexts = createOwnTexts(octokit, botId);
  const written = (comment: Comment) => {
    ownTexts.remember(comment);
    return remember(comment);
  };
  return {
    repositoryId: memoize(async () => (await repos.get({ ...repository })).data.id),

    readIssue: (issueNumber) => readIssue(octokit, repository, issueNumber),

    readComments: async function* (issue_number) {
      const listed = { ...repository, issue_number, per_page: pageSize };
      for await (const { data } of octokit.paginate.iterator(issues.listComments, listed)) {
        yield notOlder(data.map(toComment));
      }
    },

    readEdits: (nodeIds) => readEdits(octokit, nodeIds),

    readLastEdits: (...ids) => readLastEdits(octokit, ...ids),

    isOwnText: ownTexts.isOwn,

    // Never repeated blindly: an answer may be lost after the comment was written.
    createComment: async (issue_number, body) => {
      const once = { request: { retries: 0 } };
      const { data } = await issues.createComment({ ...repository, issue_number, body, ...once });
      return written(toComment(data));
    },

    updateComment: async (comment_id, body) => {
      const { data } = await issues.updateComment({ ...repository, comment_id, body });
      return written(toComment(data));
    },

    deleteComment: async (comment_id) => {
      try {
        await issues.deleteComment({ ...repository, comment_id });
      } catch (error) {
        // Gone, or this replica of GitHub lags: then it is seen again.
        if (statusOf(error) !== 404) throw error;
      }
    },

    react: async (comment_id, content) => {
      await reactions.createForIssueComment({ ...repository, comment_id, content });
    },

    reactToIssue: async (issue_number, content) => {
      await reactions.createForIssue({ ...repository, issue_number, content });
    },

    hasReactionOf: async (accountId, comment_id) => {
      const listed = { ...repository, comment_id, per_page: 100 };
      const { data } = await reactions.listForIssueComment(listed);
      const isAnswer = (content: string) => content === '+1' || content === 'confused';
      const isOwn = data.some(({ user, content }) => user?.id === accountId && isAnswer(content));
      return isOwn || data.length === listed.per_page;
    },

    addLabel: async (issue_number, label) => {
      await issues.addLabels({ ...repository, issue_number, labels: [label] });
    },

    closeIssue: async (issue_number, state_reason) => {
      await issues.update({ ...repository, issue_number, state: 'closed', state_reason });
    },

    reopenIssue: async (issue_number) => {
      await issues.update({ ...repository, issue_number, state: 'open', state_reason: 'reopened' });
    },

    hasWriteAccess: async (username) => {
      try {
        const { data } = await repos.getCollaboratorPermissionLevel({ ...repository, username });
        return data.permission === 'admin' || data.permission === 'write';
      } catch (error) {
        // Either GitHub doesn't know such a user (any more), or the App may not ask (any more).
        if (statusOf(error) !== 404 || (await isUser(octokit, username))) throw error;
        return false;
      }
    },

    listLabelled: (...which) => listLabelled(octokit, repository, ...which),

    listOpenIssues: () => listTitles('open'),

    listClosedIssues: (since) => listTitles('closed', since),
  };
}

async function listLabelled(
  octokit: RestClient,
  repository: RepositoryName,
  ...[labels, atLeast]: Parameters<IssueTracker['listLabelled']>
): Promise<readonly ChangedIssue[]> {
  const listed = { ...repository, labels, state: 'all', per_page: pageSize } as const;
  const found: ChangedIssue[] = [];
  for await (const { data } of octokit.paginate.iterator(octokit.rest.issues.listForRepo, listed)) {
    found.push(...data.map(({ number, updated_at }) => ({ number, updatedAt: updated_at })));
    if (found.length >= atLeast) break;
  }
  return found;
}

async function isUser(octokit: RestClient, username: string): Promise<boolean> {
  try {
    await octokit.rest.users.getByUsername({ username });
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

/**
 * What the bot remembers stands in its comments, and must not be read as it was before the bot
 * wrote it last: replicas of GitHub lag.
 */
function createFreshness() {
  /** By the identifiers of comments. */
  const lastWritten = new Map<number, string>();
  return {
    remember: (comment: Comment) => {
      lastWritten.set(comment.id, comment.updatedAt);
      return comment;
    },
    notOlder: (comments: readonly Comment[]) => {
      const isOld = ({ id, updatedAt }: Comment) => updatedAt < (lastWritten.get(id) ?? '');
      if (comments.some(isOld)) throw new Error('a replica of GitHub lags; to be tried again');
      return comments;
    },
  };
}

type Listed = {
  readonly number: number;
  readonly title: string;
  readonly created_at: string;
  readonly pull_request?: unknown;
};

function toTitles(issues: readonly Listed[]): readonly IssueTitle[] {
  return issues
    .filter((issue) => !issue.pull_request)
    .map(({ number, title, created_at }) => ({ number, title, createdAt: created_at }));
}

/** As GitHub shows the people of a repository or its organisation, but for who conceals being one. */
const members: ReadonlySet<string | undefined> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

type CommentAnswer = Awaited<ReturnType<RestClient['rest']['issues']['createComment']>>['data'];

function toComment({ id, user, body, reactions, ...comment }: CommentAnswer): Comment {
  return {
    id,
    nodeId: comment.node_id,
    author: toAccount(user),
    body: body ?? '',
    createdAt: comment.created_at,
    updatedAt: comment.updated_at,
    isByMember: members.has(comment.author_association),
    hasReaction: (reactions?.['+1'] ?? 0) + (reactions?.confused ?? 0) > 0,
  };
}
