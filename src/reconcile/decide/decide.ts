import { aboutOf } from '../about.ts';
import type { Action } from '../action.ts';
import { disputed } from '../dispute.ts';
import type { Snapshot } from '../snapshot.ts';
import { shownAt, targets } from '../targets.ts';
import type { Goal } from './goal.ts';
import { decideHint } from './hint.ts';
import { hold } from './hold.ts';
import { goalOf } from './life.ts';
import { nextStep } from './next-step.ts';
import { carryHold, closeReopened } from './supersede.ts';

/**
 * The next step for a request, from what GitHub shows and what this run found out: what should be so
 * in the end, and the first thing that is not. Pure. Called again after each step until there is
 * none left.
 */
export function decide(snapshot: Snapshot): Action {
  const about = aboutOf(snapshot);
  if (!about) return decideHint(snapshot);
  const goal = goalOf(snapshot, about);
  const next = snapshot.issue.locked ? stepWhileLocked : nextStep;
  return closeReopened(snapshot) ?? next(snapshot, goal);
}

/**
 * GitHub lets no App write into a locked issue, so nobody could be told what becomes of it: all
 * waits until it is unlocked. Only what nobody asks for any more is not left for review, and what
 * would have to be held or given up is not to be merged meanwhile. A hold that can't be written down
 * before counts as a person's afterwards.
 */
function stepWhileLocked(snapshot: Snapshot, { held, closes = [], does }: Goal): Action {
  if (snapshot.issue.open) {
    // To look writes nothing: what is open may be about to be given up.
    if (does?.type === 'search-attachments' && snapshot.pull?.state === 'open') return does;
    const isGivenUp = closes.some(({ at }) => at === 'secrets');
    const isHeld = held || isGivenUp || disputed(snapshot.memory, snapshot.now).length > 0;
    return (isHeld ? hold(snapshot) : carryHold(snapshot)) ?? { type: 'none' };
  }
  for (const at of targets) {
    const pull = shownAt(snapshot, at)?.pull;
    if (pull?.state === 'open') return { type: 'close-pull-request', at, pullNumber: pull.number };
  }
  return { type: 'none' };
}
