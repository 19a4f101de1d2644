import { fail } from '../../problem.ts';
import { type ClusterRequest, operations } from '../../request/request.ts';
import type { Authorization } from '../../wording/pull-request/asked.ts';
import type { Account, IssueTracker } from '../github.ts';
import { listMergedProposals, type MergedPorts } from './merged-proposals.ts';

export interface AuthorizePorts extends MergedPorts {
  readonly tracker: Pick<IssueTracker, 'hasWriteAccess'>;
}

/**
 * Why somebody may have a registered cluster changed: with credentials of their own a stranger
 * could listen to its jobs or stop them, and who reviews sees a ciphertext. Asked anew each time.
 * Throws `author-unconfirmed`: then it takes a maintainer's word.
 */
export async function authorize(
  asker: Account,
  request: ClusterRequest,
  ports: AuthorizePorts,
): Promise<Authorization> {
  // What an App was granted is nothing that a person may ask for.
  const mayWrite = !asker.isBot && (await ports.tracker.hasWriteAccess(asker.login));
  if (mayWrite) return { type: 'write-access' };
  const adder = await findWhoAdded(request, ports);
  // A deleted account is nobody, however many there are.
  return adder === asker.id && adder >= 0 ? { type: 'added-it' } : fail('author-unconfirmed', {});
}

/**
 * The number of the author of the issue whose merged pull request added what is there now, as it
 * was signed then. Only what the bot signed itself counts; what was added by hand, or again by hand,
 * was added by nobody it knows.
 */
async function findWhoAdded(
  { kind, name }: ClusterRequest,
  ports: AuthorizePorts,
): Promise<number | undefined> {
  for (const proposal of await listMergedProposals(ports)) {
    // It may have removed this one, or added it for somebody else.
    if (!proposal) return undefined;
    const { request: proposed, owner } = proposal;
    if (proposed.kind !== kind || proposed.name !== name) continue;
    const { isRegisteredBefore, isRegisteredAfter } = operations[proposed.operation];
    if (!isRegisteredAfter) return undefined;
    if (!isRegisteredBefore) return owner;
  }
  return undefined;
}
