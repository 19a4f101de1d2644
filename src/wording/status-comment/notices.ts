import type { Notice } from '../../state/status.ts';
import { commandTable, commandWords, confirmed } from '../commands.ts';
import { inlineCode } from '../escape.ts';

/** The list of commands, folded unless somebody asked for it. */
export function renderCommands(open: boolean): string {
  return [
    `<details${open ? ' open' : ''}><summary>Commands</summary>`,
    '',
    'Write them in a comment, without the quotation marks, each on a line of its own with nothing behind it. In a reply by mail, write them first.',
    '',
    commandTable(commandWords),
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
    case 'confirmed':
      return `> ✅ ${inlineCode(notice.by)} has confirmed that ${confirmed[notice.command]}.`;
  }
}
