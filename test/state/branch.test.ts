import { expect, test } from 'vitest';
import { branchOf, issueOf } from '../../src/state/branch.ts';

test('a branch belongs to one issue, and back', () => {
  expect(branchOf(42)).toBe('cluster-onboarding/issue-42');
  expect(issueOf(branchOf(42))).toBe(42);
});

test.each([
  'master',
  'cluster-onboarding/issue-',
  'cluster-onboarding/issue-0',
  'cluster-onboarding/issue-1x',
  'cluster-onboarding/build-cluster-rosa-1',
  'x/cluster-onboarding/issue-1',
])('%s is not a branch of the bot', (branch) => {
  expect(issueOf(branch)).toBeUndefined();
});
