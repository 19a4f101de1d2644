import { branchOf } from '../../state/branch.ts';
import { type Claim, readProposal, writeProposal } from '../../state/proposal.ts';
import { proposedSince } from '../../state/superseded.ts';
import { withOthersBelow } from '../../wording/pull-request/others-words.ts';
import { renderPullRequest } from '../../wording/pull-request/secrets.ts';
import type { StatusContext } from '../../wording/status-comment/status-comment.ts';
import type { Action } from '../action.ts';
import type { Snapshot } from '../snapshot.ts';
import { withNote } from './edit-pull-request.ts';
import type { ExaminePorts } from './examine.ts';
import { type FailurePorts, problemFrom } from './problem-from.ts';
import type { DeploymentPorts } from './prow-deploy.ts';
import { upsertPullRequest } from './upsert-pull-request.ts';

interface ProposePorts
  extends Pick<ExaminePorts, 'secretsRepository' | 'markerKey'>,
    FailurePorts,
    Pick<DeploymentPorts, 'infraRepository' | 'signOff'> {
  readonly wording: StatusContext;
  readonly now: () => Date;
}

/** Opens or updates the pull request of the secrets, and answers the snapshot as it shows it. */
export async function propose(
  action: Extract<Action, { type: 'propose' }>,
  snapshot: Snapshot,
  ports: ProposePorts,
): Promise<Snapshot> {
  const { secretsRepository, markerKey } = ports;
  const { passed, pullNumber } = action;
  const branch = branchOf(snapshot.issue.number);
  const place = { repository: await secretsRepository.repositoryId(), branch };
  const { title, body, sections, commitMessage } = await wordsOf(action, snapshot, ports);
  const { base } = passed;
  const claim = claimOf(passed.credentials, snapshot, ports.now());
  const { all: readers = [], newReaders } = passed.readers ?? {};
  const readable = { readers, newReaders };
  // Of a new pull request nobody has said anything.
  const { others = '' } = (pullNumber !== undefined && snapshot.pull) || {};
  const textFor = (commit: string) => {
    const owner = snapshot.issue.author.id;
    const who = { owner, edits: (passed.edits ?? []).map(({ what, by }) => ({ what, by })) };
    const about = { request: action.request, examined: action.key, ...who, claim, ...readable };
    const proposal = { ...about, effect: passed.effect, sections, commit, base };
    const written = writeProposal({ title, body }, proposal, { place, key: markerKey });
    return { title, body: withOthersBelow(written.body, others) };
  };

  const commit = {
    files: passed.change.map(({ path, content }) => ({ path, content })),
    message: commitMessage,
    parent: base.commit,
  };
  const lastCommit = snapshot.pull?.proposal?.commit;
  try {
    const proposed = { branch, commit, textFor, pullNumber, lastCommit };
    const pull = await upsertPullRequest(secretsRepository, proposed);
    const written = readProposal(pull.body, place, markerKey)?.proposal;
    const words = { title, body };
    const shown = { ...pull, words, others, proposal: written, branchState: 'proposal' } as const;
    const memory = withNote(action, snapshot);
    return { ...snapshot, base, branchDeleted: false, pull: shown, memory };
  } catch (error) {
    const reason = problemFrom(error, ports, snapshot.isLastAttempt);
    return { ...snapshot, examination: { outcome: 'problem', problem: reason } };
  }
}

/** What was proposed before keeps its time, or another request could take the place of this one. */
function claimOf(
  credentials: readonly string[] | undefined,
  { memory, pull }: Snapshot,
  now: Date,
): Claim | undefined {
  if (!credentials) return undefined;
  const before = proposedSince(credentials, memory?.superseded, pull?.proposal?.claim);
  return { credentials, since: before ?? now.toISOString() };
}

async function wordsOf(
  { request, submission, passed, authorization, review }: Extract<Action, { type: 'propose' }>,
  { issue }: Snapshot,
  { infraRepository, signOff, now }: ProposePorts,
) {
  return renderPullRequest({
    request,
    issue: {
      repository: infraRepository,
      number: issue.number,
      author: issue.author.login,
      association: issue.association,
      url: issue.url,
    },
    authorization,
    edits: passed.edits,
    submission:
      passed.digest === undefined
        ? undefined
        : {
            digest: passed.digest,
            where: submission?.type === 'link' ? submission.url : undefined,
          },
    report: passed.report,
    seenAt: now().toISOString(),
    changes: passed.change.map(({ summary }) => summary),
    readers: passed.readers?.difference,
    review,
    signOff: await signOff(),
  });
}
