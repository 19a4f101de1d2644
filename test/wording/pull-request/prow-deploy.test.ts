import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DeploymentFacts,
  renderDeployment,
} from '../../../src/wording/pull-request/prow-deploy.ts';
import { pullRequestFacts } from '../facts.ts';
import { expectHarmless, hostileText } from '../hostile-text.ts';

const { issue, signOff } = pullRequestFacts;
const content = new Uint8Array();
const request = { operation: 'add', kind: 'build-cluster', name: 'prow-lab', lending: {} } as const;
const facts: DeploymentFacts = {
  request,
  issue,
  merged: {
    number: 12,
    url: 'https://github.com/kubevirt/secrets/pull/12',
    repository: 'kubevirt/secrets',
  },
  change: {
    files: [
      { part: 'script', path: 'hack/deploy.sh', content },
      { part: 'jobs', path: 'jobs.yaml', content },
    ],
    byHand: [{ part: 'page', path: 'docs/clusters.md' }],
  },
  signOff,
};

describe('the pull request that deploys a cluster', () => {
  const { title, body, commitMessage } = renderDeployment(facts);

  test('has a commit message with where it belongs and a sign-off', () => {
    expect(title).toBe('Deploy Prow build cluster prow-lab');
    expect(commitMessage).toBe(
      `${title}\n\nPart of kubevirt/project-infra#4711\n\nSigned-off-by: ${signOff}\n`,
    );
  });

  test.each([
    ['the issue', 'Part of kubevirt/project-infra#4711\n'],
    [
      'who asked',
      '`contributor` (GitHub shows: neither a member nor a contributor) in https://github',
    ],
    ['the merged one', '[kubevirt/secrets#12](https://github.com/kubevirt/secrets/pull/12)'],
    ['the script', '- `hack/deploy.sh` names `prow-lab` in the array `prow_build_clusters`.'],
    [
      'the jobs',
      '- `jobs.yaml` checks every hour that `prow-lab` is alive. If its API server is below',
    ],
    ['what is left', '### Left to do by hand'],
    ['what is left where', '- [ ] `docs/clusters.md`: list `prow-lab` where it fits.'],
  ])('tells of %s', (_what, expected) => {
    expect(body).toContain(expected);
  });

  const page = {
    files: [{ part: 'page', path: 'docs/clusters.md', content }],
    byHand: [],
  } as const;
  test.each([
    [{}, 'Add who lends it and what for'],
    [{ lender: 'Example' }, 'Add who lends it and what for'],
    [{ lender: 'Example', purpose: 'Jobs' }, 'lists `prow-lab`, with who lends it and what for'],
  ])('says whether the page is complete: %j', (lending, expected) => {
    const told = renderDeployment({ ...facts, request: { ...request, lending }, change: page });
    expect(told.body).toContain(expected);
  });

  test('says of a provider that it is listed and watched, not deployed', () => {
    const provider = { ...request, kind: 'external-provider' } as const;
    const told = renderDeployment({ ...facts, request: provider, change: page });
    expect(told.title).toBe('List KubeVirtCI external provider prow-lab');
    expect(told.body).not.toContain('deploys Prow');
  });

  test('says nothing of a person where nothing is left', () => {
    const change = { ...facts.change, byHand: [] };
    expect(renderDeployment({ ...facts, change }).body).not.toContain('by hand');
  });

  test('has no mention, closing keyword or marker, whatever comes from outside', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const hostile = renderDeployment({
          ...facts,
          request: { ...request, name: text },
          issue: { ...issue, author: text },
        });
        [hostile.title, hostile.body, hostile.commitMessage].forEach(expectHarmless);
        expect(hostile.commitMessage.split('\n')).toHaveLength(6);
      }),
    );
  });
});
