import { holdLabel } from '../../state/labels.ts';
import { withSuccessor } from '../../wording/pull-request/superseded.ts';
import type { Action } from '../action.ts';
import type { Repository } from '../github.ts';
import type { Snapshot } from '../snapshot.ts';
import { type FailurePorts, problemFrom } from './problem-from.ts';
import type { Repositories } from './repositories.ts';

type HandOver = Extract<Action, { type: 'hand-over' }>;

/** Leads from a pull request that was closed for good to the one in its place. */
export async function handOver(
  { from, to }: HandOver,
  snapshot: Snapshot,
  secretsRepository: Repository,
): Promise<Snapshot> {
  await tellSuperseded(from, await secretsRepository.readPullBody(from), secretsRepository, to);
  const { memory } = snapshot;
  const superseded = memory?.superseded && { ...memory.superseded, last: undefined };
  return { ...snapshot, memory: memory && { ...memory, superseded } };
}

/** Held first, as nobody knows what the person means to do with its branch. */
export async function closeAgain(
  { pullNumber }: Extract<Action, { type: 'close-again' }>,
  snapshot: Snapshot,
  { secretsRepository, ...ports }: FailurePorts & Pick<Repositories, 'secretsRepository'>,
): Promise<Snapshot> {
  try {
    await secretsRepository.addLabel(pullNumber, holdLabel);
  } catch (error) {
    problemFrom(error, ports, snapshot.isLastAttempt);
  }
  await secretsRepository.closePull(pullNumber);
  const { pull } = snapshot;
  return { ...snapshot, pull: pull && { ...pull, reopened: undefined } };
}

/** Says in a pull request that it was closed for good, and what took its place. */
export async function tellSuperseded(
  pullNumber: number,
  before: string,
  repository: Pick<Repository, 'updatePull'>,
  by?: HandOver['to'],
): Promise<void> {
  const body = withSuccessor(before, by);
  if (body !== before) await repository.updatePull(pullNumber, { body });
}
