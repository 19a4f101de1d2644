import { responsibleFor } from '../../problem.ts';
import type { Blocked, BlockingStep } from '../../state/refused.ts';
import type { Refused, Status } from '../../state/status.ts';
import { hold } from '../hold.ts';
import { renderReason } from './answer.ts';
import type { PhaseContext } from './phases.ts';

/** What GitHub does not let the bot do, and what a maintainer can do instead. */
const steps: Readonly<Record<BlockingStep, { readonly what: string; readonly byHand?: string }>> = {
  read: { what: 'read what it needs to continue' },
  release: {
    what: `remove the label ${hold} from the pull request, though nothing is left to wait for`,
    byHand: 'A maintainer can remove it by hand.',
  },
  restore: { what: 'write its own words again, which somebody else has changed in a pull request' },
  'close-pull-request': {
    what: 'close a pull request that must no longer be merged',
    byHand: 'A maintainer can close it by hand.',
  },
  'close-issue': {
    what: 'close this issue; everything else is done',
    byHand: 'A maintainer can close it by hand.',
  },
  'reopen-issue': {
    what: 'reopen this issue',
    byHand: 'Its author or a maintainer can reopen it by hand.',
  },
};

/** What is told in place of the rest, which is not so yet; undefined where all is. */
export function renderBlocked({ refused = [] }: Status, context: PhaseContext) {
  const blocked = refused.find(isTold);
  return blocked && renderStep(blocked, context);
}

function isTold(refused: Refused): refused is Blocked {
  return Object.hasOwn(steps, refused.step);
}

function renderStep({ step, problem }: Blocked, context: PhaseContext): string {
  const { what, byHand } = steps[step];
  const turn =
    responsibleFor(problem.id) === 'nobody'
      ? '⏳ **Nobody has to do anything:** the bot tries again on its own.'
      : '🔧 **The operator of the bot must fix something.** The author has nothing to do: the bot then continues on its own.';
  return [
    byHand === undefined ? turn : `${turn} ${byHand}`,
    `**Why:** The bot cannot ${what}. ${renderReason(problem, context)}`,
  ].join('\n\n');
}

/** Why a pull request was closed that somebody may have seen, where something else is told. */
export function renderUnheld({ refused = [], phase }: Status): string {
  const isTold = phase.type === 'needs-operator' && phase.problem.id === 'hold-refused';
  if (isTold || !refused.some(({ step }) => step === 'hold')) return '';
  return `> ℹ️ The bot has closed the pull request, as it must not be merged yet and GitHub does not let the bot put the label ${hold} on it.`;
}
