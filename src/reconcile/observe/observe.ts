import type { Mention } from '../../attachment/found-submissions.ts';
import type { JobSecret } from '../../job-secrets/job-secrets.ts';
import { type ClusterRequest, kinds, operations } from '../../request/request.ts';
import type { SecretsLayout } from '../../secrets/secrets.ts';
import { branchOf } from '../../state/branch.ts';
import type { Memory } from '../../state/memory.ts';
import { type Proposal, readProposal } from '../../state/proposal.ts';
import { aboutOf } from '../about.ts';
import type { IssueTracker, Pull, Repository } from '../github.ts';
import { hasLeaked } from '../leaks.ts';
import type { OwnMemory } from '../own-memory.ts';
import type { Base, Deployment, ObservedPull, Snapshot } from '../snapshot.ts';
import { settled } from '../submitted.ts';
import type { Unwritable } from '../unwritable.ts';
import { readBase } from './base-state.ts';
import { type ConversationPorts, readConversation } from './conversation.ts';
import { type HintPorts, observeHints } from './hints.ts';
import type { LeakedElsewhere } from './leaked-elsewhere.ts';
import { answeredCommands, pendingCommands } from './pending-commands.ts';
import { type DeploymentPlace, observeDeployment } from './prow-deploy.ts';
import { type RecallPorts, recall, requestIn } from './recall.ts';
import { isReplayed, type ReplayPorts } from './replay.ts';
import { observeWords } from './words.ts';

/** What observing needs. */
export interface ObservePorts extends ConversationPorts, ReplayPorts, RecallPorts, HintPorts {
  readonly tracker: IssueTracker;
  readonly ownMemory: OwnMemory;
  readonly secretsRepository: Repository;
  readonly layout: SecretsLayout;
  readonly leakedElsewhere: LeakedElsewhere;
  /** Undefined where no second pull request is needed. */
  readonly deployment?: DeploymentPlace;
  /** The secrets for jobs that each new build cluster gets. */
  readonly jobSecrets: readonly JobSecret[];
  readonly maintainers: readonly string[];
  readonly unwritable: Unwritable;
  readonly recheckAfterMs: number;
}

/** A pull request whose issue was deleted or transferred. */
export interface Orphan {
  readonly issue?: undefined;
  readonly pull?: Pull;
  readonly deployment?: Deployment;
}

/** Reads all that a decision needs. Changes nothing. */
export async function observe(
  number: number,
  ports: ObservePorts,
  isLastAttempt = false,
): Promise<Snapshot | Orphan> {
  const { tracker, secretsRepository, layout } = ports;
  const branch = branchOf(number);
  const [issue, newest] = await Promise.all([
    tracker.readIssue(number),
    secretsRepository.readPull(branch),
  ]);
  if (!issue) return { pull: newest, deployment: await readDeployment(number, ports) };
  const heard = await readConversation(issue, tracker.readComments(number), ports);
  const { remarks, resultSince, renew, isTampered: _isTampered, ...conversation } = heard;
  const memory = ports.unwritable.withHold(number, recall(heard, issue, ports));
  const request = requestIn(issue.title);
  const found = newest && renewed(await observePull(newest, branch, ports), renew);
  const base = request && (await readBase(found, secretsRepository, layout));
  const pull = found && (await withHistory(found, base, ports));
  const added = addedCluster(pull, memory);
  const known = { request, memory, pull };
  const chosen = settled(conversation.candidates, known);
  const seen = (before: readonly Mention[]) => seenSubmission(before, chosen, known);
  const isRequest = aboutOf(known) !== undefined;
  return {
    now: ports.now(),
    isLastAttempt,
    recheckAfterMs: ports.recheckAfterMs,
    issue: ports.unwritable.lock(issue, ports.now()),
    request,
    ...conversation,
    ...(isRequest ? {} : await observeHints(issue, conversation, ports)),
    submission: chosen?.submission,
    source: chosen?.source,
    isStatusLost: memory !== undefined && !heard.memory,
    commands: await pendingCommands(remarks, { issue, memory, resultSince, seen }, tracker),
    answeredBefore: memory ? [] : answeredCommands(remarks),
    memory,
    pull,
    base,
    isReplayed: await isProposalReplayed(number, pull, ports),
    isLeakedElsewhere: await isProposalLeaked(number, pull, ports),
    branchDeleted: false,
    maintainers: ports.maintainers,
    jobSecrets: added && kinds[added.kind].isInProwKubeconfig ? ports.jobSecrets : [],
    deployment:
      added || isBeingRemoved(request, memory) ? await readDeployment(number, ports) : undefined,
  };
}

/**
 * What somebody could see as the submission: the one that is it now, where it was there. Else the
 * likeliest of all: who confirms what nobody has looked into has not seen what became of it.
 */
function seenSubmission(
  before: readonly Mention[],
  chosen: Mention | undefined,
  known: Pick<Snapshot, 'request' | 'memory' | 'pull'>,
): string | undefined {
  const fingerprints = before.map(({ submission }) => submission.fingerprint);
  const now = chosen?.submission.fingerprint;
  if (now !== undefined && fingerprints.includes(now)) return now;
  return settled({ each: before }, known)?.submission.fingerprint ?? fingerprints[0];
}

async function observePull(pull: Pull, branch: string, ports: ObservePorts): Promise<ObservedPull> {
  const place = { repository: await ports.secretsRepository.repositoryId(), branch };
  const { markerKey: key, secretsRepository } = ports;
  const { proposal, signedAnew } = readProposal(pull.body, place, key) ?? {};
  const branchState = await readShown(pull, branch, proposal, ports);
  // A text of the bot can be pasted in, of before or of another pull request of this branch: it tells
  // of another commit, and is as good as none.
  const isOther = pull.head !== proposal?.commit && branchState !== 'proposal';
  const isToldOf = pull.state !== 'closed' && proposal !== undefined;
  if (isToldOf && isOther && !(await secretsRepository.isOwnText(pull)))
    return { ...pull, branchState };
  const signed = { kind: 'proposal', place, key, now: ports.now() } as const;
  const words = await observeWords(pull, signed, secretsRepository);
  return { ...pull, proposal, signedAnew, branchState, ...words };
}

/** A leak that was found with the credential's digest by an older key is one all the same. */
function renewed(pull: ObservedPull, renew: (digest: string) => string): ObservedPull {
  const { proposal } = pull;
  if (!proposal?.claim) return pull;
  const { credentials, since } = proposal.claim;
  return {
    ...pull,
    proposal: { ...proposal, claim: { credentials: credentials.map(renew), since } },
  };
}

/**
 * Where history was written anew, to take a secret out of it, merging what was made before would
 * bring all of it back. Git sees no conflict in that, and the files may be the same as before.
 */
async function withHistory(
  pull: ObservedPull,
  base: Base | undefined,
  { secretsRepository }: ObservePorts,
): Promise<ObservedPull> {
  const { base: proposed, effect } = pull.proposal ?? {};
  if (pull.branchState !== 'proposal' || !proposed || !base) return pull;
  // On another state only what can be told again may stay as it is: see `staysAsItIs`.
  const mayStay = proposed.state === base.state || effect !== undefined;
  if (proposed.commit === base.commit || !mayStay) return pull;
  const isKept = await secretsRepository.isInHistory(proposed.commit, base.commit);
  return isKept ? pull : { ...pull, branchState: 'proposal on a lost history' };
}

/** Only what is proposed can have rivals, and only what somebody asks for has to give way. */
async function isProposalReplayed(
  issueNumber: number,
  pull: ObservedPull | undefined,
  ports: ObservePorts,
): Promise<boolean> {
  const proposal = pull?.state === 'open' ? pull.proposal : undefined;
  if (!proposal?.claim) return false;
  const { claim, request, examined } = proposal;
  return isReplayed({ issueNumber, request, examined, ...claim }, ports);
}

/**
 * The cluster that is in the secrets now and was not before. Only the proposal itself tells what was
 * merged: everybody can edit the title afterwards.
 */
function addedCluster(
  pull: ObservedPull | undefined,
  memory: Memory | undefined,
): ClusterRequest | undefined {
  const isLeft = pull?.state === 'merged' && memory?.status.phase.type !== 'merged';
  const merged = isLeft ? pull.proposal?.request : undefined;
  return merged && !operations[merged.operation].isRegisteredBefore ? merged : undefined;
}

async function isProposalLeaked(
  issueNumber: number,
  pull: ObservedPull | undefined,
  ports: ObservePorts,
): Promise<boolean> {
  const { credentials = [] } = (pull?.state === 'open' ? pull.proposal?.claim : undefined) ?? {};
  if (credentials.length === 0) return false;
  return hasLeaked(credentials, await ports.leakedElsewhere(issueNumber));
}

/** Whether it is a removal, or has begun as one: its title may be edited. */
function isBeingRemoved(request: ClusterRequest | undefined, memory: Memory | undefined): boolean {
  if (memory?.status.phase.type === 'merged') return false;
  const about = request ?? memory?.status;
  const isRemoval = about !== undefined && !operations[about.operation].isRegisteredAfter;
  return isRemoval || memory?.undeployment !== undefined;
}

async function readDeployment(number: number, { deployment, markerKey: key, now }: ObservePorts) {
  return deployment && observeDeployment(number, deployment, { key, now: now() });
}

/** Looks at the branch itself where the pull request seems to be behind it. */
async function readShown(
  { state, head }: Pull,
  branch: string,
  proposal: Proposal | undefined,
  { secretsRepository }: ObservePorts,
): Promise<ObservedPull['branchState']> {
  if (state !== 'open') return undefined;
  if (head === proposal?.commit) return 'proposal';
  const tip = await secretsRepository.readBranch(branch);
  if (tip && tip.commit === proposal?.commit) return 'proposal';
  return !tip || tip.isOwn ? 'other work of the bot' : "somebody else's work";
}
