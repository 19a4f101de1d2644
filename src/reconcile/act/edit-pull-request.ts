import type { Memory, OwnText } from '../../state/memory.ts';
import type { PullWords } from '../../state/proposal.ts';
import { memoryOf } from '../about.ts';
import type { Action } from '../action.ts';
import { noteRestored } from '../dispute.ts';
import type { Snapshot } from '../snapshot.ts';
import { withPull } from '../targets.ts';
import { type RenewPorts, renew } from './renew.ts';
import { type Repositories, repositoryAt } from './repositories.ts';

type Editing = Extract<Action, { type: 'renew' | 'reword' | 'sign-again' | 'restore' }>;

/** Changes what a pull request says, and answers the snapshot as it says it. */
export async function editPullRequest(
  action: Editing,
  snapshot: Snapshot,
  ports: Repositories & RenewPorts,
): Promise<Snapshot> {
  if (action.type === 'renew') return renew(action, snapshot, ports);
  const at = action.type === 'reword' ? 'secrets' : action.at;
  const words: Partial<PullWords> = 'words' in action ? action.words : { body: action.body };
  await repositoryAt(at, ports).updatePull(action.pullNumber, words);
  const restored = action.type === 'restore' ? { restored: undefined } : {};
  const edited = withPull(snapshot, at, { ...words, signedAnew: undefined, ...restored });
  return { ...edited, memory: withNote(action, snapshot) };
}

function restoredBy(action: Action, { pull, deployment }: Snapshot): OwnText | undefined {
  switch (action.type) {
    case 'restore':
      return action.at === 'secrets' ? 'pull' : 'deployment';
    // What does not tell any more what it is was taken away.
    case 'propose':
      return pull?.state === 'open' && !pull.proposal ? 'pull' : undefined;
    case 'propose-deployment':
      return deployment?.pull?.state === 'open' && !deployment.pull.proposal
        ? 'deployment'
        : undefined;
    default:
      return undefined;
  }
}

/** What was restored is remembered, and written down with the next status. */
export function withNote(action: Action, snapshot: Snapshot): Memory | undefined {
  const { now } = snapshot;
  const memory = memoryOf(snapshot);
  const text = restoredBy(action, snapshot);
  return memory && text ? noteRestored(memory, text, now) : snapshot.memory;
}
