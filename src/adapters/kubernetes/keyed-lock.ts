import { setImmediate } from 'node:timers/promises';

/** Waits until nobody else has the turn, and answers what gives it back. */
export type TakeTurn = (key: string) => Promise<() => void>;

/** One at a time for each key, in the order in which they come. */
export function createKeyedLock(): TakeTurn {
  const last = new Map<string, Promise<void>>();
  return async (key) => {
    const before = last.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    last.set(key, promise);
    await before;
    return () => {
      if (last.get(key) === promise) last.delete(key);
      resolve();
    };
  };
}

/** Lets those who ask go on one after the other, each in another turn of the event loop. */
export function createTakeNextTurn(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => setImmediate());
    return last;
  };
}
