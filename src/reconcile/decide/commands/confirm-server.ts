import { operations } from '../../../request/request.ts';
import { confirmationOf, objectionTo } from './confirmation.ts';
import { type CommandRow, untilOver } from './row.ts';

/** Vouches that another server is still the same cluster. */
export const confirmServer: CommandRow = {
  when: untilOver,
  effect: (pending, memory, snapshot) => {
    const { by, submission } = pending;
    const { issue, request } = snapshot;
    if (!request || !submission || !issue.open) return 'nothing-to-do';
    // Only where a kubeconfig takes the place of another one.
    const { needsSubmission, isRegisteredBefore } = operations[request.operation];
    if (!needsSubmission || !isRegisteredBefore) return 'nothing-to-do';
    const confirmedServer = confirmationOf(by, request, submission);
    return (
      objectionTo(pending, snapshot) ?? {
        notice: { type: 'confirmed', command: 'confirm-server', by: by.login },
        memory: { ...memory, confirmedServer },
      }
    );
  },
};
