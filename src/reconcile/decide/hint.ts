import { isDeepStrictEqual } from 'node:util';
import { mayCount } from '../../attachment/found-submissions.ts';
import type { Hint } from '../../state/hint.ts';
import { leakLabel } from '../../state/labels.ts';
import type { Action } from '../action.ts';
import { boundedLeak, uniteLeaks } from '../leaks.ts';
import type { PendingCommand, Snapshot } from '../snapshot.ts';
import { isOfStranger } from './commands/strangers.ts';

const nothing: Action = { type: 'none' };

/**
 * The next step where nothing is asked for in the form of a request: who clearly means one is told
 * the title, and who says a command is told what there is, each by the one comment of the bot.
 */
export function decideHint(snapshot: Snapshot): Action {
  const { issue, hints, leak, mayHint } = snapshot;
  if (!issue.open || issue.locked) return nothing;
  const [older, newest] = [hints.slice(0, -1), hints.at(-1)];
  if (older[0]) return { type: 'delete-comment', commentId: older[0].id };
  if (isToBeRecognised(snapshot)) return { type: 'recognise' };
  const hint = hintFor(snapshot);
  if (!hint) return newest ? { type: 'delete-comment', commentId: newest.id } : nothing;
  const isNews = newest ? !isSame(hint, newest) : mayHint || hint.isHelp;
  if (!isNews) return answerWithout(snapshot);
  const isAlarm = leak && hint.leak && !issue.labels.includes(leakLabel);
  return isAlarm ? { type: 'label-leak', leak } : { type: 'write-hint', hint };
}

/** Whether it has to be found out that something is meant for the bot: at most once in a run. */
function isToBeRecognised({ nearMiss, mayHint, holdsMessage, candidates }: Snapshot): boolean {
  if (nearMiss || !mayHint || holdsMessage !== undefined) return false;
  return candidates.each.some(mayCount);
}

/** What the comment is to say. What leaked is told only to who means to ask for something. */
function hintFor({ nearMiss, holdsMessage, hints, commands, leak }: Snapshot): Hint | undefined {
  const asks = nearMiss ?? (holdsMessage ? 'something' : undefined);
  const isHelp =
    hints.some((hint) => hint.isHelp) || commands.some(({ command }) => command.verb === 'help');
  if (!asks && !isHelp) return undefined;
  const before = hints.at(-1)?.leak;
  const posted = asks ? uniteLeaks(before, leak) : before;
  return { ...(asks && { asks }), isHelp, ...(posted && { leak: boundedLeak(posted) }) };
}

function isSame(hint: Hint, { id: _id, ...written }: Snapshot['hints'][number]): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(hint)), JSON.parse(JSON.stringify(written)));
}

function isSaid({ command }: PendingCommand): boolean {
  return command.verb !== 'quoted';
}

/** Of an issue: each reaction is a write, and strangers must not keep everybody waiting for them. */
const mostToStrangers = 3;

function answerWithout({ commands, answeredBefore }: Snapshot): Action {
  const said = commands.filter(isSaid);
  const left = Math.max(0, mostToStrangers - answeredBefore.length);
  const ofStrangers = new Set(said.filter(isOfStranger).slice(left));
  const heard = said.filter((each) => !ofStrangers.has(each));
  if (heard.length === 0) return nothing;
  const reactions = heard.map(({ commentId, command }) => ({
    commentId,
    reaction: command.verb === 'help' ? ('+1' as const) : ('confused' as const),
  }));
  return { type: 'react', reactions };
}
