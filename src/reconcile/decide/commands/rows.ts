import type { Verb } from '../../../request/command-table.ts';
import { cancel } from './cancel.ts';
import { confirmAuthor } from './confirm-author.ts';
import { confirmHa } from './confirm-ha.ts';
import { confirmRecipients } from './confirm-recipients.ts';
import { confirmServer } from './confirm-server.ts';
import { deployed } from './deployed.ts';
import { help } from './help.ts';
import { retry } from './retry.ts';
import type { CommandRow } from './row.ts';

export const commandRows: Readonly<Record<Verb, CommandRow>> = {
  retry,
  cancel,
  'confirm-ha': confirmHa,
  'confirm-server': confirmServer,
  'confirm-recipients': confirmRecipients,
  'confirm-author': confirmAuthor,
  deployed,
  help,
};
