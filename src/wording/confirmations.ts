import type { ConfirmableCheck } from '../probe/check-table.ts';
import type { Confirmation } from '../request/who-may-command.ts';

/** What the bot could not verify, as the end of a sentence, and the command that vouches for it. */
export const confirmations: Readonly<
  Record<ConfirmableCheck, { readonly what: string; readonly command: Confirmation }>
> = {
  'control-plane': {
    what: 'the control plane is highly available',
    command: 'confirm-ha',
  },
  'same-cluster': {
    what: 'it is the cluster that is registered under this name',
    command: 'confirm-server',
  },
};
