import { kinds, operations } from '../../../request/request.ts';
import { confirmationOf, objectionTo } from './confirmation.ts';
import { type CommandRow, untilOver } from './row.ts';

/** Vouches for the control plane that the bot could not count. */
export const confirmHa: CommandRow = {
  when: untilOver,
  effect: (pending, memory, snapshot) => {
    const { by, submission } = pending;
    const { issue, request, pull } = snapshot;
    if (!request || !submission || !issue.open || pull?.state === 'merged') return 'nothing-to-do';
    const { needsHighAvailability } = kinds[request.kind];
    const { needsSubmission } = operations[request.operation];
    if (!needsHighAvailability || !needsSubmission) return 'nothing-to-do';
    const confirmed = confirmationOf(by, request, submission);
    return (
      objectionTo(pending, snapshot) ?? {
        notice: { type: 'confirmed', command: 'confirm-ha', by: by.login },
        memory: { ...memory, confirmed },
      }
    );
  },
};
