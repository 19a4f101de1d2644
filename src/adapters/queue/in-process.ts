import PQueue from 'p-queue';
import { waitAtMost } from '../clock.ts';
import {
  type NextAttempt,
  nextAttempt,
  type WorkQueue,
  type WorkQueueOptions,
  withDefaults,
} from './work-queue.ts';

type State = 'waiting' | 'active' | 'active, asked again';

/** The queue of a bot that runs alone. What it holds is lost with the process. */
export function createInProcessQueue(given: WorkQueueOptions): WorkQueue {
  const options = withDefaults(given);
  const { work, onFailure, attempts } = options;
  const queue = new PQueue({ concurrency: options.concurrency });
  const ending = new AbortController();
  const states = new Map<number, State>();
  const retries = new Map<number, NodeJS.Timeout>();
  let wake: (() => void)[] = [];

  const enqueue = (issueNumber: number, attempt: number) => {
    if (ending.signal.aborted) return;
    states.set(issueNumber, 'waiting');
    void queue.add(() => run(issueNumber, attempt));
  };

  const run = async (issueNumber: number, attempt: number) => {
    if (ending.signal.aborted) return;
    states.set(issueNumber, 'active');
    const failed = await work(issueNumber, {
      isLast: attempt >= attempts,
      signal: ending.signal,
    }).then(
      () => false,
      (error: unknown) => {
        const next = nextAttempt(error, attempt, options);
        onFailure(issueNumber, error, next?.inMs);
        if (next) retryLater(issueNumber, next);
        return next !== undefined;
      },
    );
    const askedAgain = states.get(issueNumber) === 'active, asked again';
    states.delete(issueNumber);
    if (askedAgain) add(issueNumber);
    else if (!failed && states.size === 0 && retries.size === 0) settle();
  };

  const retryLater = (issueNumber: number, { attempt, inMs }: NextAttempt) => {
    if (ending.signal.aborted) return;
    const timer = setTimeout(() => {
      retries.delete(issueNumber);
      enqueue(issueNumber, attempt);
    }, inMs);
    retries.set(issueNumber, timer);
  };

  const add = (issueNumber: number) => {
    const state = states.get(issueNumber);
    if (state === 'active') states.set(issueNumber, 'active, asked again');
    if (state !== undefined) return;
    clearTimeout(retries.get(issueNumber));
    retries.delete(issueNumber);
    enqueue(issueNumber, 1);
  };

  const settle = () => {
    for (const resolve of wake) resolve();
    wake = [];
  };

  return {
    add,
    takeTurn: async () => true,
    counts: async () => ({ ...countStates(states), retrying: retries.size }),
    idle: () =>
      states.size === 0 && retries.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => wake.push(resolve)),
    stop: async (graceMs) => {
      ending.abort();
      queue.clear();
      for (const [issue, state] of states) if (state === 'waiting') states.delete(issue);
      for (const timer of retries.values()) clearTimeout(timer);
      retries.clear();
      await waitAtMost(graceMs, queue.onIdle());
      settle();
    },
  };
}

function countStates(states: ReadonlyMap<number, State>) {
  const waiting = [...states.values()].filter((state) => state === 'waiting').length;
  return { waiting, active: states.size - waiting };
}
