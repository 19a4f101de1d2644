import type { Memory } from '../../../state/memory.ts';
import type { PendingCommand } from '../../snapshot.ts';

/**
 * Each answer is a reaction, and GitHub takes a write a second: sixty commands of a stranger would
 * keep everybody waiting for a minute. Whoever may command nothing gets a few answers a day.
 */
const mostOfOne = 3;
const mostOfAll = 10;
const withinMs = 24 * 60 * 60 * 1000;

/**
 * Whether it is of somebody who may command nothing here. Only people with write access edit
 * others' words.
 */
export function isOfStranger({ by, isOwn, isAuthor, mayWrite }: PendingCommand): boolean {
  return isOwn ? !isAuthor && !mayWrite : by.isBot;
}

/**
 * In their order but for that: strangers' commands change nothing, and the others' are not to wait
 * for them.
 */
export function strangersLast<Each extends PendingCommand>(
  commands: readonly Each[],
): readonly Each[] {
  const rank = (pending: Each) => Number(isOfStranger(pending));
  return commands.toSorted((one, other) => rank(one) - rank(other));
}

/** Beyond that, a stranger's command is remembered as answered without a word. */
export function mayAnswer(memory: Memory, { by }: PendingCommand, now: Date): boolean {
  const answered = recent(memory, now);
  const toOne = answered.filter(({ id }) => id === by.id);
  return toOne.length < mostOfOne && answered.length < mostOfAll;
}

export function noteAnswered(memory: Memory, { by }: PendingCommand, now: Date): Memory {
  return { ...memory, strangers: [...recent(memory, now), { id: by.id, at: now.toISOString() }] };
}

function recent({ strangers = [] }: Memory, now: Date) {
  return strangers.filter(({ at }) => now.getTime() - Date.parse(at) < withinMs);
}
