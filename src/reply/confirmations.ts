import type { ConfirmableCheck } from '../probe/report.ts';
import type { Verb } from '../request/commands.ts';

/** What a maintainer may have to confirm before the merge. */
export type Confirmable = ConfirmableCheck | 'recipients';

/** What the bot could not verify, as the end of a sentence, and the command that vouches for it. */
export const confirmations: Readonly<
  Record<Confirmable, { readonly what: string; readonly command: Verb }>
> = {
  'control-plane': {
    what: 'the control plane is highly available',
    command: 'confirm-ha',
  },
  'same-cluster': {
    what: 'it is the cluster that is registered under this name',
    command: 'confirm-server',
  },
  recipients: {
    what: 'everybody who can decrypt the secrets since lately is meant to; the pull request names them',
    command: 'confirm-recipients',
  },
};
