import type { Memory, OwnText } from '../../state/memory.ts';
import type { PullWords } from '../../state/proposal.ts';
import { memoryOf } from '../about.ts';
import type { Action } from '../action.ts';
import { noteRestored } from '../dispute.ts';
import type { Repository } from '../github.ts';
import type { Snapshot } from '../snapshot.ts';

type Rewriting = Extract<Action, { type: 'reword' | 'reseal' | 'restore' }>;

/** Changes what the pull request of the secrets says, and answers the snapshot as it says it. */
export async function rewrite(
  action: Rewriting,
  snapshot: Snapshot,
  secretsRepository: Repository,
): Promise<Snapshot> {
  const { pull } = snapshot;
  const words: Partial<PullWords> = 'words' in action ? action.words : { body: action.body };
  await secretsRepository.updatePull(action.pullNumber, words);
  const restored = action.type === 'restore' ? undefined : pull?.restored;
  const rewritten = pull && { ...pull, ...words, resealed: undefined, restored };
  return { ...snapshot, pull: rewritten, memory: withNote(action, snapshot) };
}

function restoredBy(action: Action, { pull, deployment }: Snapshot): OwnText | undefined {
  switch (action.type) {
    case 'restore':
      return 'pull';
    case 'restore-deployment':
      return 'deployment';
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
