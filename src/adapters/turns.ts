/** Waits until nobody else has the turn, and answers what gives it back. */
export type TakeTurn = (key: string) => Promise<() => void>;

/** One at a time for each key, in the order in which they come. */
export function createTurns(): TakeTurn {
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
