import { kinds } from '../../../request/request.ts';
import { confirmCheck } from './confirmation.ts';
import { type CommandRow, untilOver } from './row.ts';

/** Vouches for the control plane that the bot could not count. */
export const confirmHa: CommandRow = {
  when: untilOver,
  effect: confirmCheck({
    check: 'control-plane',
    command: 'confirm-ha',
    remember: 'confirmed',
    isAskedOf: ({ kind }) => kinds[kind].needsHighAvailability,
  }),
};
