import type { Verb } from '../../request/commands.ts';
import type { Notice } from '../../state/status.ts';
import { commandWords } from '../command-words.ts';
import { inlineCode } from '../escape.ts';

const commands = [
  [
    'retry',
    'Look at everything again, now.',
    'the author, people with write access; only these where the request was set aside',
  ],
  ['cancel', 'Give the request up.', 'the author, people with write access'],
  [
    'confirm-ha',
    'Vouch that the control plane is highly available.',
    'maintainers (people with write access)',
  ],
  [
    'confirm-server',
    'Vouch that another server or authority is still the same cluster, in a rotation.',
    'maintainers (people with write access)',
  ],
  [
    'confirm-recipients',
    'Vouch that those who can decrypt the secrets since lately are meant to.',
    'maintainers (people with write access)',
  ],
  [
    'confirm-author',
    'Vouch that the author may have the cluster rotated or removed.',
    'maintainers (people with write access)',
  ],
  ['help', 'Show this list.', 'everybody'],
] as const satisfies readonly (readonly [Verb, string, string])[];

/** The list of commands, folded unless somebody asked for it. */
export function renderCommands(open: boolean): string {
  const rows = commands.map(
    ([verb, effect, who]) => `| ${commandWords(verb)} | ${effect} | ${who} |`,
  );
  return [
    `<details${open ? ' open' : ''}><summary>Commands</summary>`,
    '',
    'Write them in a comment, without the quotation marks, each on a line of its own with nothing behind it. In a reply by mail, write them first.',
    '',
    '| Command | What it does | Who may |',
    '|---|---|---|',
    ...rows,
    '',
    '</details>',
  ].join('\n');
}

/** The answer to a command. Logins are shown as code, so that nobody is notified by an edit. */
export function renderNotice(notice: Notice): string {
  switch (notice.type) {
    case 'help':
      return `> ℹ️ ${inlineCode(notice.to)}: the commands are listed below.`;
    case 'unknown-command':
      return `> ℹ️ ${inlineCode(notice.to)}: there is no command ${inlineCode(notice.command)}; the commands are listed below.`;
    case 'not-allowed':
      return `> ⛔ ${inlineCode(notice.to)}: you may not use ${inlineCode(notice.command)}; the list below says who may.`;
    case 'nothing-to-do':
      return `> ℹ️ ${inlineCode(notice.to)}: ${inlineCode(notice.command)} changes nothing at this point.`;
    case 'edited':
      return `> ℹ️ ${inlineCode(notice.to)}: what somebody else has edited commands nothing. Say ${inlineCode(notice.command)} in a comment of your own.`;
    case 'misplaced':
      return `> ℹ️ ${inlineCode(notice.to)}: your ${inlineCode(notice.command)} counts only on a line of its own, with nothing behind it and above any quotation, and in a reply by mail before everything else. Say it so in a new comment.`;
    case 'too-early':
      return `> ℹ️ ${inlineCode(notice.to)}: this comment has changed since your ${inlineCode(notice.command)}. Look at what it says now, then say it again.`;
    case 'control-plane-confirmed':
      return `> ✅ ${inlineCode(notice.by)} has confirmed that the control plane is highly available.`;
    case 'server-confirmed':
      return `> ✅ ${inlineCode(notice.by)} has confirmed that it is the same cluster.`;
    case 'recipients-confirmed':
      return `> ✅ ${inlineCode(notice.by)} has confirmed that the new recipients of the secrets are meant to decrypt them.`;
    case 'author-confirmed':
      return `> ✅ ${inlineCode(notice.by)} has confirmed that the author may ask for this.`;
  }
}
