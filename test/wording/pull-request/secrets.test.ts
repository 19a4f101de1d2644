import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../src/probe/evidence.ts';
import type { CheckResult } from '../../../src/probe/report.ts';
import { problem } from '../../../src/problem.ts';
import type { ReadersDifference } from '../../../src/wording/pull-request/readers.ts';
import {
  type PullRequestFacts,
  renderPullRequest,
  withSections,
} from '../../../src/wording/pull-request/secrets.ts';
import { change, maintainerKey, pullRequestFacts, seen } from '../facts.ts';
import { expectHarmless, hostileText } from '../hostile-text.ts';

const hostileChecks = (text: string): readonly CheckResult[] =>
  evidenceOf(text).map((evidence) => ({
    check: 'reachable',
    outcome: 'failed',
    problem: problem('answer-unclear', {}),
    evidence,
  }));

const evidenceOf = (text: string): readonly Evidence[] => [
  { type: 'answer', status: 403, reason: text },
  { type: 'connection', code: text },
  { type: 'user', user: text },
  { type: 'refuser', name: text },
  { type: 'everywhere', access: [text] },
  { type: 'token secrets', names: [text] },
  { type: 'registered cluster', name: text },
  { type: 'registered servers', servers: [text] },
];

describe('a pull request', () => {
  const { title, body, commitMessage } = renderPullRequest(pullRequestFacts);

  test('is titled as the issue', () => {
    expect(title).toBe('Add Prow build cluster prow-lab');
    const request = { operation: 'add', kind: 'external-provider', name: 'my_Lab-1' } as const;
    expect(renderPullRequest({ ...pullRequestFacts, request }).title).toBe(
      'Add KubeVirtCI external provider my_Lab-1',
    );
  });

  test('has a commit message with where it belongs and a sign-off', () => {
    expect(commitMessage).toBe(
      'Add Prow build cluster prow-lab\n\nPart of kubevirt/project-infra#4711\n\nSigned-off-by: Cluster Onboarding <bot@kubevirt.io>\n',
    );
  });

  test.each<[string, string]>([
    ['the issue', 'Part of kubevirt/project-infra#4711'],
    [
      'who asked',
      '`contributor` (GitHub shows: neither a member nor a contributor) in https://github.com/kubevirt/project-infra/issues/4711',
    ],
    ['the submission', '`https://github.com/user-attachments/files/123/my-kubeconfig.asc.txt`'],
    ['its digest', `\`${'5'.repeat(64)}\``],
    [
      'the server',
      '+     cluster prow-lab: server https://api.secret-lab.example:6443/k8s/clusters/c-1',
    ],
    ['the user', '+     user prow-workloads-cluster-automation: credentials (not shown)'],
    ['what stays', '12 other entries and 1 other file'],
    ['the recipients', '| `99F7C0D2E1BB8025` | `KubeVirt Bot <bot@kubevirt.io>` |'],
    ['when it was seen', '\n\nAs it was seen on 30 November 2026, 20:14 UTC:\n\n- Server'],
    ['where it is', '- Server: `https://api.secret-lab.example:6443/k8s/clusters/c-1`\n'],
    ['the authority', '- CA: SHA-256 `AB:CD:EF`, expires on 31 January 2035\n'],
    [
      'the credentials',
      '- Credentials: token of `system:serviceaccount:kubevirt-prow-jobs:prow`; does not expire\n',
    ],
    ['the version', '- Kubernetes: `v1.34.2`\n'],
    [
      'the control plane',
      '- Control plane: nodes: not allowed to see them; addresses of API servers: 1\n',
    ],
    [
      'the evidence, in words',
      'does not exist. The API server answered with status 404, `NotFound`.\n',
    ],
    ['what passed', '<details><summary>✅ 1 check passed</summary>\n\nThe API server answers'],
    ['the hold', '“/onboard confirm-ha” on https://github.com/kubevirt/project-infra/issues/4711'],
  ])('tells of %s', (_, expected) => {
    expect(body).toContain(expected);
    expect(body).not.toMatch(/undefined|\[object/u);
  });

  test.each<[string, ReadersDifference | undefined, readonly string[]]>([
    ['nobody knows who could before', undefined, ['shows who could decrypt it before']],
    ['nobody came or went', { added: [], gone: [] }, ['They are the same as in']],
    [
      'somebody came and somebody went',
      { added: [`openpgp:${maintainerKey}`], gone: ['openpgp:FORMER', 'git-crypt:abc'] },
      [
        '**Not the same**',
        `- New: \`Maintainer <m@kubevirt.io>\` (\`${maintainerKey}\`)`,
        '- Gone: `FORMER`\n- Gone: the git-crypt key with the digest `abc`',
      ],
    ],
  ])('tells who can decrypt it where %s', (_what, readers, expected) => {
    const text = renderPullRequest({ ...pullRequestFacts, readers }).body;
    for (const part of expected) expect(text).toContain(part);
  });

  test('tells of a subkey that takes the place of another one', () => {
    const [bot, maintainer] = change.recipients;
    if (!bot || !maintainer) throw new Error('no recipients');
    const replaces = [
      { keyId: 'AAAA', reason: 'expired' },
      { keyId: 'BBBB', reason: 'revoked' },
    ] as const;
    const recipients = [bot, { ...maintainer, replaces }];
    const text = renderPullRequest({
      ...pullRequestFacts,
      changes: [{ ...change, recipients }],
    }).body;
    expect(text).toContain('These are other subkeys of the same people');
    expect(text).toContain(
      '- `0123456789ABCDEF` in place of `AAAA`, which has expired\n- `0123456789ABCDEF` in place of `BBBB`, which is revoked\n',
    );
    expect(body).not.toContain('in place of');
  });

  test.each<[string, Partial<PullRequestFacts>]>([
    ['is confirmed', { review: { confirmed: [{ command: 'confirm-ha', by: 'alice' }] } }],
    ['says nothing first', { review: { confirmed: [] } }],
    ['tells of another look', { report: { checks: [], seen: { ...seen, version: '$&v2' } } }],
  ])('that %s is the same, whether rendered so or edited', (_what, changes) => {
    const [before, after] = [pullRequestFacts, { ...pullRequestFacts, ...changes }].map((facts) =>
      renderPullRequest(facts),
    );
    if (!before || !after) throw new Error('nothing rendered');
    expect(after.body).not.toBe(before.body);
    expect(withSections(before.body, before.sections, after.sections)).toBe(after.body);
    expect(withSections(after.body, after.sections, before.sections)).toBe(before.body);
  });

  test('has no remedies: those are for who asked', () => {
    expect(body).not.toContain('kubectl');
    expect(body.match(/^```/gmu)).toHaveLength(2);
  });

  test('begins with what decides, then comes the change, then who can decrypt it', () => {
    const order = [
      '**On hold.**',
      'Asked by',
      '### The cluster',
      '### What changes',
      '### Who can',
    ];
    const places = order.map((part) => body.indexOf(part));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
  });

  test('marks a new entry as added', () => {
    const added = renderPullRequest({
      ...pullRequestFacts,
      changes: [{ ...change, entry: 'my_Lab-1', isNew: true, unchangedContexts: undefined }],
    });
    expect(added.body).toContain('+   my_Lab-1:');
    expect(added.body).toContain('12 other entries and 1 other file');
    expect(body).toContain('    kubeconfig:');
  });

  test('says nothing of a hold where there is none, and that a text was pasted', () => {
    const { body: free } = renderPullRequest({
      ...pullRequestFacts,
      review: { confirmed: [] },
      submission: { digest: 'ab' },
    });
    expect(free).not.toContain('confirm-ha');
    expect(free).toContain('pasted in the issue');
  });

  test("of a maintainer's own has no issue in it", () => {
    const { issue: _issue, submission: _submission, ...own } = pullRequestFacts;
    const text = renderPullRequest({ ...own, origin: { type: 'command-line', by: 'jane' } });
    expect(text.body).toContain('- Done by: `jane`, without an issue');
    expect(text.body).toContain('`/hold cancel` here');
    expect(text.body).not.toMatch(/Part of|undefined/u);
    expect(text.commitMessage).toBe(
      'Add Prow build cluster prow-lab\n\nSigned-off-by: Cluster Onboarding <bot@kubevirt.io>\n',
    );
  });

  test('has no mention, closing keyword or marker, whatever comes from outside', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const hostile = renderPullRequest({
          ...pullRequestFacts,
          request: { ...pullRequestFacts.request, name: text },
          issue: { ...pullRequestFacts.issue, author: text },
          submission: { digest: 'ab', where: text },
          report: {
            checks: hostileChecks(text),
            seen: { ...seen, server: text, version: text, user: text },
          },
          changes: [
            {
              ...change,
              context: text,
              cluster: text,
              user: text,
              server: text,
              recipients: [
                {
                  ...{ keyId: text, fingerprint: text, userId: text },
                  replaces: [{ keyId: text, reason: 'expired' }],
                },
              ],
            },
          ],
        });
        [hostile.title, hostile.body, hostile.commitMessage].forEach(expectHarmless);
        expect(hostile.title).not.toContain('\n');
        expect(hostile.body.match(/^```/gmu)).toHaveLength(2);
        expect(hostile.commitMessage.split('\n')).toHaveLength(6);
      }),
    );
  });
});
