import type { Memory } from './memory.ts';
import type { Refused, Status } from './status.ts';

/** As long as one of these is refused, what the phase says is not so. */
const blocking = [
  'read',
  'release',
  'restore',
  'close-pull-request',
  'close-issue',
  'reopen-issue',
] as const satisfies readonly Refused['step'][];

export type BlockingStep = (typeof blocking)[number];
export type Blocked = Refused & { readonly step: BlockingStep };

export function isBlocking(refused: Refused): refused is Blocked {
  return blocking.some((step) => step === refused.step);
}

/** What stands in the way of what the status would say. */
export function blockedBy({ refused = [] }: Status): Blocked | undefined {
  return refused.find(isBlocking);
}

/** That it is refused, or done by now. */
export function withRefused(
  memory: Memory,
  { step, at }: Pick<Refused, 'step' | 'at'>,
  now?: Refused,
): Memory {
  const { refused = [] } = memory.status;
  const others = refused.filter((each) => each.step !== step || each.at !== at);
  return onlyRefused(memory, now ? [...others, now] : others);
}

export function onlyRefused(memory: Memory, refused: readonly Refused[]): Memory {
  const status = { ...memory.status, refused: refused.length > 0 ? refused : undefined };
  return { ...memory, status };
}
