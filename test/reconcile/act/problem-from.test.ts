import { expect, test } from 'vitest';
import { type Problem, ProblemError, problem } from '../../../src/problem.ts';
import { problemFrom } from '../../../src/reconcile/act/problem-from.ts';

const unexpected: unknown[] = [];
const ports = {
  explain: () => undefined,
  onUnexpected: (error: unknown) => void unexpected.push(error),
};
const canary = new Error('canary');

test.each<[string, Error, Problem]>([
  ['what nobody foresaw', canary, problem('internal', {})],
  [
    'a helper that did not begin',
    new ProblemError(problem('helper-not-begun', { death: 'crash' })),
    problem('helper-not-begun', { death: 'crash' }),
  ],
  [
    'what passes by itself',
    new ProblemError(problem('attachment-unavailable', {})),
    problem('attachment-unavailable', {}),
  ],
])('%s is tried again soon, and told at last', (_what, error, told) => {
  expect(() => problemFrom(error, ports, false)).toThrow(error);
  expect(problemFrom(error, ports, true)).toEqual(told);
  expect(unexpected.splice(0)).toEqual(error === canary ? [canary] : []);
});

test.each([
  problem('submission-crash', {}),
  problem('secrets-crash', {}),
  problem('key-changed', {}),
  problem('file-unreadable', { variable: 'PGP_PRIVATE_KEY_PATH', code: 'ENOENT' }),
])('$id is told at once', (reason) => {
  expect(problemFrom(new ProblemError(reason), ports, false)).toEqual(reason);
});
