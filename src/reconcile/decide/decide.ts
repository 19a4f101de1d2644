import { aboutOf } from '../about.ts';
import type { Action } from '../action.ts';
import { disputed } from '../dispute.ts';
import { refusableOf, restingRefusal } from '../refused.ts';
import type { Snapshot } from '../snapshot.ts';
import { shownAt, targets } from '../targets.ts';
import type { Goal } from './goal.ts';
import { decideHint } from './hint.ts';
import { hold } from './hold.ts';
import { goalOf } from './life.ts';
import { nextStep } from './next-step.ts';
import { carryHold, closeOlder, closeReopened } from './supersede.ts';

/**
 * The next step for a request, from what GitHub shows and what this run found out: what should be so
 * in the end, and the first thing that is not. Pure. Called again after each step until there is
 * none left.
 */
export function decide(snapshot: Snapshot): Action {
  const about = aboutOf(snapshot);
  if (!about) return decideHint(snapshot);
  const goal = goalOf(snapshot, about);
  if (!snapshot.issue.locked) return nextStep(snapshot, goal);
  const steps = [closeOlder(snapshot), closeReopened(snapshot), stepWhileLocked(snapshot, goal)];
  return steps.find((each) => each && !isRefused(snapshot, each)) ?? { type: 'none' };
}

function isRefused(snapshot: Snapshot, action: Action): boolean {
  return restingRefusal(snapshot, refusableOf(action)) !== undefined;
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
    const action = isHeld ? hold(snapshot) : carryHold(snapshot);
    // What can't be put on hold can't be closed either: nothing would tell that it was the bot.
    return action?.type === 'hold' ? action : { type: 'none' };
  }
  for (const at of targets) {
    const pull = shownAt(snapshot, at)?.pull;
    if (pull?.state === 'open') return { type: 'close-pull-request', at, pullNumber: pull.number };
  }
  return { type: 'none' };
}
