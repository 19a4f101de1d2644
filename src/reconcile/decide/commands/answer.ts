import { type Verb, whoMayUse } from '../../../request/command-table.ts';
import type { Command } from '../../../request/parse-commands.ts';
import { answeredLimit, type Memory } from '../../../state/memory.ts';
import type { Notice, Refusal } from '../../../state/status.ts';
import type { Action } from '../../action.ts';
import { isForMaintainers } from '../../for-maintainers.ts';
import type { Reaction } from '../../github.ts';
import type { PendingCommand, Snapshot } from '../../snapshot.ts';
import type { Goal } from '../goal.ts';
import { writeStatus } from '../write-status.ts';
import { type Heard, withNotices } from './notices.ts';
import { commandRows } from './rows.ts';
import { isOfStranger, mayAnswer, noteAnswered, strangersLast } from './strangers.ts';

/**
 * A reaction is no memory of what was asked for. So there is a comment to remember it in before
 * there is a reaction: the one with the result, where something is to be found out or said.
 */
export function answerCommands(
  snapshot: Snapshot,
  { request, says, does, lastWord }: Goal,
): Action | undefined {
  const { memory, statusComment, commands } = snapshot;
  if (commands.length === 0) return undefined;
  if (memory && statusComment?.recorded) return answerAll(snapshot, memory);
  if (says || does || lastWord) return undefined;
  return writeStatus(snapshot, request, { phase: { type: 'checking' } });
}

/**
 * Answers the commands that nobody answered yet, in the order in which they were written, but those
 * of strangers last. Only changes what the bot remembers; the next decision follows from that.
 */
export function answerAll(snapshot: Snapshot, start: Memory): Action {
  const reactions = new Map<number, Reaction>();
  const heard: Heard[] = [];
  const { now } = snapshot;
  let memory: Memory = start;
  for (const pending of strangersLast(snapshot.commands.filter(isSaid))) {
    const isToStranger = isOfStranger(pending);
    const answer = answerOne(pending, memory, snapshot);
    if (isToStranger && !mayAnswer(memory, pending, now)) continue;
    heard.push({ login: pending.by.login, notice: answer.notice, isToStranger });
    if (answer.reaction && reactions.get(pending.commentId) !== 'confused') {
      reactions.set(pending.commentId, answer.reaction);
    }
    memory = isToStranger ? noteAnswered(answer.memory, pending, now) : answer.memory;
  }
  const answered = new Set([...start.answered, ...snapshot.commands.map(({ key }) => key)]);
  const notices = withNotices(memory.status.notices, heard);
  return {
    type: 'answer',
    reactions: [...reactions].map(([commentId, reaction]) => ({ commentId, reaction })),
    memory: {
      ...memory,
      answered: [...answered].slice(-answeredLimit),
      status: { ...memory.status, notices },
    },
  };
}

interface Answer {
  readonly reaction?: Reaction;
  readonly notice?: Notice;
  readonly memory: Memory;
}

type Said = PendingCommand & { readonly command: Command };

/** What nobody said is passed over without a word, and takes away none. */
function isSaid(pending: PendingCommand): pending is Said {
  return pending.command.verb !== 'quoted';
}

function answerOne(pending: Said, memory: Memory, snapshot: Snapshot): Answer {
  const { command, by } = pending;
  const refuse = (type: Refusal, said: string): Answer => ({
    reaction: 'confused',
    notice: { type, to: by.login, command: said },
    memory,
  });

  switch (command.verb) {
    case 'unknown':
      return refuse('unknown-command', command.text);
    case 'misplaced':
      return {
        ...{ reaction: 'confused', memory },
        notice: { type: 'misplaced', to: by.login, command: command.text },
      };
    default: {
      const { verb } = command;
      const refusal = refusalOf(pending, verb);
      if (refusal) return refuse(refusal, verb);
      const { when, effect } = commandRows[verb];
      const done = when(memory, snapshot) ? effect(pending, memory, snapshot) : 'nothing-to-do';
      return typeof done === 'string' ? refuse(done, verb) : { reaction: '+1', ...done };
    }
  }
}

/** The author may steer the own request; what nobody can verify, only a maintainer can vouch for. */
function refusalOf(pending: PendingCommand, verb: Verb): Refusal | undefined {
  const { command, isOwn, isAuthor, mayWrite } = pending;
  if (whoMayUse[verb] === 'everybody') return undefined;
  if (!isOwn) return 'edited';
  const isAllowed = mayWrite || (isAuthor && !isForMaintainers(command));
  return isAllowed ? undefined : 'not-allowed';
}
