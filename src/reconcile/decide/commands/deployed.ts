import { type CommandRow, untilOver } from './row.ts';

/** Says that Prow runs with what was merged: the bot cannot see its deployment. */
export const deployed: CommandRow = {
  when: untilOver,
  effect: ({ by, at, sawStatus }, memory, { statusComment }) => {
    if (statusComment?.recorded?.status.phase.type !== 'awaiting-deployment') {
      return 'nothing-to-do';
    }
    if (!sawStatus) return 'too-early';
    const { retracted = 0 } = memory.afterMerge ?? {};
    const said = { by: by.login, at };
    return { memory: { ...memory, afterMerge: { retracted, deployed: said } } };
  },
};
