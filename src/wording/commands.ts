import type { ConfirmableCheck } from '../probe/check-table.ts';
import {
  type Confirmation,
  type Verb,
  verbs,
  type Who,
  whoMayUse,
} from '../request/command-table.ts';

/**
 * A command where the bot speaks of it. Whoever answers by mail sends that back, and a mail program
 * can leave it alone on a line, as it does with a table's cell. Within quotation marks it is not a
 * command there either; as code it would lose them.
 */
export function commandWords(verb: Verb): string {
  return `“/onboard ${verb}”`;
}

/** What each is for. */
const purposes: Readonly<Record<Verb, string>> = {
  retry: 'Check everything again now.',
  cancel: 'Cancel the request.',
  'confirm-ha': 'Confirm that the control plane is highly available.',
  'confirm-server':
    'In a rotation, confirm that another server or certificate authority is still the same cluster.',
  'confirm-recipients':
    'Confirm that the new recipients of the secrets are allowed to decrypt them.',
  'confirm-author': 'Confirm that the author is allowed to have the cluster rotated or removed.',
  deployed: 'After a rotation, say that Prow is deployed with the new credentials.',
  help: 'Show this list.',
};

const people: Readonly<Record<Who, string>> = {
  author: 'the author, people with write access',
  maintainers: 'maintainers (people with write access)',
  everybody: 'everybody',
};

/** What somebody has confirmed, as the end of a sentence. */
export const confirmed: Readonly<Record<Confirmation, string>> = {
  'confirm-ha': 'the control plane is highly available',
  'confirm-server': 'it is the same cluster',
  'confirm-recipients': 'the new recipients of the secrets are allowed to decrypt them',
  'confirm-author': 'the author is allowed to ask for this',
};

/** All commands as a table, each shown as `words` has it. */
export function commandTable(words: (verb: Verb) => string): string {
  const rows = verbs.map(
    (verb) => `| ${words(verb)} | ${purposes[verb]} | ${people[whoMayUse[verb]]} |`,
  );
  return ['| Command | What it does | Who can use it |', '|---|---|---|', ...rows].join('\n');
}

/** What the bot could not verify, as the end of a sentence, and the command that confirms it. */
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
