import { branchOf } from '../../src/state/branch.ts';
import { holdLabel } from '../../src/state/labels.ts';
import type { Event, SimpleDeed, SubmissionName } from './events.ts';
import {
  base,
  type ModelComment,
  type ModelGitHub,
  type ModelIssue,
  type ModelPull,
} from './github.ts';
import { type Entry, readSecrets, writeSecrets } from './layout.ts';
import { newComment } from './ports.ts';

type Deed = Exclude<
  Event,
  { readonly type: 'run' | 'resync' | 'wait' | 'cluster' | 'attachments' }
>;
type DeedOn = Exclude<Deed, { readonly type: 'file' | 'move base' }>;
type Named<Type> = Extract<Deed, { readonly type: Type }>;

export interface People {
  readonly github: ModelGitHub;
  /** The text that submits something. */
  readonly attach: (submission: SubmissionName) => string;
  /** Told of each merge, and of what was in the secrets before. */
  readonly onMerge: (pull: ModelPull, before: readonly Entry[]) => void;
  /** Told of a tip that a person takes away, with what only it held. */
  readonly onRemove: (tip: string) => void;
  /** Told of a branch that a person brings back or moves. */
  readonly onRestore: (branch: string) => void;
}

/** Does what a person does on GitHub; nothing where GitHub would refuse it. */
export function act(event: Deed, people: People): void {
  people.github.remember();
  if (event.type === 'file') file(event, people);
  else if (event.type === 'move base') moveBase(event.how, people);
  else actOn(event, people);
}

const titleFor = (name: string) => (name === '' ? 'A question' : `Add Prow build cluster ${name}`);

function file({ name, submission }: Named<'file'>, { github, attach }: People): void {
  const { issues } = github.state;
  if (issues.length >= 2) return;
  const issue: ModelIssue = {
    number: issues.length + 1,
    title: titleFor(name),
    body: attach(submission),
    open: true,
    reopened: false,
    updatedAt: 0,
    deleted: false,
    isForgotten: false,
    isCancelled: false,
    labels: new Set(),
    comments: [],
  };
  github.touch(issue);
  issues.push(issue);
}

function moveBase(how: Named<'move base'>['how'], { github, onRemove }: People): void {
  if (['entry', 'reader', 'rewrite'].includes(how) && !readSecrets(github.baseContent())) return;
  const entries = lastReadable(github);
  const id = github.nextId();
  const contents = {
    entry: writeSecrets([
      ...entries,
      { name: `other-${id}`, server: `https://other-${id}.example` },
    ]),
    reader: writeSecrets([...entries, { name: `reader-${id}`, server: 'https://none.example' }]),
    break: `broken ${id}`,
    mend: writeSecrets(entries),
    rewrite: github.baseContent(),
  };
  const tip = github.state.branches.get(base);
  if (how === 'rewrite' && tip) onRemove(tip);
  const parent = how === 'rewrite' ? undefined : tip;
  github.setBranch(base, github.commit({ content: contents[how], parent, by: 'maintainer' }));
}

/** What was in the secrets before somebody broke them. */
function lastReadable(github: ModelGitHub): readonly Entry[] {
  let commit = github.read(github.state.branches.get(base));
  while (!readSecrets(commit.content)) commit = github.read(commit.parent);
  return readSecrets(commit.content) ?? [];
}

function actOn(event: DeedOn, people: People): void {
  const { github, attach } = people;
  const issue = github.issue(event.issue);
  if (!issue) return;
  github.touch(issue);
  issue.isCancelled = isCancellation(event) && issue.open && !isMerged(issue, github);
  const say = (by: 'author' | 'maintainer' | 'stranger', body: string) => {
    issue.comments.push(newComment(github, { by, body }, issue.number));
  };
  switch (event.type) {
    case 'retitle':
      issue.title = titleFor(event.name);
      break;
    case 'edit':
      issue.body = attach(event.submission);
      break;
    case 'submit':
      say('author', attach(event.submission));
      break;
    case 'say':
      say(event.by, `/onboard ${event.verb}`);
      break;
    default:
      simple[event.type](issue, people);
  }
}

function isCancellation(event: DeedOn): boolean {
  return event.type === 'say' && event.verb === 'cancel' && event.by !== 'stranger';
}

/** What others have edited the bot does not trust: it may be of some time ago. */
function edit(issue: ModelIssue, comment: ModelComment, body: string): void {
  if (body === comment.body) return;
  issue.isForgotten = true;
  Object.assign(comment, { body, editedBy: 'maintainer', updatedAt: issue.updatedAt });
}

function editPull(
  issue: ModelIssue,
  { github }: People,
  change: (pull: ModelPull) => Pick<ModelPull, 'title' | 'body'>,
): void {
  const pull = pullOf(issue, github);
  if (pull?.state !== 'open') return;
  Object.assign(pull, change(pull), { editedBy: 'maintainer', updatedAt: issue.updatedAt });
}

type Doing = (issue: ModelIssue, people: People) => void;

const branchNamed = ({ number }: ModelIssue) => branchOf(number);
const pullOf = (issue: ModelIssue, { state }: ModelGitHub) =>
  state.pulls.findLast(({ branch }) => branch === branchNamed(issue));
const isMerged = (issue: ModelIssue, github: ModelGitHub) => {
  const pull = pullOf(issue, github);
  return pull?.state === 'merged' && !pull.elsewhere;
};
const tipOf = (issue: ModelIssue, { state }: ModelGitHub) => state.branches.get(branchNamed(issue));

/** What a reviewer sees of it; the count of versions tells nothing. */
export const addedBy = (pull: ModelPull, github: ModelGitHub) =>
  JSON.stringify(readSecrets(github.read(pull.head).content)?.at(-1));

const simple: Readonly<Record<SimpleDeed, Doing>> = {
  'delete status': (issue) => {
    issue.isForgotten = true;
    issue.comments = issue.comments.filter(({ by }) => by !== 'bot');
  },
  'edit status': (issue) => {
    for (const comment of issue.comments.filter(({ by }) => by === 'bot')) {
      edit(issue, comment, `All is fine.\n${comment.body}`);
    }
  },
  'paste status': (issue) => {
    for (const comment of issue.comments.filter(({ by }) => by === 'bot')) {
      edit(issue, comment, comment.before ?? comment.body);
    }
  },
  'edit pull': (issue, people) =>
    editPull(issue, people, ({ body }) => ({ title: 'Nothing to see', body: `Fine.\n${body}` })),
  'add to pull': (issue, people) =>
    editPull(issue, people, ({ title, body }) => ({ title, body: `${body}\nNoted.` })),
  'paste pull': (issue, people) =>
    editPull(issue, people, ({ title, body, before = body }) => ({ title, body: before })),
  close: (issue) => {
    if (issue.open) Object.assign(issue, { open: false, reopened: false, closedBy: 'author' });
  },
  reopen: (issue) => {
    if (!issue.open) Object.assign(issue, { open: true, reopened: true });
  },
  'delete issue': (issue) => {
    issue.deleted = true;
  },
  approve: (issue, { github }) => {
    const pull = pullOf(issue, github);
    if (pull?.state === 'open') pull.approved = addedBy(pull, github);
  },
  merge: (issue, { github, onMerge }) => {
    const pull = pullOf(issue, github);
    if (!pull || pull.labels.has(holdLabel) || !github.isMergeable(pull)) return;
    const { updatedAt } = issue;
    Object.assign(pull, { state: 'merged', updatedAt, mergedAt: github.now() });
    if (pull.elsewhere) return;
    const before = readSecrets(github.baseContent()) ?? [];
    const { content } = github.read(pull.head);
    // A merge commit; its other parent is of no interest here.
    github.setBranch(base, github.commit({ content, parent: pull.head, by: 'maintainer' }));
    onMerge(pull, before);
  },
  reject: (issue, { github }) => {
    const pull = pullOf(issue, github);
    if (pull?.state === 'open') {
      Object.assign(pull, { state: 'closed', updatedAt: issue.updatedAt });
    }
  },
  'reopen pull': (issue, { github }) => {
    const pull = pullOf(issue, github);
    const tip = tipOf(issue, github);
    if (pull?.state === 'closed' && tip !== undefined && github.contains(tip, pull.head)) {
      const { updatedAt } = issue;
      Object.assign(pull, { state: 'open', reopened: true, head: tip, updatedAt });
    }
  },
  'lead elsewhere': (issue, { github }) => {
    const pull = pullOf(issue, github);
    if (pull?.state === 'open') Object.assign(pull, { elsewhere: true });
  },
  hold: (issue, { github }) => {
    const pull = pullOf(issue, github);
    if (pull && !pull.labels.has(holdLabel)) pull.labels.set(holdLabel, 'maintainer');
  },
  unhold: (issue, { github }) => {
    pullOf(issue, github)?.labels.delete(holdLabel);
  },
  push: (issue, { github }) => {
    const parent = tipOf(issue, github);
    if (parent === undefined) return;
    const content = `${github.read(parent).content} by hand`;
    github.setBranch(branchNamed(issue), github.commit({ content, parent, by: 'maintainer' }));
  },
  'reset branch': (issue, { github, onRemove, onRestore }) => {
    const branch = branchNamed(issue);
    const older = github.older(branch);
    if (older === undefined) return;
    const tip = tipOf(issue, github);
    if (tip !== undefined) onRemove(tip);
    onRestore(branch);
    github.setBranch(branch, older);
  },
  'delete branch': (issue, { github, onRemove }) => {
    const tip = tipOf(issue, github);
    if (tip !== undefined) onRemove(tip);
    github.deleteBranch(branchNamed(issue));
  },
};
