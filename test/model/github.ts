import { createHash } from 'node:crypto';
import type { Reaction } from '../../src/reconcile/github.ts';

/** A GitHub that is nothing but data: fast, and older states of it can be looked at. */
export interface GitHubState {
  readonly issues: ModelIssue[];
  readonly pulls: ModelPull[];
  /** Commits by branch. */
  readonly branches: Map<string, string>;
}

export type Person = 'author' | 'maintainer' | 'stranger';
export type Actor = Person | 'bot';

export interface ModelIssue {
  readonly number: number;
  title: string;
  body: string;
  open: boolean;
  reopened: boolean;
  closedBy?: Actor;
  updatedAt: number;
  deleted: boolean;
  /** Somebody took away what the bot remembers. */
  isForgotten: boolean;
  /** Somebody who may has cancelled it, and nothing that could change that came after. */
  isCancelled: boolean;
  readonly labels: Set<string>;
  comments: ModelComment[];
}

export interface ModelComment {
  readonly id: number;
  readonly by: Actor;
  body: string;
  /** Who wrote what it says now. */
  editedBy: Actor;
  /** What it said before, which somebody may paste back. */
  before?: string;
  updatedAt: number;
  readonly reactions: Set<Reaction>;
}

export interface ModelPull {
  readonly number: number;
  readonly branch: string;
  updatedAt: number;
  title: string;
  body: string;
  /** Who wrote what it says now. */
  editedBy: Actor;
  /** What it said before, which somebody may paste back. */
  before?: string;
  state: 'open' | 'closed' | 'merged';
  /** What it held when a person approved it. */
  approved?: string;
  /** A person has led it into another branch than the base. */
  elsewhere: boolean;
  /** A person has opened it again. */
  reopened: boolean;
  /** While it is open, that of the branch. */
  head: string;
  /** Who set each label. */
  readonly labels: Map<string, Actor>;
  mergedAt?: number;
}

/** The one file of the repository that matters, at a commit. */
export interface ModelCommit {
  readonly sha: string;
  readonly parent?: string | undefined;
  readonly content: string;
  readonly by: Actor;
}

export const base = 'main';

/** Whether the bot may take it for its own: what is merged elsewhere is not in the secrets. */
export const isForBase = ({ elsewhere, state }: ModelPull) => !elsewhere || state === 'closed';

export const secretsPath = 'secrets';

export const blobOf = (content: string) => createHash('sha1').update(content).digest('hex');

export type ModelGitHub = ReturnType<typeof createGitHub>;

/** `now`: milliseconds. */
export function createGitHub(firstContent: string, now: () => number) {
  const commits = new Map<string, ModelCommit>();
  const state: GitHubState = { issues: [], pulls: [], branches: new Map() };
  const history: GitHubState[] = [];
  const tips = new Map<string, string[]>();
  let lastId = 0;
  const nextId = () => {
    lastId += 1;
    return lastId;
  };

  const commit = (fields: Omit<ModelCommit, 'sha'>): string => {
    const sha = createHash('sha1').update(`commit ${nextId()}`).digest('hex');
    commits.set(sha, { sha, ...fields });
    return sha;
  };
  const read = (sha: string | undefined): ModelCommit => {
    const found = sha === undefined ? undefined : commits.get(sha);
    if (!found) throw new Error(`no commit ${sha}`);
    return found;
  };
  const contains = (tip: string | undefined, sha: string): boolean =>
    tip !== undefined && (tip === sha || contains(read(tip).parent, sha));
  const baseContent = () => read(state.branches.get(base)).content;

  const follow = (branch: string) => {
    const tip = state.branches.get(branch);
    for (const pull of state.pulls) {
      if (pull.branch !== branch || pull.state !== 'open') continue;
      pull.updatedAt = now();
      if (tip === undefined) pull.state = 'closed';
      else pull.head = tip;
    }
  };
  state.branches.set(base, commit({ content: firstContent, by: 'maintainer' }));

  return {
    state,
    now,
    read,
    contains,
    nextId,
    commit,
    baseContent,
    contentOf: (blob: string) =>
      [...commits.values()].find(({ content }) => blobOf(content) === blob)?.content ?? '',
    commitsOf: (who: Actor) =>
      [...commits.values()].filter(({ by }) => by === who).map(({ sha }) => sha),
    /** The newest commit that the branch once had and has no more, if there is one. */
    older: (branch: string) =>
      tips.get(branch)?.findLast((sha) => sha !== state.branches.get(branch)),
    /** To be called before every change: a replica may still show what was before. */
    remember: () => {
      history.push(structuredClone(state));
      if (history.length > 3) history.shift();
    },
    /** As a replica shows it that lags by some changes. */
    lagging: (changes: number) => history.at(-changes) ?? state,
    issue: (number: number) =>
      state.issues.find((issue) => issue.number === number && !issue.deleted),
    touch: (issue: ModelIssue) => {
      issue.updatedAt = now();
    },
    setBranch: (branch: string, sha: string) => {
      tips.set(branch, [...(tips.get(branch) ?? []), sha]);
      state.branches.set(branch, sha);
      follow(branch);
    },
    deleteBranch: (branch: string) => {
      state.branches.delete(branch);
      follow(branch);
    },
    /** Two changes of one ciphertext conflict: merged is only what stands on the newest content. */
    isMergeable: (pull: ModelPull) => {
      const head = read(pull.head);
      let root: ModelCommit = head;
      while (root.parent !== undefined && !contains(state.branches.get(base), root.sha)) {
        root = read(root.parent);
      }
      // Nothing is merged that has no history in common.
      const isRelated = contains(state.branches.get(base), root.sha);
      return pull.state === 'open' && isRelated && root.content === baseContent();
    },
  };
}
