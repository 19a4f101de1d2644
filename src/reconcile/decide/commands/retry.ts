import type { DeploymentMemory } from '../../../state/memory.ts';
import { rested } from '../../refused.ts';
import { withClosed } from '../supersede.ts';
import { type CommandRow, untilOver } from './row.ts';

/** Forgets what was found out, and that it was cancelled or closed. */
export const retry: CommandRow = {
  when: untilOver,
  effect: (_pending, memory, snapshot) => {
    const { issue, pull, deployment } = snapshot;
    if (!issue.open && !memory.cancelledBy) return 'nothing-to-do';
    const retracted = pull?.state === 'closed' ? pull.number : memory.retracted;
    const again = {
      ...{ ...rested(memory), examined: undefined, cancelledBy: undefined, retracted },
      superseded: withClosed(snapshot, memory),
    };
    const second = deployment?.pull;
    const forgotten = (before: DeploymentMemory | undefined) =>
      before && { retracted: second?.state === 'closed' ? second.number : before.retracted };
    const { deployed } = memory.afterMerge ?? {};
    const merged = forgotten(memory.afterMerge);
    const afterMerge = merged && { ...merged, ...(deployed && { deployed }) };
    return { memory: { ...again, afterMerge, undeployment: forgotten(memory.undeployment) } };
  },
};
