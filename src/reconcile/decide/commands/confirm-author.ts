import { operations } from '../../../request/request.ts';
import { requestKey } from '../../../state/request-keys.ts';
import { type CommandRow, untilOver } from './row.ts';

/** Confirms that the author may ask for this. It is of the request alone, whatever is submitted. */
export const confirmAuthor: CommandRow = {
  when: untilOver,
  effect: ({ by, at, sawStatus }, memory, { issue, request, statusComment }) => {
    const seen = statusComment?.recorded?.status;
    if (!request || !seen || !issue.open) return 'nothing-to-do';
    // Of the very request that the maintainer saw: the author may have edited the title since.
    const isSeen = requestKey(seen) === requestKey(request);
    // What adds a cluster is everybody's to ask for.
    const { isRegisteredBefore } = operations[request.operation];
    if (!isSeen || !isRegisteredBefore) return 'nothing-to-do';
    if (!sawStatus) return 'too-early';
    return {
      notice: { type: 'confirmed', command: 'confirm-author', by: by.login },
      memory: {
        ...memory,
        examined: undefined,
        confirmedAuthor: { by: by.login, at, request: requestKey(request) },
      },
    };
  },
};
