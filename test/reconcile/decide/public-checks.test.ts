import { expect, test } from 'vitest';
import type { CheckResult } from '../../../src/probe/report.ts';
import { problem } from '../../../src/problem.ts';
import { publicChecks } from '../../../src/reconcile/decide/write-status.ts';
import { badReport, goodReport, unreadableReport } from '../situations.ts';

test('the public gets to know outcomes and problems, and never what a cluster has said', () => {
  const checks = [goodReport, badReport, unreadableReport].flatMap(publicChecks);
  expect(checks).toEqual([
    { check: 'reachable', outcome: 'passed' },
    {
      check: 'namespace',
      outcome: 'failed',
      problem: { id: 'namespace-missing', details: { namespace: 'kubevirt-prow-jobs' } },
    },
    {
      check: 'control-plane',
      outcome: 'unverifiable',
      problem: {
        id: 'control-plane-unreadable',
        details: { needed: 3, namespace: 'kubevirt-prow-jobs' },
      },
    },
  ]);
});

test('whether a registered cluster has the same authority is not for the public', () => {
  const check = 'not-registered';
  const related: CheckResult = {
    check,
    outcome: 'warning',
    problem: problem('cluster-shares-ca', {}),
    evidence: { type: 'registered cluster', name: 'prow-workloads' },
  };
  const unrelated: CheckResult = { check, outcome: 'passed' };
  expect(publicChecks({ checks: [related] })).toEqual(publicChecks({ checks: [unrelated] }));
});
