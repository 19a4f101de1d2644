import { describe, expect, test } from 'vitest';
import { problemIds, problemSamples } from '../scripts/problem-samples.ts';
import { isProblem, problem } from '../src/problem.ts';

describe('a problem from elsewhere', () => {
  test.each(problemIds)('is known again: %s', (id) => {
    for (const details of problemSamples[id]) {
      expect(isProblem(JSON.parse(JSON.stringify(problem(id, details))))).toBe(true);
    }
  });

  test('may hold more than its sentences need, as its type may', () => {
    const wide = { namespace: 'jobs', resource: 'pods', verbs: ['list'], more: 1 };
    expect(isProblem(problem('permissions-missing', { ...wide }))).toBe(true);
  });

  test.each([
    ['under an unknown identifier', { id: 'cluster-asleep', details: {} }],
    ['under the name of what every object has', { id: 'constructor', details: {} }],
    ['without its details', { id: 'internal' }],
    ['without one of them', { id: 'kubeconfig-shape', details: { path: 'users' } }],
    ['with another reason', { id: 'kubeconfig-ca', details: { reason: 'ugly' } }],
    ['that is a word', 'internal'],
    ['that is nothing', undefined],
  ])('is none %s', (_how, value) => {
    expect(isProblem(value)).toBe(false);
  });
});
