import { isSameMemory, type Memory } from './memory.ts';
import type { Refused, Status } from './status.ts';

/**
 * Whether two memories differ in nothing but when the bot has looked at things last, which came out
 * as before.
 */
export function isOnlyLook(one: Memory, other: Memory | undefined): boolean {
  return other !== undefined && isSameMemory(withLooks(one, other), other);
}

/** A memory with the times of another one's last looks, of all that both have looked at. */
export function withLooks(memory: Memory, other: Memory): Memory {
  const { examined, afterMerge, undeployment } = other;
  return {
    ...memory,
    status: withTries(memory.status, other.status),
    ...(memory.examined && examined && { examined: { ...memory.examined, at: examined.at } }),
    ...(memory.afterMerge?.failedAt !== undefined &&
      afterMerge && { afterMerge: { ...memory.afterMerge, failedAt: afterMerge.failedAt } }),
    ...(memory.undeployment?.failedAt !== undefined &&
      undeployment && {
        undeployment: { ...memory.undeployment, failedAt: undeployment.failedAt },
      }),
  };
}

function withTries(status: Status, { refused: others = [] }: Status): Status {
  const { refused } = status;
  if (!refused) return status;
  const sinceOf = ({ step, at, since }: Refused) =>
    others.find((each) => each.step === step && each.at === at)?.since ?? since;
  return { ...status, refused: refused.map((each) => ({ ...each, since: sinceOf(each) })) };
}
