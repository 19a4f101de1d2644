import type { CommandRow } from './row.ts';

/** Shows what there is to say, whatever became of the request. */
export const help: CommandRow = {
  when: () => true,
  effect: ({ by }, memory) => ({ memory, notice: { type: 'help', to: by.login } }),
};
