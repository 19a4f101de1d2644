import { isConfirmation, type Verb } from '../../request/commands.ts';
import type { ClusterRequest } from '../../request/request.ts';
import { answeredLimit, examinationKey, type Memory, requestKey } from '../../state/memory.ts';
import type { Notice } from '../../state/status.ts';
import type { Action } from '../action.ts';
import type { Account, Reaction } from '../github.ts';
import { isForMaintainers, isSetAside } from '../risk.ts';
import type { PendingCommand, Snapshot } from '../snapshot.ts';
import { isTakenBack } from './cancellation.ts';
import type { Goal } from './goal.ts';
import { type Heard, withNotices } from './notices.ts';
import { isOfStranger, mayAnswer, noteAnswered, strangersLast } from './strangers.ts';
import { withClosed } from './supersede.ts';
import { writeStatus } from './write-status.ts';

type Answer = { readonly reaction?: Reaction; readonly notice?: Notice; readonly memory: Memory };

/**
 * A reaction is no memory of what was asked for. So there is a comment to remember it in before
 * there is a reaction.
 */
export function answerCommands(snapshot: Snapshot, { request }: Goal): Action | undefined {
  const { memory, statusComment, commands } = snapshot;
  if (commands.length === 0) return undefined;
  if (memory && statusComment?.recorded) return answerAll(snapshot, memory);
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
  for (const pending of strangersLast(snapshot.commands)) {
    const isToStranger = isOfStranger(pending);
    const answer = answerOne(pending, memory, snapshot);
    // What nobody said is passed over without a word, and takes away none.
    if (pending.command.verb === 'quoted') continue;
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

function answerOne(pending: PendingCommand, memory: Memory, snapshot: Snapshot): Answer {
  const { command, by, isOwn, mayWrite, isAuthor } = pending;
  const to = by.login;
  const refuse = (
    type:
      | 'edited'
      | 'misplaced'
      | 'not-allowed'
      | 'nothing-to-do'
      | 'too-early'
      | 'unknown-command',
    verb: string,
  ): Answer => ({
    reaction: 'confused',
    notice: { type, to, command: verb },
    memory,
  });

  if (command.verb === 'quoted') return { memory };
  if (command.verb === 'unknown') return refuse('unknown-command', command.text);
  if (command.verb === 'misplaced') return refuse('misplaced', command.text);
  if (command.verb === 'help') return { reaction: '+1', notice: { type: 'help', to }, memory };

  // The author may steer the own request; what nobody can verify, only a maintainer can vouch for.
  if (!isOwn) return refuse('edited', command.verb);
  const allowed = isForMaintainers(command, memory) ? mayWrite : mayWrite || isAuthor;
  if (!allowed) return refuse('not-allowed', command.verb);

  const effect = effectOf(command.verb, pending, memory, snapshot);
  if (!effect) return refuse('nothing-to-do', command.verb);
  const objection = isConfirmation(command) ? objectionTo(pending, snapshot) : undefined;
  return objection ? refuse(objection, command.verb) : effect;
}

type Effect = (pending: PendingCommand, memory: Memory, snapshot: Snapshot) => Answer | undefined;

/** What each command does; undefined where it has nothing to act on. */
const effects: Readonly<Record<Exclude<Verb, 'help'>, Effect>> = {
  retry: (_pending, memory, snapshot) => {
    const { issue, pull, deployment } = snapshot;
    if (!issue.open && !memory.cancelledBy) return undefined;
    const retracted = pull?.state === 'closed' ? pull.number : memory.retracted;
    const again = {
      ...{ ...memory, examined: undefined, cancelledBy: undefined, retracted },
      ...{ risk: undefined, superseded: withClosed(snapshot, memory) },
    };
    const second = deployment?.pull;
    const afterMerge = memory.afterMerge && {
      retracted: second?.state === 'closed' ? second.number : memory.afterMerge.retracted,
    };
    const undeployment = memory.undeployment && {
      retracted: second?.state === 'closed' ? second.number : memory.undeployment.retracted,
    };
    return { reaction: '+1', memory: { ...again, afterMerge, undeployment } };
  },

  cancel: ({ by }, memory, snapshot) => {
    const { issue, pull, deployment } = snapshot;
    const isAgain = isTakenBack(snapshot);
    if ((memory.cancelledBy && !isAgain) || !issue.open) return undefined;
    // Where both are merged there is nothing left to give up.
    if (pull?.state === 'merged' && (!deployment || deployment.pull?.state === 'merged')) {
      return undefined;
    }
    // As long as it says that it is cancelled, the same reopening would take this back too.
    const status = isAgain
      ? { ...memory.status, phase: { type: 'checking' } as const }
      : memory.status;
    return { reaction: '+1', memory: { ...memory, status, cancelledBy: by.login } };
  },

  'confirm-ha': ({ by, submission }, memory, { issue, request, pull }) => {
    if (request?.kind !== 'build-cluster' || request.operation === 'remove') return undefined;
    if (!submission || !issue.open || pull?.state === 'merged') return undefined;
    return {
      reaction: '+1',
      notice: { type: 'control-plane-confirmed', by: by.login },
      // Of the very submission that the maintainer saw, under the name that it had: another one
      // may be another cluster.
      memory: { ...memory, confirmed: confirmationOf(by, request, submission) },
    };
  },

  'confirm-server': ({ by, submission }, memory, { issue, request }) => {
    if (request?.operation !== 'rotate' || !submission || !issue.open) return undefined;
    return {
      reaction: '+1',
      notice: { type: 'server-confirmed', by: by.login },
      memory: { ...memory, confirmedServer: confirmationOf(by, request, submission) },
    };
  },

  'confirm-recipients': ({ by }, memory, { issue, statusComment }) => {
    const { examined, status } = statusComment?.recorded ?? {};
    if (status?.phase.type !== 'needs-change' || !examined || !issue.open) return undefined;
    const { problem } = status.phase;
    if (problem.id !== 'recipients-unconfirmed') return undefined;
    // Those that the comment told of.
    const { readers } = problem.details;
    return {
      reaction: '+1',
      notice: { type: 'recipients-confirmed', by: by.login },
      memory: {
        ...memory,
        examined: undefined,
        confirmedRecipients: { by: by.login, examined: examined.key, readers },
      },
    };
  },

  'confirm-author': ({ by }, memory, { issue, request, statusComment }) => {
    const seen = statusComment?.recorded?.status;
    if (!request || request.operation === 'add' || !seen || !issue.open) return undefined;
    // Of the very request that the maintainer saw: the author may have edited the title since.
    if (requestKey(seen) !== requestKey(request)) return undefined;
    return {
      reaction: '+1',
      notice: { type: 'author-confirmed', by: by.login },
      memory: {
        ...memory,
        examined: undefined,
        confirmedAuthor: { by: by.login, request: requestKey(request) },
      },
    };
  },
};

function confirmationOf({ login }: Account, request: ClusterRequest, fingerprint: string) {
  return { by: login, examined: examinationKey(request, { fingerprint }) };
}

/**
 * A maintainer has to have read in the status comment what is confirmed: the author may swap the
 * submission while the maintainer writes. Where it tells of none, there is nothing to confirm.
 */
function objectionTo(
  { command, sawStatus, submission }: PendingCommand,
  { request, statusComment }: Snapshot,
): 'too-early' | 'nothing-to-do' | undefined {
  if (!sawStatus) return 'too-early';
  if (command.verb === 'confirm-author' || !request || !submission) return undefined;
  // It needs no submission, whatever is attached.
  if (request.operation === 'remove') return undefined;
  const told = statusComment?.recorded?.examined?.key;
  if (told === undefined) return 'nothing-to-do';
  return told === examinationKey(request, { fingerprint: submission }) ? undefined : 'too-early';
}

function effectOf(
  verb: keyof typeof effects,
  pending: PendingCommand,
  memory: Memory,
  snapshot: Snapshot,
) {
  const isMerged = snapshot.pull?.state === 'merged';
  const isWaiting = memory.afterMerge !== undefined || isSetAside(memory);
  const isOver = isMerged ? !isWaiting : !snapshot.request;
  return isOver ? undefined : effects[verb](pending, memory, snapshot);
}
