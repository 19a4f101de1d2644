import type { Snapshot } from '../snapshot.ts';
import { readConversation } from './conversation.ts';
import type { ObservePorts } from './observe.ts';
import { recall, requestIn } from './recall.ts';

/** The issue alone, where GitHub does not let the bot read what it has proposed: enough to say so. */
export async function observeIssue(
  number: number,
  ports: ObservePorts,
): Promise<Snapshot | undefined> {
  const issue = await ports.tracker.readIssue(number);
  if (!issue) return undefined;
  const heard = await readConversation(issue, ports.tracker.readComments(number), ports);
  const {
    remarks: _,
    resultSince: _since,
    renew: _renew,
    isTampered: _isTampered,
    ...rest
  } = heard;
  const { maintainers, recheckAfterMs } = ports;
  return {
    ...{ ...rest, now: ports.now(), isLastAttempt: true, recheckAfterMs, maintainers },
    issue: ports.unwritable.lock(issue, ports.now()),
    request: requestIn(issue.title),
    memory: recall(heard, issue, ports),
    ...{ commands: [], answeredBefore: [], jobSecrets: [] },
    ...{ isReplayed: false, branchDeleted: false },
  };
}
