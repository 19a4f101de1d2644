/** Asks once and keeps the answer until it is told to forget it; a failure is not kept. */
export function memoize<Value>(ask: () => Promise<Value>) {
  let answer: Promise<Value> | undefined;
  const forget = () => {
    answer = undefined;
  };
  const get = () => {
    answer ??= ask().catch((error: unknown) => {
      forget();
      throw error;
    });
    return answer;
  };
  return Object.assign(get, { forget });
}
