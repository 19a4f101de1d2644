import { type ClusterKind, operations } from '../../../request/request.ts';
import { confirmationOf, objectionTo } from './confirmation.ts';
import { type CommandRow, untilOver } from './row.ts';

/** Whether the control plane of that kind has to be highly available. */
const needsControlPlane: Readonly<Record<ClusterKind, boolean>> = {
  'build-cluster': true,
  'external-provider': false,
};

/** Vouches for the control plane that the bot could not count. */
export const confirmHa: CommandRow = {
  when: untilOver,
  effect: (pending, memory, snapshot) => {
    const { by, submission } = pending;
    const { issue, request, pull } = snapshot;
    if (!request || !submission || !issue.open || pull?.state === 'merged') return 'nothing-to-do';
    const { needsSubmission } = operations[request.operation];
    if (!needsControlPlane[request.kind] || !needsSubmission) return 'nothing-to-do';
    const confirmed = confirmationOf(by, request, submission);
    return (
      objectionTo(pending, snapshot) ?? {
        notice: { type: 'confirmed', command: 'confirm-ha', by: by.login },
        memory: { ...memory, confirmed },
      }
    );
  },
};
