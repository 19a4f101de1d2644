import type { Memory } from '../../../state/memory.ts';
import type { NothingToConfirm, Notice, Refusal } from '../../../state/status.ts';
import type { PendingCommand, Snapshot } from '../../snapshot.ts';

/** What is remembered of a command that is obeyed, and what its writer is told. */
interface Obeyed {
  readonly memory: Memory;
  readonly notice?: Notice;
}

/** Why one that its writer may use changes nothing. */
export type Objection = Extract<Refusal, 'nothing-to-do' | 'too-early' | NothingToConfirm>;

/** What a command does. Who may is in `request/command-table.ts`, for the help says it too. */
export interface CommandRow {
  /** In which requests it may have something to do. */
  readonly when: (memory: Memory, snapshot: Snapshot) => boolean;
  readonly effect: (
    pending: PendingCommand,
    memory: Memory,
    snapshot: Snapshot,
  ) => Obeyed | Objection;
}

/** As long as something is asked for, or left to do after the merge. */
export const untilOver: CommandRow['when'] = (memory, { pull, request }) =>
  pull?.state === 'merged' ? memory.afterMerge !== undefined : request !== undefined;
