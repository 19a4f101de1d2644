import { isDeepStrictEqual } from 'node:util';
import type { CheckId, ConfirmableCheck } from '../../probe/check-table.ts';
import type { ClusterRequest } from '../../request/request.ts';
import { holdLabel } from '../../state/labels.ts';
import type { Memory } from '../../state/memory.ts';
import type { Proposal } from '../../state/proposal.ts';
import type { Phase } from '../../state/status.ts';
import { checkCauses } from '../../wording/check-labels.ts';
import { renderCluster } from '../../wording/pull-request/cluster.ts';
import {
  type Confirmed,
  type Hold,
  type Review,
  renderReview,
} from '../../wording/pull-request/review.ts';
import type { Sections } from '../../wording/pull-request/secrets.ts';
import type { Action } from '../action.ts';
import { disputed } from '../dispute.ts';
import { areConfirmed } from '../readers.ts';
import type { ObservedPull, Snapshot } from '../snapshot.ts';
import { keyOf } from '../submitted.ts';
import { authorizationOf } from './author-confirmed.ts';
import type { Goal } from './goal.ts';

/**
 * What a pull request says of its hold, of confirmations and of the cluster is rendered anew without
 * a commit, which would cost it the approvals that it has. On a branch that somebody else has
 * committed to nothing is kept up to date but the warning.
 */
export function renewSections(snapshot: Snapshot, goal: Goal): Action | undefined {
  const { pull, issue } = snapshot;
  if (pull?.state !== 'open' || pull.branchState !== 'proposal') return undefined;
  const { proposal } = pull;
  const shown = proposal?.sections;
  if (!proposal || !shown) return undefined;
  const review = reviewOf(snapshot, pull, goal);
  const sections = {
    ...shown,
    ...clusterOf(snapshot, proposal, goal),
    review: review ? renderReview(review, issue.url) : shown.review,
  };
  if (isDeepStrictEqual(sections, shown)) return undefined;
  return { type: 'renew', pullNumber: pull.number, sections };
}

/** Undefined where nothing is known of a hold. */
function reviewOf(
  { memory, now }: Snapshot,
  { proposal, labels }: ObservedPull,
  { request, says, held }: Goal,
): Review | undefined {
  if (!proposal || !says || held === undefined) return undefined;
  const fight: Hold | undefined =
    disputed(memory, now).length > 0 ? { type: 'disputed' } : undefined;
  const hold = (held ? reasonIn(says.phase) : undefined) ?? fight;
  return {
    hold: labels.includes(holdLabel) ? hold : undefined,
    confirmed: confirmedOf(memory, request, proposal),
  };
}

/**
 * Undefined where nothing else was seen than what stands there, or not of what was proposed: another
 * submission may be another cluster.
 */
function clusterOf(
  snapshot: Snapshot,
  { examined, sections }: Pick<Proposal, 'examined' | 'sections'>,
  { request }: Goal,
): Pick<Sections, 'cluster' | 'seenAt'> | undefined {
  const { examination, now } = snapshot;
  const isOfThis = examined === keyOf(snapshot, request);
  if (!sections || !examination || !('report' in examination) || !isOfThis) return undefined;
  const renderedAt = (seenAt: string) =>
    renderCluster(examination.report, { kind: request.kind, seenAt });
  if (renderedAt(sections.seenAt) === sections.cluster) return undefined;
  const seenAt = now.toISOString();
  return { cluster: renderedAt(seenAt), seenAt };
}

export function awaiting(checks: readonly ConfirmableCheck[]): Hold | undefined {
  return checks.length > 0 ? { type: 'awaits', checks } : undefined;
}

function reasonIn(phase: Phase): Hold | undefined {
  switch (phase.type) {
    case 'proposed':
      return awaiting(phase.awaits);
    case 'checks-failed': {
      const failed = phase.checks.flatMap(({ outcome, check }) =>
        outcome === 'failed' ? [check] : [],
      );
      // What did not pass for that reason is told of further below.
      const isCause = (check: CheckId) => !checkCauses[check].some((id) => failed.includes(id));
      return { type: phase.type, checks: failed.filter(isCause) };
    }
    case 'needs-change':
    case 'needs-operator':
      return { type: 'problem', problem: phase.problem };
    case 'deploying':
    case 'deployment-closed':
      return { type: 'deployment', url: phase.deployment.url };
    default:
      return undefined;
  }
}

/** What people have confirmed of this very submission, for this very request. */
export function confirmedOf(
  memory: Memory | undefined,
  request: ClusterRequest,
  { examined, newReaders }: Pick<Proposal, 'examined' | 'newReaders'>,
): readonly Confirmed[] {
  const { confirmed, confirmedServer, confirmedRecipients } = memory ?? {};
  const isNewConfirmed = newReaders !== undefined && areConfirmed(newReaders, examined, memory);
  const author = authorizationOf(memory, request);
  const given = [
    { command: 'confirm-author', said: author?.type === 'confirmed' ? author : undefined },
    { command: 'confirm-ha', said: confirmed?.examined === examined ? confirmed : undefined },
    {
      command: 'confirm-server',
      said: confirmedServer?.examined === examined ? confirmedServer : undefined,
    },
    { command: 'confirm-recipients', said: isNewConfirmed ? confirmedRecipients : undefined },
  ] as const;
  return given.flatMap(({ command, said }) =>
    said ? [{ command, by: said.by, at: said.at }] : [],
  );
}
