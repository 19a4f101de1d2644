import { operations } from '../../../request/request.ts';
import { confirmCheck } from './confirmation.ts';
import { type CommandRow, untilOver } from './row.ts';

/** Vouches that another server is still the same cluster. */
export const confirmServer: CommandRow = {
  when: untilOver,
  effect: confirmCheck({
    check: 'same-cluster',
    command: 'confirm-server',
    remember: 'confirmedServer',
    // Only where a kubeconfig takes the place of another one.
    isAskedOf: ({ operation }) => operations[operation].isRegisteredBefore,
  }),
};
