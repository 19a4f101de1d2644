import { isTakenBack } from '../given-up.ts';
import { type CommandRow, untilOver } from './row.ts';

/** Gives the request up, as long as something of it is not merged. */
export const cancel: CommandRow = {
  when: untilOver,
  effect: ({ by }, memory, snapshot) => {
    const { issue, pull, deployment } = snapshot;
    const isAgain = isTakenBack(snapshot);
    if ((memory.cancelledBy && !isAgain) || !issue.open) return 'nothing-to-do';
    // Where both are merged there is nothing left to give up.
    if (pull?.state === 'merged' && (!deployment || deployment.pull?.state === 'merged')) {
      return 'nothing-to-do';
    }
    // As long as it says that it is cancelled, the same reopening would take this back too.
    const status = isAgain
      ? { ...memory.status, phase: { type: 'checking' } as const }
      : memory.status;
    return { memory: { ...memory, status, cancelledBy: by.login } };
  },
};
