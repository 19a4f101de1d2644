import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { problemIds, problemSamples } from '../../../scripts/problem-samples.ts';
import { problem } from '../../../src/problem.ts';
import type { JobSecretResult, Notice, Phase, Status } from '../../../src/state/status.ts';
import { renderStatus } from '../../../src/wording/status-comment/status-comment.ts';
import { context, publicChecks } from '../facts.ts';
import { closingKeyword, expectHarmless, hostileText } from '../hostile-text.ts';

const pull = { number: 12, url: 'https://github.com/kubevirt/secrets/pull/12' };
const deployment = { number: 34, url: 'https://github.com/kubevirt/project-infra/pull/34' };
const gcs = (outcome: JobSecretResult['outcome']) => ({
  name: 'gcs-credentials',
  namespace: 'jobs',
  items: [],
  outcome,
});
const silent = {
  type: 'not-answering',
  pull,
  checks: publicChecks,
  until: '2026-11-30T11:22:33.000Z',
} as const;
const phases: readonly Phase[] = [
  { type: 'checking' },
  { type: 'needs-change', problem: problem('kubeconfig-exec', { of: 'others' }) },
  { type: 'needs-change', problem: problem('attachment-unavailable', {}) },
  { type: 'checks-failed', checks: publicChecks, until: '2026-11-30T11:22:33.000Z' },
  { type: 'needs-operator', problem: problem('recipient-unknown', { keyId: 'ABCD' }) },
  { type: 'proposed', pull, checks: publicChecks, awaits: [] },
  { type: 'proposed', pull, checks: publicChecks, awaits: ['control-plane'] },
  { type: 'closed-unmerged', pull },
  { type: 'cancelled', by: 'somebody' },
  { type: 'cancelled', by: 'somebody', merged: pull },
  { type: 'withdrawn' },
  { type: 'withdrawn', merged: pull },
  { type: 'deploying', pull, deployment },
  { type: 'deployment-closed', pull, deployment },
  { type: 'merged', pull },
  { type: 'merged', pull, deployment },
  { type: 'merged', pull, answers: true },
  { type: 'merged', pull, answers: false },
  { type: 'merged', pull, answers: true, jobSecrets: [gcs('applied'), gcs('failed')] },
  silent,
  { ...silent, deployment, problem: problem('merged-entry-missing', { name: 'prow-lab' }) },
];

function status(phase: Phase, more: Partial<Status> = {}): Status {
  return { operation: 'add', kind: 'build-cluster', name: 'prow-lab', phase, notices: [], ...more };
}

const render = (phase: Phase, more?: Partial<Status>) => renderStatus(status(phase, more), context);

describe('a status comment', () => {
  test.each<[string, Phase, readonly RegExp[]]>([
    [
      'something to change',
      { type: 'needs-change', problem: problem('kubeconfig-exec', { of: 'others' }) },
      [
        /^✋ \*\*Author, your turn:\*\* /u,
        /\[`kubeconfig-exec`\]\(https:\/\/docs\.example\.com\/problems\.md#kubeconfig-exec\)/u,
        /```bash\n\(NAMESPACE=/u,
        /--recipient=99F7C0D2E1BB8025/u,
        /then attach `my-kubeconfig\.asc\.txt`/iu,
      ],
    ],
    [
      'something to change without a block',
      { type: 'needs-change', problem: problem('attachment-gone', {}) },
      [/^✋ \*\*Author, your turn:/u, /The bot continues when you/u],
    ],
    [
      'something that passes',
      { type: 'needs-change', problem: problem('attachment-unavailable', {}) },
      [/^⏳ \*\*Nobody has to do anything/u],
    ],
    [
      'failed checks',
      { type: 'checks-failed', checks: publicChecks, until: '2026-11-30T11:22:33.000Z' },
      [
        /^✋ \*\*Author or cluster administrator, your turn:/u,
        /\*\*Why:\*\* The namespace `kubevirt-prow-jobs` does not exist/u,
        /<summary>✅ 1 check passed/u,
        /- ⚠️ /u,
        /- ❔ /u,
        /\(NAMESPACE=kubevirt-prow-jobs SERVICE_ACCOUNT=.*\n.*\nkubectl apply --filename=- <<EOF/u,
        /until 2026-11-30 11:22 UTC/u,
      ],
    ],
    [
      "the operator's problem",
      { type: 'needs-operator', problem: problem('recipient-unknown', { keyId: 'ABCD' }) },
      [
        /^🔧 \*\*The operator of the bot must fix/u,
        /author has nothing to do/u,
        /#recipient-unknown\)/u,
      ],
    ],
    [
      'a proposal',
      { type: 'proposed', pull, checks: publicChecks, awaits: [] },
      [
        /\[kubevirt\/secrets#12\]\(https:\/\/github\.com\/kubevirt\/secrets\/pull\/12\)/u,
        /^📬 .*Maintainers, review and merge/u,
      ],
    ],
    [
      'a proposal on hold',
      { type: 'proposed', pull, checks: publicChecks, awaits: ['control-plane'] },
      [/^📬 .*Maintainers, make sure .*\/onboard confirm-ha/u, /on hold/u],
    ],
    [
      'a closed proposal',
      { type: 'closed-unmerged', pull },
      [/without merging/u, /onboard retry/u],
    ],
    ['a cancellation', { type: 'cancelled', by: 'jane' }, [/Cancelled\*\* by `jane`/u]],
    ['a withdrawal', { type: 'withdrawn' }, [/Withdrawn/u, /reopen the issue/u]],
    [
      'a cancellation after the merge',
      { type: 'cancelled', by: 'jane', merged: pull },
      [/still in the secrets/u, /kubevirt\/secrets#12/u],
    ],
    [
      'a withdrawal after the merge',
      { type: 'withdrawn', merged: pull },
      [/still in the secrets/u, /reopen the issue/u],
    ],
    [
      'a cluster to be deployed',
      { type: 'deploying', pull, deployment },
      [/Merged; now waiting/u, /\[kubevirt\/project-infra#34\]/u, /author has nothing to do/u],
    ],
    [
      'a closed deployment',
      { type: 'deployment-closed', pull, deployment },
      [/Not deployed/u, /kubevirt\/project-infra#34/u, /onboard retry/u],
    ],
    [
      'two merges',
      { type: 'merged', pull, deployment },
      [/kubevirt\/secrets#12\].* and \[kubevirt\/project-infra#34\].* are merged/u],
    ],
    [
      'a merged cluster that answers',
      { type: 'merged', pull, answers: true },
      [/Done/u, /the cluster answers with the merged kubeconfig/u],
    ],
    [
      'a merged cluster that does not',
      { type: 'merged', pull, answers: false },
      [/^🚪 \*\*Closed\.\*\*/u, /did not answer/u],
    ],
    [
      'a merged cluster that must be fixed',
      silent,
      [
        /does not answer as it should/u,
        /The namespace `kubevirt-prow-jobs` does not exist/u,
        /until 2026-11-30 11:22 UTC/u,
        /onboard retry/u,
        /close the issue/u,
      ],
    ],
    [
      'a merged cluster whose entry is gone',
      { ...silent, problem: problem('merged-entry-missing', { name: 'prow-lab' }) },
      [/merged-entry-missing/u, /onboard retry/u],
    ],
    [
      'a secret for jobs',
      { type: 'merged', pull, jobSecrets: [gcs('applied')] },
      [/Done/u, /The Secret `gcs-credentials` in `jobs` is ready/u, /^(?![\s\S]*copies it)/u],
    ],
    [
      'a secret for jobs of somebody else',
      { type: 'merged', pull, jobSecrets: [gcs('foreign')] },
      [/Done/u, /already existed/u, /did not change it/u],
    ],
    [
      'a secret for jobs that nobody can see',
      { type: 'merged', pull, answers: true },
      [/Done/u, /could not see whether the Secret `gcs-credentials` in `kubevirt-prow-jobs`/u],
    ],
    ...(['failed', 'missing'] as const).map((outcome): [string, Phase, readonly RegExp[]] => [
      `a secret for jobs that is left to maintainers: ${outcome}`,
      { type: 'merged', pull, deployment, jobSecrets: [gcs(outcome)] },
      [
        /^✋ \*\*Maintainers, your turn:\*\* create the Secret `gcs-credentials` in .*`jobs`\. Jobs do not start without it/u,
        /\(FROM=kubevirt-prow-control-plane\nSECRET=\$\(kubectl get secret gcs-credentials --context="\$FROM" --namespace=jobs .*\) &&\n.* \| kubectl apply --context=prow-lab --namespace=jobs -f - \|\|\n/u,
        /^(?![\s\S]*Done)/u,
        /After that:\*\* to use the cluster/u,
      ],
    ]),
    [
      'a merge that nothing has deployed',
      { type: 'merged', pull, toDeploy: true, jobSecrets: [gcs('present')] },
      [
        /^✋ \*\*Maintainers, your turn:\*\* rerun the newest \[`post-project-infra-kubevirt-prow-control-plane-deployment`\]\(https:\/\/prow\.ci\.kubevirt\.io\/\?job=post/u,
        /does not know the cluster until then/u,
        /^(?![\s\S]*Done)/u,
      ],
    ],
    [
      'a merge',
      { type: 'merged', pull, deployment },
      [
        /Done/u,
        /add a job to `github\/ci\/prow-deploy\/files\/jobs\/kubevirt\/kubevirt\/kubevirt-periodics\.yaml` in kubevirt\/project-infra\. It says `cluster: prow-lab`/u,
        /as soon as .* has passed, which \[kubevirt\/project-infra#34\]/u,
      ],
    ],
  ])('tells of %s', (_, phase, expected) => {
    const comment = render(phase);
    for (const pattern of expected) expect(comment).toMatch(pattern);
    expect(comment).not.toMatch(/undefined|\[object/u);
  });

  test.each(problemIds)('can show %s', (id) => {
    const [details] = problemSamples[id];
    const comment = render({ type: 'needs-change', problem: problem(id, details) });
    expect(comment).toContain(`problems.md#${id})`);
    expect(comment).not.toMatch(closingKeyword);
  });

  test('holds no evidence, even if the checks it is given do', () => {
    const leaky = publicChecks.map((check) => ({ ...check, evidence: 'api.secret-lab.example' }));
    expect(render({ type: 'proposed', pull, checks: leaky, awaits: [] })).not.toContain(
      'secret-lab',
    );
  });
});

describe('what a block makes has a place to go', () => {
  const missing: Phase = { type: 'needs-change', problem: problem('submission-missing', {}) };
  const newSecret = 'SECRET="$SERVICE_ACCOUNT-';

  test('in a rotation it makes new credentials, beside those in use', () => {
    expect(render(missing, { operation: 'rotate' })).toContain(newSecret);
    expect(render(missing)).not.toContain(newSecret);
  });

  test('after the merge it goes into another issue, as nothing is read in this one', () => {
    const text = render(silent);
    expect(text).toMatch(/^❌ \*\*Merged/u);
    expect(text).toContain('open an issue `Rotate Prow build cluster prow-lab`');
    expect(text).toContain(newSecret);
    expect(text).not.toContain('in a comment here');
  });
});

describe('a leaked credential', () => {
  const leaked = render({ type: 'checking' }, { leaked: 'token' });

  test('is an alarm in every phase', () => {
    for (const phase of phases) {
      const comment = render(phase, { leaked: 'kubeconfig' });
      expect(comment).toMatch(/\[!CAUTION\]\n> \*\*Author: revoke the kubeconfig/u);
    }
  });

  test('says what leaked, that editing does not help, and how to revoke it', () => {
    expect(leaked).toMatch(/revoke the token that was posted in this issue without encryption/u);
    expect(leaked).toMatch(/Editing, deleting or encrypting it now does not make it secret again/u);
    expect(leaked).toMatch(/> kubectl delete secret,serviceaccount "\$SERVICE_ACCOUNT"/u);
    expect(leaked).toContain('problems.md#credential-in-plaintext)');
  });

  test('is told once where it is the reason to wait too', () => {
    const reason = problem('credential-in-plaintext', { what: 'token' });
    const comment = render({ type: 'needs-change', problem: reason }, { leaked: 'token' });
    expect(comment.match(/was posted/gu)).toHaveLength(1);
    expect(comment).toMatch(/Revoke the credential as shown above/u);
  });
});

describe('commands', () => {
  test('are folded, and open for whoever asks for help', () => {
    expect(render({ type: 'checking' })).toContain('<details><summary>Commands');
    const notices: Notice[] = [{ type: 'help', to: 'jane' }];
    expect(render({ type: 'checking' }, { notices })).toContain('<details open><summary>Commands');
  });

  test.each<[Notice, RegExp]>([
    [{ type: 'help', to: 'jane' }, /`jane`: the commands are listed below/u],
    [
      { type: 'unknown-command', to: 'jane', command: 'dance' },
      /`jane`: .*`dance` does not exist/u,
    ],
    [
      { type: 'not-allowed', to: 'jane', command: 'cancel' },
      /`jane`: you are not allowed to use `cancel`/u,
    ],
    [{ type: 'nothing-to-do', to: 'jane', command: 'retry' }, /`jane`: `retry` has no effect/u],
    [
      { type: 'proved', to: 'jane', command: 'confirm-ha' },
      /no effect, because .* verified this itself/u,
    ],
    [{ type: 'disproved', to: 'jane', command: 'confirm-ha' }, /no effect, because .* not true/u],
    [
      { type: 'confirmed-before', to: 'jane', command: 'confirm-ha' },
      /no effect, because .* already confirmed/u,
    ],
    [{ type: 'confirmed', command: 'confirm-ha', by: 'jane' }, /`jane` confirmed .* available/u],
    [
      { type: 'confirmed', command: 'confirm-recipients', by: 'jane' },
      /`jane` confirmed .* recipients/u,
    ],
  ])('are answered: %o', (notice, expected) => {
    expect(render({ type: 'checking' }, { notices: [notice] })).toMatch(expected);
  });
});

test('nothing from outside has power in the comment', () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom(...phases), (text, phase) => {
      const notices: Notice[] = [{ type: 'unknown-command', to: text, command: text }];
      const shown = phase.type === 'cancelled' ? { ...phase, by: text } : phase;
      const comment = render(shown, { name: text, notices });
      const plain = render(phase, {
        name: 'x',
        notices: [{ ...notices[0], to: 'x', command: 'x' }] as Notice[],
      });
      expect(skeleton(comment)).toEqual(skeleton(plain));
      expectHarmless(comment);
    }),
  );
});

/** The tags of the rendered comment, in order. */
function skeleton(comment: string): readonly string[] {
  return marked.parse(comment, { async: false }).match(/<[a-z!/][^>]*>/giu) ?? [];
}
