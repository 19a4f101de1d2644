import type { Problem } from '../problem.ts';
import type { Memory } from '../state/memory.ts';
import { withRefused } from '../state/refused.ts';
import type { Refused } from '../state/status.ts';
import { memoryOf } from './about.ts';
import type { Action } from './action.ts';
import { rememberLeak } from './leaks.ts';
import type { Snapshot } from './snapshot.ts';

type Which = Pick<Refused, 'step' | 'at'>;

const hourMs = 60 * 60 * 1000;

/** How long what ended in a problem of GitHub rests: people have to change that, and each try costs. */
export function restMs({ id }: Problem, { recheckAfterMs }: Pick<Snapshot, 'recheckAfterMs'>) {
  const isRefusal = id === 'github-refused' || id === 'hold-refused';
  return isRefusal ? Math.max(hourMs, recheckAfterMs) : recheckAfterMs;
}

/** What of an action GitHub may refuse; undefined where that ends in a phase. */
export function refusableOf(action: Action): Which | undefined {
  switch (action.type) {
    case 'restore':
    case 'sign-again':
    case 'close-pull-request':
      return { step: action.type, at: action.at };
    case 'hold':
    case 'release':
    case 'renew':
    case 'reword':
    case 'hand-over':
    case 'close-again':
    case 'label-leak':
    case 'delete-comment':
    case 'close-issue':
    case 'reopen-issue':
      return { step: action.type };
    default:
      return undefined;
  }
}

/** What is known of a step that was refused, whether it rests or not. */
export function refusalOf(
  { memory }: Pick<Snapshot, 'memory'>,
  { step, at }: Which,
): Refused | undefined {
  return memory?.status.refused?.find((each) => each.step === step && each.at === at);
}

/** The same as long as it is too early to try it again. */
export function restingRefusal(snapshot: Snapshot, which: Which | undefined): Refused | undefined {
  const refused = which && refusalOf(snapshot, which);
  return refused && snapshot.now < triedAgainAt(refused, snapshot) ? refused : undefined;
}

export function triedAgainAt(
  { since, problem }: Refused,
  snapshot: Pick<Snapshot, 'recheckAfterMs'>,
): Date {
  return new Date(Date.parse(since) + restMs(problem, snapshot));
}

/** The snapshot after a step that was refused. An alarm is raised without its label, too. */
export function afterRefusal(
  action: Action,
  which: Which,
  problem: Problem,
  snapshot: Snapshot,
): Snapshot {
  const before = memoryOf(snapshot);
  if (!before) return snapshot;
  const memory = action.type === 'label-leak' ? rememberLeak(before, action.leak) : before;
  const refused = { ...which, problem, since: snapshot.now.toISOString() };
  return { ...snapshot, memory: withRefused(memory, which, refused) };
}

/** The snapshot after a step that was done. */
export function afterSuccess(action: Action, snapshot: Snapshot): Snapshot {
  const which = refusableOf(action);
  if (!which || !refusalOf(snapshot, which)) return snapshot;
  return { ...snapshot, memory: snapshot.memory && withRefused(snapshot.memory, which) };
}

/** Whatever was refused may be tried again at once. */
export function rested(memory: Memory): Memory {
  const { refused } = memory.status;
  if (!refused) return memory;
  const again = refused.map((each) => ({ ...each, since: new Date(0).toISOString() }));
  return { ...memory, status: { ...memory.status, refused: again } };
}
