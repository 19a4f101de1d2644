/** Does work; `alone` resolves once nothing else is in work, and until this work ends nothing is. */
type InCompany = <Result>(work: (alone: () => Promise<void>) => Promise<Result>) => Promise<Result>;

/**
 * Lets work be done side by side, but for what asks to be alone: that waits until the others have
 * ended, and others wait until it has. Several that ask are alone one after the other.
 */
export function createCompany(): InCompany {
  const hermits: (() => void)[] = [];
  let others: (() => void)[] = [];
  let together = 0;
  let isSomebodyAlone = false;

  const letIn = () => {
    if (isSomebodyAlone) return;
    if (hermits.length > 0) {
      if (together > 0) return;
      isSomebodyAlone = true;
      hermits.shift()?.();
      return;
    }
    together += others.length;
    for (const enter of others) enter();
    others = [];
  };
  const wait = (line: (() => void)[]) => {
    const turn = new Promise<void>((resolve) => line.push(resolve));
    letIn();
    return turn;
  };

  return async (work) => {
    await wait(others);
    let isAlone = false;
    try {
      return await work(async () => {
        if (isAlone) return;
        isAlone = true;
        // Who waits to be alone does nothing meanwhile, or two of them would wait for each other.
        together -= 1;
        await wait(hermits);
      });
    } finally {
      if (isAlone) isSomebodyAlone = false;
      else together -= 1;
      letIn();
    }
  };
}
