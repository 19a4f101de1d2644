import { type ProblemId, responsibleFor } from '../../problem.ts';
import type { Memory } from '../../state/memory.ts';
import { blockedBy } from '../../state/refused.ts';
import type { Status } from '../../state/status.ts';
import { leftToMaintainers } from '../../wording/status-comment/left-to-maintainers.ts';

/** Whose turn it is, and a word that tells this turn from the next. Undefined: nobody has to act. */
type Turn = readonly ['author' | 'maintainers' | 'over', string] | undefined;

/** How a status is told. */
interface Telling {
  /** Whether it is worth a comment of its own: GitHub tells people of those, and of no edit. */
  readonly isNew: boolean;
  /** Whether maintainers are called by name: now, or by the comment that is edited, as before. */
  readonly calls: 'now' | 'before' | 'none';
  /** The turns that were told of within the last day, and the last one. */
  readonly told: Memory['told'];
}

const dayMs = 24 * 60 * 60 * 1000;

/** Of an issue within a day. */
const mostComments = 6;

/**
 * Whether a status hands the turn to somebody. One that comes back within a day without anybody's
 * doing, as with a cluster that comes and goes, is told by an edit; so is what goes beyond the limit.
 * `asked` tells again what is asked for, see `examinationKey`.
 */
export function tellTurn({ status, told = [] }: Memory, asked: string, now: Date): Telling {
  const turn = turnOf(status, asked) ?? (status.leaked && ['author', 'leak']);
  const key = [...(turn ?? []), ...(status.leaked ? [status.leaked] : [])].join(' ');
  const isToday = ({ at }: { readonly at: string }) => now.getTime() - Date.parse(at) < dayMs;
  const today = told.filter(isToday);
  const isTold = told.at(-1)?.turn === key || today.some((each) => each.turn === key);
  const isTheirs = turn?.[0] === 'maintainers';
  if (!turn || isTold || today.length >= mostComments) {
    return { isNew: false, calls: isTheirs ? 'before' : 'none', told };
  }
  const calls = isTheirs && !today.some(({ called }) => called) ? 'now' : 'none';
  const one = {
    turn: key,
    at: now.toISOString(),
    ...(calls === 'now' && { called: true as const }),
  };
  return { isNew: true, calls, told: [...today, one] };
}

/** What is asked for is part of the author's turn: a new file that fails too is another one. */
function turnOf(status: Status, asked: string): Turn {
  if (blockedBy(status)) return undefined;
  const { phase } = status;
  switch (phase.type) {
    case 'checking':
    case 'needs-operator':
      return undefined;
    case 'needs-change':
      return turnAfter(phase.problem.id, asked);
    case 'checks-failed':
      return ['author', asked];
    case 'proposed':
      return ['maintainers', `secrets ${phase.pull.number}`];
    case 'deploying':
      return ['maintainers', `deployment ${phase.deployment.number}`];
    case 'closed-unmerged':
      return ['author', `closed ${phase.pull.number}`];
    case 'deployment-closed':
      return ['author', `deployment closed ${phase.deployment.number}`];
    case 'not-answering':
      if (phase.problem && responsibleFor(phase.problem.id) === 'operator') return undefined;
      return ['author', `silent ${phase.pull.number}`];
    case 'awaiting-deployment':
      return ['maintainers', `deploy ${phase.pull.number}`];
    case 'cancelled':
    case 'withdrawn':
      return ['over', phase.type];
    case 'merged':
      return [leftToMaintainers(phase) ? 'maintainers' : 'over', phase.type];
  }
}

function turnAfter(id: ProblemId, asked: string): Turn {
  switch (responsibleFor(id)) {
    case 'nobody':
    case 'operator':
      return undefined;
    case 'maintainer':
      return ['maintainers', id];
    case 'author':
    case 'administrator':
      return ['author', asked];
  }
}
