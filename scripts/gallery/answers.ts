import type { CheckId } from '../../src/probe/check-table.ts';
import { type Problem, problem } from '../../src/problem.ts';
import type { Phase, PublicCheck, Status } from '../../src/state/status.ts';
import {
  renderStatus,
  type StatusContext,
} from '../../src/wording/status-comment/status-comment.ts';

const context: StatusContext = {
  problemsUrl: 'https://github.com/kubevirt/cluster-onboarding/blob/main/docs/problems.md',
  guideUrl: 'https://github.com/kubevirt/cluster-onboarding/blob/main/docs/contributors.md',
  botName: 'kubevirt-cluster-onboarding[bot]',
  keyId: '99F7C0D2E1BB8025',
  jobsNamespace: 'kubevirt-prow-jobs',
  secretsRepository: 'kubevirt/secrets',
  infraRepository: 'kubevirt/project-infra',
  placeOf: (entry) => ({ type: 'entry', entry }),
};

const namespace = context.jobsNamespace;
const until = '2026-12-07T10:00:00.000Z';
const pull = { number: 12, url: 'https://github.com/kubevirt/secrets/pull/12' };
const deployment = { number: 5400, url: 'https://github.com/kubevirt/project-infra/pull/5400' };

const usual: readonly CheckId[] = [
  ...(['reachable', 'credentials', 'identity', 'token-lifetime', 'namespace'] as const),
  ...(['service-account', 'token-secret', 'pods', 'pods-log', 'secrets', 'pod-admission'] as const),
  ...(['secret-admission', 'least-privilege', 'control-plane', 'not-registered'] as const),
];

/** The checks of a build cluster, of which some have found a problem. */
function checksWith(found: Partial<Record<CheckId, PublicCheck['outcome']>>, because: Problem) {
  return usual.map((check): PublicCheck => {
    const outcome = found[check] ?? 'passed';
    return outcome === 'passed' ? { check, outcome } : { check, outcome, problem: because };
  });
}

const hidden = problem('control-plane-hidden', { addresses: 1, needed: 3 });
const unbound = problem('permissions-missing', {
  namespace,
  resource: 'pods',
  verbs: ['create', 'delete'],
});
const needsChange = (because: Problem): Phase => ({ type: 'needs-change', problem: because });
const failing = (checks: readonly PublicCheck[]): Phase => ({
  type: 'checks-failed',
  checks,
  until,
});
const all = (outcome: PublicCheck['outcome'], ...checks: readonly CheckId[]) =>
  Object.fromEntries(checks.map((check) => [check, outcome]));

const buildCluster = { operation: 'add', kind: 'build-cluster', name: 'rosa-1' } as const;
const provider = { operation: 'add', kind: 'external-provider', name: 'rosa-ci' } as const;

type Shown = Pick<Status, 'phase'> & Partial<Status>;

/** One of each kind of answer. */
const shown: Readonly<Record<string, Shown>> = {
  'no role binding': {
    phase: failing(
      checksWith(all('failed', 'pods', 'pods-log', 'secrets', 'pod-admission'), unbound),
    ),
  },
  'no namespace': {
    phase: failing(
      checksWith(
        all(
          'failed',
          'namespace',
          'service-account',
          'token-secret',
          'pods',
          'pods-log',
          'secrets',
        ),
        problem('namespace-missing', { namespace }),
      ),
    ),
  },
  'wrong namespace': { phase: needsChange(problem('identity-other-namespace', { namespace })) },
  'a token that ends': { phase: needsChange(problem('token-expires', { of: 'others' })) },
  'the wrong key': {
    phase: needsChange(
      problem('openpgp-other-recipient', {
        recipients: ['0123456789ABCDEF'],
        ours: context.keyId,
        subkeyId: 'FEDCBA9876543210',
      }),
    ),
  },
  'without --raw': { phase: needsChange(problem('kubeconfig-redacted', {})) },
  'out of reach': {
    phase: failing([
      {
        check: 'reachable',
        outcome: 'failed',
        problem: problem('cluster-unreachable', { reason: 'timeout' }),
      },
    ]),
  },
  'the wait for a review': {
    phase: { type: 'proposed', pull, checks: checksWith({}, hidden), awaits: [] },
  },
  'a confirmation that is awaited': {
    phase: {
      type: 'proposed',
      pull,
      checks: checksWith({ 'control-plane': 'unverifiable' }, hidden),
      awaits: ['control-plane'],
    },
    calls: ['alice', 'bob'],
  },
  'the wait for the deployment': { phase: { type: 'deploying', pull, deployment } },
  'a build cluster that is done': { phase: { type: 'merged', pull, deployment, answers: true } },
  'a provider that is done': { phase: { type: 'merged', pull, answers: true }, ...provider },
  'a rotation that waits for the deployment': {
    phase: { type: 'awaiting-deployment', pull },
    operation: 'rotate',
  },
  'a rotation that is done': {
    phase: { type: 'merged', pull, answers: true },
    operation: 'rotate',
  },
  'a removal that is done': { phase: { type: 'merged', pull, deployment }, operation: 'remove' },
  silence: {
    phase: {
      type: 'not-answering',
      pull,
      checks: [
        { check: 'reachable', outcome: 'passed' },
        {
          check: 'credentials',
          outcome: 'failed',
          problem: problem('credentials-refused', { cause: 'unknown' }),
        },
      ],
      until,
    },
  },
  "the operator's turn": {
    phase: { type: 'needs-operator', problem: problem('recipient-hidden', {}) },
  },
  'a cancelled request': { phase: { type: 'cancelled', by: 'contributor' } },
  'an alarm': {
    phase: needsChange(problem('credential-in-plaintext', { what: 'kubeconfig' })),
    leaked: 'kubeconfig',
  },
  help: {
    phase: needsChange(problem('submission-missing', {})),
    notices: [{ type: 'help', to: 'contributor' }],
  },
};

/** Each kind of answer under its name, in Markdown. */
export const answers: readonly { readonly name: string; readonly markdown: string }[] =
  Object.entries(shown).map(([name, status]) => ({
    name,
    markdown: renderStatus({ ...buildCluster, notices: [], ...status }, context),
  }));
