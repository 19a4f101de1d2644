import { objectionTo } from './confirmation.ts';
import { type CommandRow, untilOver } from './row.ts';

/** Vouches for those who can decrypt the secrets since lately. */
export const confirmRecipients: CommandRow = {
  when: untilOver,
  effect: (pending, memory, snapshot) => {
    const { by, at } = pending;
    const { login } = by;
    const { examined, status } = snapshot.statusComment?.recorded ?? {};
    const phase = status?.phase;
    if (phase?.type !== 'needs-change' || !examined || !snapshot.issue.open) return 'nothing-to-do';
    const { problem } = phase;
    if (problem.id !== 'recipients-unconfirmed') return 'nothing-to-do';
    // Those that the comment told of.
    const { readers } = problem.details;
    const confirmedRecipients = { by: login, at, examined: examined.key, readers };
    return (
      objectionTo(pending, snapshot) ?? {
        notice: { type: 'confirmed', command: 'confirm-recipients', by: login },
        memory: { ...memory, examined: undefined, confirmedRecipients },
      }
    );
  },
};
