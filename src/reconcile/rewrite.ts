import type { PullWords } from '../pullrequest/proposal.ts';
import type { Action } from './action.ts';
import { noteRestored } from './dispute.ts';
import type { Repository } from './github.ts';
import type { Memory } from './memory.ts';
import { memoryOf } from './settle.ts';
import type { Snapshot } from './snapshot.ts';

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

/** What was restored is remembered, and written down with the next status. */
export function withNote(action: Action, snapshot: Snapshot): Memory | undefined {
  const { now } = snapshot;
  const memory = memoryOf(snapshot);
  if (memory && action.type === 'restore') return noteRestored(memory, 'pull', now);
  if (memory && action.type === 'restore-deployment')
    return noteRestored(memory, 'deployment', now);
  return snapshot.memory;
}
