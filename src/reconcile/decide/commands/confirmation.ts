import type { ConfirmableCheck } from '../../../probe/check-table.ts';
import type { Confirmation } from '../../../request/command-table.ts';
import { type ClusterRequest, operations } from '../../../request/request.ts';
import type { Memory } from '../../../state/memory.ts';
import { examinationKey } from '../../../state/request-keys.ts';
import type { PendingCommand, Snapshot } from '../../snapshot.ts';
import type { CommandRow, Objection } from './row.ts';

interface ConfirmedCheck {
  readonly check: ConfirmableCheck;
  readonly command: Confirmation;
  readonly remember: 'confirmed' | 'confirmedServer';
  readonly isAskedOf: (request: ClusterRequest) => boolean;
}

/**
 * Vouches for what a check could not verify: of the very submission that the maintainer saw, under
 * the name that it had, since another one may be another cluster. One that can change nothing is
 * refused, so that nobody believes to have settled it.
 */
export function confirmCheck(confirmed: ConfirmedCheck): CommandRow['effect'] {
  const { check, command, remember, isAskedOf } = confirmed;
  return (pending, memory, snapshot) => {
    const { by, at, submission } = pending;
    const { issue, request, pull } = snapshot;
    if (!request || !submission || !issue.open || pull?.state === 'merged') return 'nothing-to-do';
    const { needsSubmission } = operations[request.operation];
    if (!needsSubmission || !isAskedOf(request)) return 'nothing-to-do';
    const examined = examinationKey(request, { fingerprint: submission });
    return (
      objectionTo(pending, snapshot) ??
      objectionToCheck(check, snapshot, memory[remember]?.examined === examined) ?? {
        notice: { type: 'confirmed', command, by: by.login },
        memory: {
          ...memory,
          [remember]: { by: by.login, at, examined } satisfies Memory['confirmed'],
        },
      }
    );
  };
}

/**
 * A maintainer has to have read in the status comment what is confirmed: the author may swap the
 * submission while the maintainer writes. Where it tells of none, there is nothing to confirm.
 */
export function objectionTo(
  { sawStatus, submission }: PendingCommand,
  { request, statusComment }: Snapshot,
): Objection | undefined {
  if (!sawStatus) return 'too-early';
  // Whatever is attached to a request that takes none.
  if (!request || !submission || !operations[request.operation].needsSubmission) return undefined;
  const told = statusComment?.recorded?.examined?.key;
  if (told === undefined) return 'nothing-to-do';
  return told === examinationKey(request, { fingerprint: submission }) ? undefined : 'too-early';
}

/** By what the status comment tells of the check. */
function objectionToCheck(
  check: ConfirmableCheck,
  { statusComment }: Snapshot,
  isConfirmed: boolean,
): Objection | undefined {
  const phase = statusComment?.recorded?.status.phase;
  const checks = phase && 'checks' in phase ? phase.checks : [];
  switch (checks.find((told) => told.check === check)?.outcome) {
    case 'unverifiable':
      return isConfirmed ? 'confirmed-before' : undefined;
    case 'passed':
      return 'proved';
    case 'failed':
      return 'disproved';
    default:
      return 'nothing-to-do';
  }
}
