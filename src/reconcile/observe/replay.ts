import {
  candidatesOf,
  type FoundSubmissions,
  type Mention,
  withLater,
} from '../../attachment/found-submissions.ts';
import { issueOf } from '../../state/branch.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { type Claim, type Proposal, readProposal } from '../../state/proposal.ts';
import { examinationKey } from '../../state/request-keys.ts';
import {
  type Comment,
  type Issue,
  type IssueTracker,
  isSamePerson,
  type Repository,
} from '../github.ts';
import { createReader, type ReadPorts } from './read-texts.ts';

export interface ReplayPorts extends ReadPorts {
  readonly tracker: Pick<IssueTracker, 'readIssue' | 'readComments' | 'readEdits'>;
  readonly secretsRepository: Pick<Repository, 'listOpenPulls' | 'repositoryId'>;
  readonly markerKey: MarkerKey;
}

/** A request that holds a credential, and which submission that is of. */
interface Claimant extends Claim, Pick<Proposal, 'request' | 'examined'> {
  readonly issueNumber: number;
}

/**
 * Whether another request that is proposed submitted the same credential before. A ciphertext in
 * an issue is public: anybody can post it again, wrapped anew or under another name, and in an
 * older issue too. So what counts is when it was posted, not the number of the issue, and not
 * which of them the bot has seen first.
 */
export async function isReplayed(claim: Claimant, ports: ReplayPorts): Promise<boolean> {
  const rivals = await findRivals(claim, ports);
  if (rivals.length === 0) return false;
  const own = await submittedAt(claim, ports);
  if (own === undefined) return false;
  for (const rival of rivals) {
    const other = await submittedAt(rival, ports);
    if (other === undefined || other > own) continue;
    if (other < own || rival.issueNumber < claim.issueNumber) return true;
  }
  return false;
}

/** Where and when something was written; the text itself is not kept. */
type Text = Pick<Comment, 'nodeId' | 'createdAt'>;

async function findRivals(
  { issueNumber, credentials }: Claimant,
  { secretsRepository, markerKey }: ReplayPorts,
): Promise<readonly Claimant[]> {
  const pulls = await secretsRepository.listOpenPulls();
  const repository = await secretsRepository.repositoryId();
  return pulls.flatMap(({ branch, body }) => {
    const rival = issueOf(branch);
    if (rival === undefined || rival === issueNumber) return [];
    const { proposal } = readProposal(body, { repository, branch }, markerKey) ?? {};
    if (!proposal?.claim?.credentials.some((each) => credentials.includes(each))) return [];
    const { claim, request, examined } = proposal;
    return [{ issueNumber: rival, request, examined, ...claim }];
  });
}

/**
 * The time in milliseconds since 1970: when the text that holds the submission was written or last
 * edited, or when the bot knew it already. Undefined where nobody asks for it any more.
 */
async function submittedAt(claimant: Claimant, ports: ReplayPorts): Promise<number | undefined> {
  const { tracker } = ports;
  const { issueNumber, since } = claimant;
  const issue = await tracker.readIssue(issueNumber);
  if (!issue?.open) return undefined;
  const source = await sourceOf(issue, claimant, ports);
  if (!source) return undefined;
  const edits = await tracker.readEdits([source.nodeId]);
  const written = edits.get(source.nodeId)?.edit?.at ?? source.createdAt;
  return Math.min(Date.parse(written), Date.parse(since));
}

/**
 * The first text of the author that holds what was examined, or where that is gone what is likeliest
 * to be the submission now.
 */
async function sourceOf(
  issue: Issue,
  { request, examined }: Claimant,
  ports: ReplayPorts,
): Promise<Text | undefined> {
  const { read } = createReader(ports, issue.author);
  let all: FoundSubmissions = [];
  const sources = new Map<string, Text>();
  const note = async (text: Text & Pick<Comment, 'author' | 'body'>) => {
    const { submissions } = await read(text);
    all = withLater(all, submissions);
    const { nodeId, createdAt } = text;
    for (const { submission } of submissions) {
      const { fingerprint } = submission;
      if (!sources.has(fingerprint)) sources.set(fingerprint, { nodeId, createdAt });
    }
  };
  await note(issue);
  for await (const page of ports.tracker.readComments(issue.number)) {
    for (const comment of page) if (isSamePerson(comment.author, issue.author)) await note(comment);
  }
  const each = candidatesOf(all).each.filter(({ standing }) => standing !== 'struck');
  const isExamined = ({ submission }: Mention) => examined === examinationKey(request, submission);
  const found = each.find(isExamined) ?? each[0];
  return found && sources.get(found.submission.fingerprint);
}
