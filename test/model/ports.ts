import type {
  Account,
  Comment,
  IssueTracker,
  Pull,
  Repository,
} from '../../src/reconcile/github.ts';
import {
  type Actor,
  base,
  blobOf,
  type GitHubState,
  isForBase,
  type ModelComment,
  type ModelGitHub,
  type ModelPull,
  secretsPath,
} from './github.ts';

export const botLogin = 'cluster-onboarding[bot]';
export const botId = 4;
const logins: Readonly<Record<Actor, Account>> = {
  author: { id: 1, login: 'author', isBot: false },
  maintainer: { id: 2, login: 'maintainer', isBot: false },
  stranger: { id: 3, login: 'stranger', isBot: false },
  bot: { id: botId, login: botLogin, isBot: true },
};

/** What stands between the bot and GitHub: it may fail, come late, or show something older. */
export interface Line {
  /** A read, by what a replica shows. */
  readonly read: <Result>(look: (state: GitHubState) => Result) => Promise<Result>;
  readonly write: <Result>(name: string, effect: () => Result) => Promise<Result>;
}

export function issueTracker(github: ModelGitHub, line: Line): IssueTracker {
  const change = (number: number, name: string, effect: (issue: ReturnType<typeof find>) => void) =>
    line.write(name, () => {
      const issue = find(number);
      github.touch(issue);
      effect(issue);
    });
  const find = (number: number) => {
    const issue = github.issue(number);
    if (!issue) throw new Error('404');
    return issue;
  };
  const comment = (id: number) => {
    const all = github.state.issues.flatMap(({ comments }) => comments);
    const found = all.find((candidate) => candidate.id === id);
    if (!found) throw new Error('404');
    return found;
  };
  const titles = (isListed: (issue: GitHubState['issues'][number]) => boolean) =>
    line.read(({ issues }) =>
      issues
        .filter((issue) => !issue.deleted && isListed(issue))
        .map(({ number, title }) => ({ number, title, createdAt: new Date(0).toISOString() })),
    );
  return {
    repositoryId: async () => 1,
    readIssue: (number) =>
      line.read(({ issues }) => {
        const issue = issues.find((candidate) => candidate.number === number);
        if (!issue) throw new Error('404');
        if (issue.deleted) return undefined;
        const { title, body, open, reopened } = issue;
        const url = `https://github.com/kubevirt/project-infra/issues/${number}`;
        return {
          number,
          nodeId: `I_${number}`,
          createdAt: new Date(0).toISOString(),
          title,
          body,
          open,
          locked: false,
          reopened,
          url,
          author: logins.author,
          labels: [...issue.labels],
        };
      }),
    readComments: async function* (number) {
      yield await line.read(({ issues }) => {
        const issue = issues.find((candidate) => candidate.number === number);
        if (!issue || issue.deleted) throw new Error('404');
        // Not older than what the bot has written itself: the adapter sees to that.
        const newest = new Map(github.issue(number)?.comments.map(({ id, body }) => [id, body]));
        const isOld = issue.comments.some(
          ({ id, by, body }) => by === 'bot' && newest.has(id) && newest.get(id) !== body,
        );
        if (isOld) throw new Error('a replica of GitHub lags');
        return issue.comments.map(show);
      });
    },
    readEdits: (ids) => line.read(() => new Map(ids.map((id) => [id, { byMail: false }]))),
    readLastEdits: () => line.read(() => ({})),
    isOwnText: ({ id }) => line.read(() => comment(id).editedBy === 'bot'),
    createComment: (number, body) =>
      line.write('createComment', () => {
        const written = newComment(github, { by: 'bot', body }, number);
        find(number).comments.push(written);
        return show(written);
      }),
    updateComment: (id, body) =>
      line.write('updateComment', () => {
        const found = comment(id);
        const edit = { before: found.body, editedBy: 'bot', updatedAt: github.now() };
        return show(Object.assign(found, { body, ...edit }));
      }),
    deleteComment: (id) =>
      line.write('deleteComment', () => {
        for (const issue of github.state.issues) {
          issue.comments = issue.comments.filter((candidate) => candidate.id !== id);
        }
      }),
    react: (id, reaction) =>
      line.write('react', () => {
        comment(id).reactions.add(reaction);
      }),
    reactToIssue: async () => undefined,
    hasReactionOf: (_bot, id) => line.read(() => comment(id).reactions.size > 0),
    addLabel: (number, label) =>
      change(number, 'addLabel', ({ labels }) => {
        labels.add(label);
      }),
    closeIssue: (number) =>
      change(number, 'closeIssue', (issue) =>
        Object.assign(issue, { open: false, reopened: false, closedBy: 'bot' }),
      ),
    reopenIssue: (number) =>
      change(number, 'reopenIssue', (issue) =>
        Object.assign(issue, { open: true, reopened: true }),
      ),
    hasWriteAccess: (login) => line.read(() => login === 'maintainer'),
    listLabelled: (label) =>
      line.read(({ issues }) =>
        issues
          .filter((issue) => !issue.deleted && issue.labels.has(label))
          .map(({ number, updatedAt }) => ({
            ...{ number, updatedAt: new Date(updatedAt).toISOString() },
          }))
          .toReversed(),
      ),
    listOpenIssues: () => titles(({ open }) => open),
    listClosedIssues: (since) =>
      titles(({ open, updatedAt }) => !open && updatedAt >= since.getTime()),
  };
}

export function newComment(
  github: ModelGitHub,
  written: Pick<ModelComment, 'by' | 'body'>,
  issueNumber: number,
): ModelComment {
  const issue = github.issue(issueNumber);
  if (!issue) throw new Error('404');
  github.touch(issue);
  return {
    id: github.nextId(),
    updatedAt: issue.updatedAt,
    reactions: new Set(),
    editedBy: written.by,
    ...written,
  };
}

function show({ id, by, body, updatedAt, reactions }: ModelComment): Comment {
  const hasReaction = reactions.size > 0;
  return {
    id,
    author: logins[by],
    body,
    nodeId: `IC_${id}`,
    createdAt: new Date(updatedAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    hasReaction,
  };
}

export function secretsRepository(github: ModelGitHub, line: Line): Repository {
  const { state, now } = github;
  const pull = (number: number): ModelPull => {
    const found = state.pulls.find((candidate) => candidate.number === number);
    if (!found) throw new Error('404');
    return found;
  };
  const readBranch = (branch: string) =>
    line.read(({ branches }) => {
      const commit = branches.get(branch);
      return commit === undefined ? undefined : { commit, isOwn: github.read(commit).by === 'bot' };
    });
  /** Compares and swaps, as GitHub does. */
  const move = (branch: string, from: string | undefined, to: string | undefined) =>
    line.write('move', () => {
      if (state.branches.get(branch) !== from) throw new Error('422');
      if (to === undefined) github.deleteBranch(branch);
      else github.setBranch(branch, to);
    });
  return {
    repositoryId: async () => 2,
    isOwnText: ({ nodeId }) =>
      line.read(({ pulls }) => pulls.find((one) => nodeIdOf(one) === nodeId)?.editedBy === 'bot'),
    readPull: (branch) =>
      line.read(({ pulls }) => {
        const found = pulls.findLast((one) => one.branch === branch && isForBase(one));
        return found && showPull(found);
      }),
    listOpenPulls: () =>
      line.read(({ pulls }) =>
        pulls.filter((one) => one.state === 'open').map(({ branch, body }) => ({ branch, body })),
      ),
    listMergedPulls: () =>
      line.read(({ pulls }) =>
        pulls.flatMap((one) => {
          const { number, branch, head, body, mergedAt } = one;
          if (mergedAt === undefined || !isForBase(one)) return [];
          return [{ number, branch, head, body, mergedAt: new Date(mergedAt).toISOString() }];
        }),
      ),
    listClosedBranches: (since) =>
      line.read(({ pulls }) =>
        pulls
          .filter(({ state, updatedAt }) => state !== 'open' && updatedAt >= since.getTime())
          .map(({ branch }) => branch),
      ),
    readBaseCommit: () => line.read(({ branches }) => branches.get(base) ?? ''),
    isInHistory: (commit, of) => line.read(() => github.contains(of, commit)),
    listFiles: (sha) => line.read(() => new Map([[secretsPath, blobOf(github.read(sha).content)]])),
    readBlob: (blob) => line.read(() => new TextEncoder().encode(github.contentOf(blob))),
    commitFiles: ({ files: [file], parent }) =>
      line.write('commitFiles', () =>
        github.commit({ content: new TextDecoder().decode(file?.content), parent, by: 'bot' }),
      ),
    readBranch,
    setBranch: async (branch, sha, lastCommit) => {
      const head = await readBranch(branch);
      if (head && !head.isOwn && head.commit !== lastCommit) return 'foreign';
      await move(branch, head?.commit, sha);
      return 'done';
    },
    deleteBranch: async (branch, lastCommit) => {
      const head = await readBranch(branch);
      if (head && (head.isOwn || head.commit === lastCommit)) {
        await move(branch, head.commit, undefined);
      }
    },
    // The model merges no lines: two changes of the one file that there is are a conflict.
    readMergeability: async () => 'conflict',
    readPullBody: (number) =>
      line.read(({ pulls }) => pulls.find((one) => one.number === number)?.body ?? ''),
    openPull: ({ title, body, branch }) =>
      line.write('openPull', () => {
        const head = state.branches.get(branch);
        const isThere = state.pulls.some(
          (one) => one.branch === branch && one.state === 'open' && !one.elsewhere,
        );
        if (isThere || head === undefined) throw new Error('422');
        const opened: ModelPull = {
          number: state.pulls.length + 1,
          branch,
          title,
          body,
          editedBy: 'bot',
          head,
          state: 'open',
          updatedAt: now(),
          elsewhere: false,
          reopened: false,
          labels: new Map(),
        };
        state.pulls.push(opened);
        return showPull(opened);
      }),
    updatePull: (number, text) =>
      line.write('updatePull', () => {
        const found = pull(number);
        const edit = { before: found.body, editedBy: 'bot' } as const;
        const updated = Object.assign(found, { ...text, ...edit });
        if (!isForBase(updated)) throw new Error('led elsewhere');
        return showPull(updated);
      }),
    closePull: (number) =>
      line.write('closePull', () => {
        const found = pull(number);
        if (found.state === 'open') found.state = 'closed';
        return showPull(found);
      }),
    addLabel: (number, label) =>
      line.write('addLabel', () => {
        const { labels } = pull(number);
        if (!labels.has(label)) labels.set(label, 'bot');
      }),
    removeLabel: (number, label) =>
      line.write('removeLabel', () => {
        pull(number).labels.delete(label);
      }),
  };
}

const nodeIdOf = ({ number }: Pick<ModelPull, 'number'>) => `PR_${number}`;

function showPull({ number, title, state, body, head, labels }: ModelPull): Pull {
  const url = `https://github.com/kubevirt/secrets/pull/${number}`;
  const nodeId = nodeIdOf({ number });
  return { number, nodeId, url, title, state, body, head, labels: [...labels.keys()] };
}
