import { fetchSubmission } from '../../attachment/fetch.ts';
import { mayCount } from '../../attachment/found-submissions.ts';
import { ProblemError } from '../../problem.ts';
import type { Candidate, Snapshot } from '../snapshot.ts';
import type { ExaminePorts } from './examine.ts';

export interface OwnKeys {
  /** The key IDs that messages to the bot are encrypted to. */
  readonly ownKeyIds: ReadonlySet<string>;
}

type RecognisePorts = OwnKeys & Pick<ExaminePorts, 'sandbox' | 'download' | 'attachmentHost'>;

/** Most issues with files are about something else. */
const mostFiles = 2;

/**
 * Whether the author has posted a message to the bot: what is pasted is looked at, and the newest
 * files, each once. What can't be had is no such message.
 */
export async function holdsMessage(
  { candidates }: Pick<Snapshot, 'candidates'>,
  ports: RecognisePorts,
): Promise<boolean> {
  const counting = candidates.each.filter(mayCount);
  const isFile = ({ submission }: Candidate) => submission.type === 'link';
  const pasted = counting.filter((each) => !isFile(each));
  // One after the other: together they could fill the memory.
  for (const each of [...pasted, ...counting.filter(isFile).slice(0, mostFiles)]) {
    if (await isToBot(each, ports)) return true;
  }
  return false;
}

async function isToBot({ submission }: Candidate, ports: RecognisePorts): Promise<boolean> {
  const { attachmentHost, download, sandbox, ownKeyIds } = ports;
  try {
    const bytes = await fetchSubmission(submission, attachmentHost, download);
    const { recipients = [] } = await sandbox.lookInto(bytes);
    return recipients.some((keyId) => ownKeyIds.has(keyId));
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}
