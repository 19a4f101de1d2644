import { problemIds, problemSamples } from '../../scripts/problem-samples.ts';
import { problem } from '../../src/problem.ts';
import { type Confirmation, type Verb, verbs } from '../../src/request/command-table.ts';
import type { Hint } from '../../src/state/hint.ts';
import type { JobSecretResult, Notice, Phase, Refused, Status } from '../../src/state/status.ts';
import { withWarning } from '../../src/wording/pull-request/other-commits-warning.ts';
import { renderDeployment } from '../../src/wording/pull-request/prow-deploy.ts';
import { renderPullRequest } from '../../src/wording/pull-request/secrets.ts';
import { withUnheld } from '../../src/wording/pull-request/unheld.ts';
import { renderHint } from '../../src/wording/status-comment/hint.ts';
import { renderStatus } from '../../src/wording/status-comment/status-comment.ts';
import { context, publicChecks, pullRequestFacts } from './facts.ts';

const pull = { number: 12, url: 'https://github.com/kubevirt/secrets/pull/12' };
const deployment = { number: 34, url: 'https://github.com/kubevirt/project-infra/pull/34' };
const until = '2026-11-30T11:22:33.000Z';
const to = 'somebody';
const jobSecret: JobSecretResult = {
  name: 'gcs-credentials',
  namespace: 'jobs',
  items: [{ key: 'sa.json' }],
  outcome: 'failed',
};

const problems = problemIds.flatMap((id) =>
  problemSamples[id].map((details) => problem(id, details)),
);

const review: Extract<Phase, { type: 'proposed' }> = {
  ...{ type: 'proposed', pull, checks: publicChecks },
  awaits: ['control-plane', 'same-cluster'],
};

export const phases: {
  readonly [Type in Phase['type']]: readonly Extract<Phase, { type: Type }>[];
} = {
  checking: [{ type: 'checking' }],
  'needs-change': problems.map((each) => ({ type: 'needs-change', problem: each })),
  'checks-failed': [{ type: 'checks-failed', checks: publicChecks, until }],
  'needs-operator': problems.map((each) => ({ type: 'needs-operator', problem: each })),
  proposed: [review],
  'closed-unmerged': [{ type: 'closed-unmerged', pull }],
  cancelled: [
    { type: 'cancelled', by: to },
    { type: 'cancelled', by: to, merged: pull },
    { type: 'cancelled', by: to, undeployed: pull },
  ],
  withdrawn: [{ type: 'withdrawn' }, { type: 'withdrawn', merged: pull }],
  deploying: [
    { type: 'deploying', pull, deployment },
    { type: 'deploying', deployment },
  ],
  'deployment-closed': [
    { type: 'deployment-closed', pull, deployment },
    { type: 'deployment-closed', deployment },
  ],
  'awaiting-deployment': [{ type: 'awaiting-deployment', pull }],
  'not-answering': [{ type: 'not-answering', pull, checks: publicChecks, until }],
  merged: [
    { type: 'merged', pull },
    { type: 'merged', pull, deployment, answers: true, jobSecrets: [jobSecret] },
  ],
};

const refusals = [
  ...(['unknown-command', 'not-allowed', 'nothing-to-do'] as const),
  ...(['too-early', 'edited'] as const),
  ...(['proved', 'disproved', 'confirmed-before'] as const),
].map((type) => ({ type, to, command: 'confirm-ha' }));
const isConfirmation = (verb: Verb): verb is Confirmation => verb.startsWith('confirm-');
const notices: readonly Notice[] = [
  { type: 'help', to },
  { type: 'misplaced', to, command: 'retry' },
  ...refusals,
  ...verbs
    .filter(isConfirmation)
    .map((command) => ({ type: 'confirmed' as const, command, by: to })),
];

const requests = [
  { operation: 'add', kind: 'build-cluster' },
  { operation: 'rotate', kind: 'external-provider' },
  { operation: 'remove', kind: 'build-cluster' },
] as const;

/** Each step that GitHub may refuse, in each way. */
const refusedSteps = (
  [
    ...(['read', 'hold', 'release', 'restore', 'close-pull-request'] as const),
    ...(['close-issue', 'reopen-issue', 'label-leak'] as const),
  ] as const
).flatMap((step) =>
  problems
    .filter(({ id }) => id.startsWith('github-'))
    .map((each): readonly Refused[] => [{ step, problem: each, since: until }]),
);

function statusTexts(name: string): readonly string[] {
  const plain = { ...requests[0], name, notices: [] };
  const statuses: readonly Status[] = [
    ...Object.values(phases).flatMap((each) => each.map((phase) => ({ ...plain, phase }))),
    ...requests.map((asked) => ({ ...asked, name, phase: { type: 'checking' } as const, notices })),
    { ...plain, phase: { type: 'checking' }, leaked: 'kubeconfig' },
    ...refusedSteps.map((refused) => ({ ...plain, phase: review, refused })),
  ];
  return statuses.map((status) => renderStatus(status, context));
}

function hintTexts(name: string): readonly string[] {
  const leak = { what: 'token', credentials: [], own: [] } as const;
  const hints: readonly Hint[] = [
    ...requests.map((asks) => ({ asks: { ...asks, name }, isHelp: false, leak })),
    { asks: requests[0], isHelp: true },
    { asks: 'something', isHelp: false },
    { isHelp: true },
  ];
  return hints.map((hint) => renderHint(hint, context));
}

function pullTexts(name: string): readonly string[] {
  const facts = { ...pullRequestFacts, request: { ...pullRequestFacts.request, name } };
  const shown = {
    hold: { type: 'awaits', checks: ['control-plane', 'same-cluster'] },
    confirmed: verbs.filter(isConfirmation).map((command) => ({ command, by: to })),
  } as const;
  const first = renderPullRequest({ ...facts, review: shown });
  const second = renderDeployment({
    ...facts,
    request: { ...facts.request, lending: {} },
    merged: { ...pull, repository: 'kubevirt/secrets' },
    change: { files: [], byHand: [{ part: 'page', path: 'docs/clusters.md' }] },
  });
  const texts = [first, second].flatMap(({ title, body, commitMessage }) => [
    ...[title, body, commitMessage],
    withWarning(body),
    withUnheld(body),
  ]);
  return texts;
}

/** All that the bot writes on GitHub, a sample of each kind, about a cluster of that name. */
export function allTexts(name: string): readonly string[] {
  return [...statusTexts(name), ...hintTexts(name), ...pullTexts(name)];
}
