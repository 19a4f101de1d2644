import type { CheckResult } from '../../src/probe/report.ts';
import type { Seen } from '../../src/probe/seen.ts';
import { problem } from '../../src/problem.ts';
import type { ChangeSummary } from '../../src/secrets/secrets.ts';
import type { PublicCheck } from '../../src/state/status.ts';
import type { PullRequestFacts } from '../../src/wording/pull-request/secrets.ts';
import type { StatusContext } from '../../src/wording/status-comment/status-comment.ts';

export const context: StatusContext = {
  problemsUrl: 'https://docs.example.com/problems.md',
  guideUrl: 'https://docs.example.com/contributors.md',
  botName: 'cluster-onboarding[bot]',
  keyId: '99F7C0D2E1BB8025',
  jobsNamespace: 'kubevirt-prow-jobs',
  secretsRepository: 'kubevirt/secrets',
  infraRepository: 'kubevirt/project-infra',
  placeOf: (entry) => ({ type: 'entry', entry }),
};

const namespace = 'kubevirt-prow-jobs';

export const mixedChecks: readonly CheckResult[] = [
  { check: 'reachable', outcome: 'passed' },
  {
    check: 'namespace',
    outcome: 'failed',
    problem: problem('namespace-missing', { namespace }),
    evidence: { type: 'answer', status: 404, reason: 'NotFound' },
  },
  {
    check: 'least-privilege',
    outcome: 'warning',
    problem: problem('permissions-excess', { namespace }),
  },
  {
    check: 'control-plane',
    outcome: 'unverifiable',
    problem: problem('control-plane-unreadable', { needed: 3, namespace }),
  },
];

export const publicChecks: readonly PublicCheck[] = mixedChecks.map((result) => ({
  check: result.check,
  outcome: result.outcome,
  ...(result.outcome !== 'passed' && { problem: result.problem }),
}));

export const seen: Seen = {
  server: 'https://api.secret-lab.example:6443/k8s/clusters/c-1',
  authorities: [{ fingerprint: 'AB:CD:EF', ends: '2035-01-31T10:00:00.000Z' }],
  credentials: { type: 'token', ends: 'none' },
  user: 'system:serviceaccount:kubevirt-prow-jobs:prow',
  version: 'v1.34.2',
  controlPlane: { nodes: { status: 403 }, ready: 0, addresses: { found: 1 } },
};

export const maintainerKey = 'A1'.repeat(20);

export const change: ChangeSummary = {
  operation: 'add',
  file: 'main.yml',
  entry: 'kubeconfig',
  isNew: false,
  context: 'prow-lab',
  cluster: 'prow-lab',
  user: 'prow-workloads-cluster-automation',
  server: 'https://api.secret-lab.example:6443/k8s/clusters/c-1',
  unchangedEntries: 12,
  unchangedFiles: 1,
  unchangedContexts: 6,
  recipients: [
    {
      keyId: '99F7C0D2E1BB8025',
      fingerprint: 'B'.repeat(40),
      userId: 'KubeVirt Bot <bot@kubevirt.io>',
    },
    { keyId: '0123456789ABCDEF', fingerprint: maintainerKey, userId: 'Maintainer <m@kubevirt.io>' },
  ],
  readers: [`openpgp:${'B'.repeat(40)}`, `openpgp:${maintainerKey}`],
};

export const pullRequestFacts = {
  request: { operation: 'add', kind: 'build-cluster', name: 'prow-lab' },
  issue: {
    repository: 'kubevirt/project-infra',
    number: 4711,
    author: 'contributor',
    association: 'NONE',
    url: 'https://github.com/kubevirt/project-infra/issues/4711',
  },
  submission: {
    digest: '5'.repeat(64),
    where: 'https://github.com/user-attachments/files/123/my-kubeconfig.asc.txt',
  },
  report: { checks: mixedChecks, seen },
  seenAt: '2026-11-30T20:14:00.000Z',
  changes: [change],
  review: { hold: { type: 'awaits', checks: ['control-plane'] }, confirmed: [] },
  signOff: 'Cluster Onboarding <bot@kubevirt.io>',
} as const satisfies PullRequestFacts;
