import { responsibleFor } from '../../src/problem.ts';
import { parseTitle } from '../../src/request/title.ts';
import { branchOf } from '../../src/state/branch.ts';
import { holdLabel } from '../../src/state/labels.ts';
import { type Memory, readMemory } from '../../src/state/memory.ts';
import { readProposal } from '../../src/state/proposal.ts';
import { withoutWarning } from '../../src/wording/pull-request/other-commits-warning.ts';
import { withSuccessor } from '../../src/wording/pull-request/superseded.ts';
import { isForBase, type ModelIssue, type ModelPull } from './github.ts';
import { type Entry, readersOf, readSecrets } from './layout.ts';
import { markerKey, type World } from './world.ts';

/** All that must hold once the bot has had the time to look at everything; what doesn't, in words. */
export function falsehoods(world: World): readonly string[] {
  const { issues } = world.github.state;
  return [
    ...world.wrongs,
    ...lostWork(world),
    ...toldWrong(world),
    ...issues.flatMap((issue) =>
      falsehoodsOf(issue, world).map((wrong) => `#${issue.number}: ${wrong}`),
    ),
  ];
}

/** Whatever people committed is on the branch still, or merged. */
function lostWork({ github, removedByPeople }: World): readonly string[] {
  const { branches } = github.state;
  const tips = [...branches.values()];
  const isKept = (sha: string) => tips.some((tip) => github.contains(tip, sha));
  return github
    .commitsOf('maintainer')
    .filter((sha) => !removedByPeople.has(sha) && !isKept(sha))
    .map((sha) => `a person's commit ${sha} is lost`);
}

const closedForGood = withSuccessor('').trimEnd();

/** What is merged can't be told by anything else any more. */
function toldWrong({ merged }: World): readonly string[] {
  return [...merged]
    .filter(
      // What a person made of its words just before the merge is not the bot's.
      ([{ title, body, editedBy }, { name, server }]) =>
        editedBy === 'bot' &&
        (!title.endsWith(name) || !body.includes(server) || body.startsWith(closedForGood)),
    )
    .map(([{ number }]) => `merged what #${number} doesn't tell`);
}

function tooMany(what: string, found: readonly unknown[]): readonly string[] {
  return found.length > 1 ? [`${found.length} ${what}`] : [];
}

function falsehoodsOf(issue: ModelIssue, world: World): readonly string[] {
  const { github } = world;
  const branch = branchOf(issue.number);
  const pulls = github.state.pulls.filter((pull) => pull.branch === branch && isForBase(pull));
  const open = pulls.filter(({ state }) => state === 'open');
  const own = issue.comments.filter(({ by }) => by === 'bot');
  const asks = parseTitle(issue.title) !== undefined;
  // Nobody asks any more, and only a lost webhook could have told so.
  const isUnasked = !asks && pulls.length === 0;
  const wrong = [
    ...tooMany('open pull requests', open),
    ...tooMany('comments of the bot', isUnasked ? [] : own),
  ];
  if (issue.deleted) return open.length > 0 ? ['open for a deleted issue'] : [];
  const memory =
    own[0] && readMemory(own[0].body, { repository: 1, issue: issue.number }, markerKey)?.memory;
  const pull = pulls.at(-1);
  if (isUnasked) return wrong;
  if (memory) return [...wrong, ...untruths({ issue, memory, pull, world })];
  if (pull?.state === 'open') return [...wrong, 'a pull request and no word about it'];
  return asks && issue.open ? [...wrong, 'no word'] : wrong;
}

interface Told {
  readonly issue: ModelIssue;
  readonly memory: Memory;
  readonly pull: ModelPull | undefined;
  readonly world: World;
}

function untruths(told: Told): readonly string[] {
  const { issue, memory, pull, world } = told;
  const { phase } = memory.status;
  const isAfterMerge = saysMerged(told);
  const claims: Readonly<Record<string, boolean>> = {
    "only the bot's words are in its comment": issue.comments.every(
      ({ by, editedBy }) => by === editedBy,
    ),
    "only the bot's words are in an open pull request, but for what stands below them":
      isOwnText(pull) || isTextOfBefore(told),
    'an open issue is looked at': !issue.open || phase.type !== 'checking',
    'what was cancelled is cancelled':
      !issue.isCancelled ||
      issue.isForgotten ||
      isAfterMerge ||
      phase.type === 'cancelled' ||
      // The title had asked for nothing before, so there was nothing left to cancel.
      (phase.type === 'withdrawn' && parseTitle(issue.title) === undefined),
    'the reviewers know what the bot did not make':
      pull?.state !== 'open' || pull.reopened || hasWarning(pull.body) === !isOwnBranch(told),
    'the text of a pull request tells of a hold that is there, and of no other': isHoldTold(told),
    'merged is said': pull?.state !== 'merged' || isAfterMerge,
    'only the bot holds what it says it holds': isHeldRightly(told),
    'an open pull request has an open issue': pull?.state !== 'open' || pull.reopened || issue.open,
    'the bot closes only what is done or cancelled':
      issue.open ||
      issue.closedBy !== 'bot' ||
      issue.isForgotten ||
      ['merged', 'cancelled'].includes(phase.type),
    'a closed issue is over':
      issue.open || ['merged', 'cancelled', 'withdrawn'].includes(phase.type),
    'what is no good is not left to be merged':
      pull?.state !== 'open' ||
      pull.reopened ||
      phase.type === 'proposed' ||
      pull.labels.has(holdLabel),
    'what was given up for good leads to what took its place, and stays so': isGivenUp(told),
    'what is over has no branch of the bot':
      !['merged', 'cancelled', 'withdrawn'].includes(phase.type) ||
      (phase.type === 'merged' && issue.open) ||
      world.hasLandedLate() ||
      world.restoredByPeople.has(branchOf(issue.number)) ||
      !isOwnBranch(told),
    [`it is ${phase.type}`]: isTrue(told),
  };
  const held = Object.entries(claims).filter(([, holds]) => !holds);
  return held.map(
    ([claim]) =>
      `not so: ${claim} (${phase.type}, #${pull?.number} ${pull?.state}, ${world.health()})`,
  );
}

function saysMerged({ memory, pull }: Told): boolean {
  const { phase } = memory.status;
  // What others wrote into it, and committed to it, does not tell what was merged.
  if (phase.type === 'needs-change' && phase.problem.id === 'proposal-unreadable') {
    return pull?.state === 'merged' && pull.editedBy !== 'bot';
  }
  return ['merged', 'not-answering'].includes(phase.type);
}

/** A hold of a person is carried on to what takes the place of what was held. */
function isHeldRightly({ issue, memory, pull, world }: Told): boolean {
  if (issue.isForgotten || pull?.state !== 'open' || pull.reopened) return true;
  if (pull.labels.get(holdLabel) !== 'bot' || memory.heldPull === pull.number) return true;
  return world.github.state.pulls.some(
    ({ branch, number, labels }) =>
      branch === pull.branch && number < pull.number && labels.get(holdLabel) === 'maintainer',
  );
}

function isHoldTold({ memory: { status }, pull }: Told): boolean {
  if (!isOwnText(pull) || pull?.state !== 'open' || pull.reopened) return true;
  const isTold = pull.body.includes('**On hold.**');
  if (isTold && !pull.labels.has(holdLabel)) return false;
  if (status.phase.type !== 'proposed' || status.isDisputed) return true;
  return isTold === status.phase.awaits.length > 0;
}

function isGivenUp({ issue, memory: { superseded }, pull }: Told): boolean {
  if (!pull || !superseded || issue.isForgotten) return true;
  const isGone = pull.number <= superseded.secrets;
  if (isGone) return pull.state !== 'open';
  // What was cancelled or withdrawn waits for what takes its place.
  return superseded.last === undefined || superseded.last.number === pull.number;
}

/** Whoever opens it again does so against what was decided. */
function isOwnText(pull: ModelPull | undefined): boolean {
  return pull?.state !== 'open' || pull.reopened || pull.editedBy === 'bot';
}

/**
 * What the bot wrote about another commit, pasted back: it is written anew with what is proposed
 * next. As long as something is wrong there is none, and nobody may merge it.
 */
function isTextOfBefore({ pull, memory }: Told): boolean {
  if (!pull?.labels.has(holdLabel) || memory.status.phase.type === 'proposed') return false;
  const place = { repository: 2, branch: pull.branch };
  const proposal = readProposal(pull.body, place, markerKey)?.proposal;
  return proposal !== undefined && proposal.commit !== pull.head;
}

function hasWarning(body: string): boolean {
  return withoutWarning(body) !== body;
}

function isOwnBranch({ issue, world: { github } }: Told): boolean {
  const tip = github.state.branches.get(branchOf(issue.number));
  return tip !== undefined && github.read(tip).by === 'bot';
}

/** Whether what the comment says is so. */
function isTrue(told: Told): boolean {
  const { issue, memory, pull, world } = told;
  const { phase } = memory.status;
  const request = parseTitle(issue.title);
  // Who opens it again does so against what was decided.
  const isOpen = pull?.state === 'open' && !pull.reopened;
  switch (phase.type) {
    case 'checking':
      return !issue.open;
    case 'proposed':
      return request !== undefined && isProposed(told, request.name);
    case 'merged':
      return pull?.state === 'merged' && phase.pull.number === pull.number;
    case 'not-answering':
      return pull?.state === 'merged' && issue.open && (isBad(world) || isPast(phase.until, world));
    case 'closed-unmerged':
      return pull?.state === 'closed' && phase.pull.number === pull.number;
    case 'cancelled':
      // Opened again without asking for anything, it stays so.
      return !(issue.open && request) && !isOpen;
    case 'withdrawn':
      return !(issue.open && request) && !isOpen;
    case 'deploying':
    case 'deployment-closed':
    case 'awaiting-deployment':
      // Not of this model.
      return false;
    default:
      return isProblem(phase, told, world);
  }
}

type Trouble = Extract<
  Memory['status']['phase'],
  { readonly type: 'checks-failed' | 'needs-operator' | 'needs-change' }
>;

/** Whether no cluster could be seen to answer. */
function isBad(world: World): boolean {
  return world.health() === 'broken' || readSecrets(world.github.baseContent()) === undefined;
}

function isPast(time: string, world: World): boolean {
  return world.now() > Date.parse(time);
}

function isProblem(phase: Trouble, told: Told, world: World): boolean {
  switch (phase.type) {
    case 'checks-failed':
      return (
        world.health() === 'broken' ||
        isPast(phase.until, world) ||
        phase.checks.some(({ problem }) => problem?.id === 'cluster-registered')
      );
    case 'needs-operator':
      return phase.problem.id === 'branch-has-other-commits'
        ? !isOwnBranch(told)
        : readSecrets(world.github.baseContent()) === undefined;
    case 'needs-change':
      if (phase.problem.id === 'changed-too-often')
        return !isPast(phase.problem.details.until, world);
      if (phase.problem.id === 'recipients-unconfirmed')
        return isNew(readSecrets(world.github.baseContent()) ?? [], world);
      return responsibleFor(phase.problem.id) !== 'nobody' || world.attachments() === 'down';
  }
}

/** The branch holds the base and what the issue asks for, and the pull request tells so. */
function isProposed({ issue, memory, pull, world }: Told, name: string): boolean {
  const { github } = world;
  const { phase } = memory.status;
  if (phase.type !== 'proposed' || pull?.state !== 'open') return false;
  const before = readSecrets(github.baseContent()) ?? [];
  const after = readSecrets(github.read(github.state.branches.get(pull.branch)).content) ?? [];
  const added = after.at(-1);
  return (
    phase.pull.number === pull.number &&
    github.isMergeable(pull) &&
    added !== undefined &&
    JSON.stringify(after) === JSON.stringify([...before, added]) &&
    added.name === name &&
    added.server === `https://${world.newestMessage(issue)}.example` &&
    pull.title.endsWith(name) &&
    pull.body.includes(added.server) &&
    (!phase.awaits?.length || pull.labels.has(holdLabel)) &&
    (memory.confirmedRecipients !== undefined || !isNew(after, world))
  );
}

/** Whether somebody can decrypt it who could not when the bot's last change was merged. */
function isNew(entries: readonly Entry[], { github }: World): boolean {
  const merged = github.state.pulls
    .filter((pull) => pull.mergedAt !== undefined && isForBase(pull))
    .toSorted((one, other) => (other.mergedAt ?? 0) - (one.mergedAt ?? 0));
  const [newest] = merged;
  if (!newest) return false;
  const place = { repository: 2, branch: newest.branch };
  const approved = readProposal(newest.body, place, markerKey)?.proposal.readers ?? [];
  return readersOf(entries).some((reader) => !approved.includes(reader));
}
