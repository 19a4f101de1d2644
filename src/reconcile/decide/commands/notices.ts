import type { Notice } from '../../../state/status.ts';

/** The last words are enough, and the comment that holds them has a limit. */
const noticeLimit = 5;

/** A command that was answered, with or without words. */
export interface Heard {
  readonly login: string;
  readonly notice: Notice | undefined;
  readonly isToStranger: boolean;
}

/**
 * What is told below the status once these commands are answered. A person's next command takes away
 * what that person was told before, and a stranger's nothing else than what strangers were told.
 */
export function withNotices(before: readonly Notice[], heard: readonly Heard[]): readonly Notice[] {
  if (heard.length === 0) return before;
  const logins = new Set(heard.filter((each) => !each.isToStranger).map(({ login }) => login));
  const kept = before.filter((notice) => !notice.isToStranger && !logins.has(loginIn(notice)));
  const toStrangers = told(heard.filter(({ isToStranger }) => isToStranger));
  const toOthers = newest([...kept, ...told(heard.filter((each) => !each.isToStranger))]);
  const room = noticeLimit - toOthers.length;
  const passing = newest(toStrangers.map((notice) => ({ ...notice, isToStranger: true as const })));
  return [...toOthers, ...(room > 0 ? passing.slice(-room) : [])];
}

function told(heard: readonly Heard[]): readonly Notice[] {
  return heard.flatMap(({ notice }) => (notice ? [notice] : []));
}

function newest(notices: readonly Notice[]): readonly Notice[] {
  const different = new Map(notices.map((notice) => [JSON.stringify(notice), notice]));
  return [...different.values()].slice(-noticeLimit);
}

function loginIn(notice: Notice): string {
  return 'to' in notice ? notice.to : notice.by;
}
