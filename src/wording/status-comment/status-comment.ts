import type { Notice, Status } from '../../state/status.ts';
import { commandTable, commandWords, confirmed } from '../commands.ts';
import { inlineCode } from '../escape.ts';
import { folded } from '../folded.ts';
import { kindNames } from '../kinds.ts';
import { renderLeak } from './leak.ts';
import { type PhaseContext, renderPhase } from './phases.ts';
import { renderBlocked, renderUnheld } from './refused.ts';

/** What the status comment knows of the bot that writes it. */
export interface StatusContext extends PhaseContext {
  /** The contributors' guide. */
  readonly guideUrl: string;
  readonly botName: string;
}

/** What is asked for, as the bot has understood it. */
const requests: Readonly<Record<Status['operation'], string>> = {
  add: '',
  rotate: 'New credentials for ',
  remove: 'Removal of ',
};

const disputed = [
  '> [!WARNING]',
  '> **Maintainers: find out who keeps changing what the bot writes,** here or in its pull request. The bot has restored it three times and now leaves it alone for an hour. An open pull request is on hold until then.',
].join('\n');

/**
 * The status comment, in Markdown. Most people read its first lines only, in a mail: they say whose
 * turn it is and what to do. It is public, and holds nothing that came out of a ciphertext.
 */
export function renderStatus(status: Status, context: StatusContext): string {
  const about = { ...context, kind: status.kind, operation: status.operation };
  const sections = [
    ...(status.leaked ? [renderLeak(status.leaked, about)] : []),
    ...(status.isDisputed ? [disputed] : []),
    ...(status.calls ? [renderCalls(status.calls)] : []),
    renderBlocked(status, context) ?? renderPhase(status, about),
    renderUnheld(status),
    ...status.notices.map(renderNotice),
    renderCommands(status.notices.some(({ type }) => type === 'help')),
    `<sub>${requests[status.operation]}${kindNames[status.kind]} ${inlineCode(status.name)} · [Guide](${context.guideUrl}) · [All problems](${context.problemsUrl})</sub>`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** The only place where anybody is mentioned, and so notified. */
function renderCalls(logins: readonly string[]): string {
  return `${logins.map((login) => `@${login}`).join(' ')}: this waits for you.`;
}

/** The list of commands, folded unless somebody asked for it. */
export function renderCommands(open: boolean): string {
  return folded(
    'Commands',
    [
      'Write a command in a comment, without the quotation marks, on a line of its own with nothing after it. In a reply by mail, write it first.',
      commandTable(commandWords),
    ],
    open,
  );
}

/** The answer to a command. Logins are shown as code, so that nobody is notified by an edit. */
function renderNotice(notice: Notice): string {
  switch (notice.type) {
    case 'help':
      return `> ℹ️ ${inlineCode(notice.to)}: the commands are listed below.`;
    case 'unknown-command':
      return `> ℹ️ ${inlineCode(notice.to)}: the command ${inlineCode(notice.command)} does not exist; the commands are listed below.`;
    case 'not-allowed':
      return `> ⛔ ${inlineCode(notice.to)}: you are not allowed to use ${inlineCode(notice.command)}; the list below says who is.`;
    case 'nothing-to-do':
      return `> ℹ️ ${inlineCode(notice.to)}: ${inlineCode(notice.command)} has no effect at this point.`;
    case 'proved':
      return `> ℹ️ ${inlineCode(notice.to)}: ${inlineCode(notice.command)} has no effect, because the bot has verified this itself.`;
    case 'disproved':
      return `> ℹ️ ${inlineCode(notice.to)}: ${inlineCode(notice.command)} has no effect, because the bot has seen that this is not true.`;
    case 'confirmed-before':
      return `> ℹ️ ${inlineCode(notice.to)}: ${inlineCode(notice.command)} has no effect, because this is already confirmed.`;
    case 'edited':
      return `> ℹ️ ${inlineCode(notice.to)}: a comment that somebody else has edited cannot contain commands. Write ${inlineCode(notice.command)} in a new comment.`;
    case 'misplaced':
      return `> ℹ️ ${inlineCode(notice.to)}: write ${commandWords(notice.command)} in a new comment, exactly like this and without the quotation marks: on a line of its own, with nothing after it and above any quotation; in a reply by mail, before everything else.`;
    case 'too-early':
      return `> ℹ️ ${inlineCode(notice.to)}: this comment has changed after your ${inlineCode(notice.command)}. Read what it says now, then write the command again.`;
    case 'confirmed':
      return `> ✅ ${inlineCode(notice.by)} confirmed that ${confirmed[notice.command]}.`;
  }
}
