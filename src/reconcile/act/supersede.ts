import { branchOf } from '../../state/branch.ts';
import { holdLabel } from '../../state/labels.ts';
import { withSuccessor } from '../../wording/pull-request/superseded.ts';
import type { Action } from '../action.ts';
import type { Snapshot } from '../snapshot.ts';
import { takeBack } from './close-pull-request.ts';
import type { Examined } from './examine.ts';

type Ports = Pick<Examined, 'secretsRepository' | 'onUnexpected'>;

export function actOnSuperseded(
  action: Extract<Action, { type: 'supersede' | 'close-again' | 'hand-over' }>,
  snapshot: Snapshot,
  ports: Ports,
): Promise<Snapshot> {
  switch (action.type) {
    case 'supersede':
      return closeForGood(action, snapshot, ports);
    case 'close-again':
      return closeAgain(action, snapshot, ports);
    case 'hand-over':
      return handOver(action, snapshot, ports);
  }
}

/** Held first, as nobody knows what the person means to do with its branch. */
async function closeAgain(
  { pullNumber }: Extract<Action, { type: 'close-again' }>,
  snapshot: Snapshot,
  { secretsRepository }: Ports,
): Promise<Snapshot> {
  await secretsRepository.addLabel(pullNumber, holdLabel);
  await secretsRepository.closePull(pullNumber);
  const { pull } = snapshot;
  return { ...snapshot, pull: pull && { ...pull, reopened: undefined } };
}

/** Closes a pull request for good, and says why. What a maintainer has merged meanwhile is merged. */
async function closeForGood(
  { pullNumber }: Extract<Action, { type: 'supersede' }>,
  snapshot: Snapshot,
  { secretsRepository, onUnexpected }: Ports,
): Promise<Snapshot> {
  const { issue, pull } = snapshot;
  const lastCommit = pull?.proposal?.commit;
  const taken = { branch: branchOf(issue.number), lastCommit, pullNumber, isSuperseded: true };
  const closed = await takeBack(secretsRepository, taken, onUnexpected);
  const state = closed?.state ?? 'closed';
  if (closed && state === 'closed') await tell(pullNumber, closed.body, secretsRepository);
  return { ...snapshot, branchDeleted: true, pull: pull && { ...pull, state } };
}

async function handOver(
  { from, to }: Extract<Action, { type: 'hand-over' }>,
  snapshot: Snapshot,
  { secretsRepository }: Ports,
): Promise<Snapshot> {
  await tell(from, await secretsRepository.readPullBody(from), secretsRepository, to);
  const { memory } = snapshot;
  const superseded = memory?.superseded && { ...memory.superseded, last: undefined };
  return { ...snapshot, memory: memory && { ...memory, superseded } };
}

async function tell(
  pullNumber: number,
  before: string,
  repository: Ports['secretsRepository'],
  by?: Extract<Action, { type: 'hand-over' }>['to'],
): Promise<void> {
  const body = withSuccessor(before, by);
  if (body !== before) await repository.updatePull(pullNumber, { body });
}
