import { expect, test } from 'vitest';
import { isSlipOf } from '../../src/request/slip.ts';

test.each(['build', 'biuld', 'buld', 'builld', 'bxild', 'uild', 'buil', 'abuild', 'buidl'])(
  '%s is build but for a slip',
  (word) => {
    expect(isSlipOf(word, 'build')).toBe(true);
  },
);

test.each(['bold', 'builders', 'dliub', 'bu', '', 'bludi', 'guilt', '／build', '/build'])(
  '%j is not',
  (word) => {
    expect(isSlipOf(word, 'build')).toBe(false);
  },
);
