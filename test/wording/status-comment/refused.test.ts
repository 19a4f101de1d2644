import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import type { Phase, Refused, Status } from '../../../src/state/status.ts';
import { renderStatus } from '../../../src/wording/status-comment/status-comment.ts';
import { context } from '../facts.ts';

const said = 'Resource not accessible by integration';
const why = problem('github-refused', { repository: 'kubevirt/secrets', status: 403, said });
const pull = { number: 12, url: 'https://github.com/kubevirt/secrets/pull/12' };
const review: Phase = { type: 'proposed', pull, checks: [], awaits: ['control-plane'] };

function rendered(
  steps: readonly Refused['step'][],
  phase = review,
  reason: Refused['problem'] = why,
) {
  const since = '2026-11-30T11:22:33.000Z';
  const status: Status = {
    ...{ operation: 'add', kind: 'build-cluster', name: 'rosa-1', phase, notices: [] },
    refused: steps.map((step) => ({ step, problem: reason, since })),
  };
  return renderStatus(status, context);
}

describe('a step that nothing can be done without', () => {
  test.each<[Refused['step'], RegExp]>([
    ['read', /cannot read what it needs/],
    ['release', /remove it by hand.*cannot remove the label `do-not-merge\/hold`/s],
    ['restore', /cannot write its own words again/],
    ['close-pull-request', /close it by hand.*cannot close a pull request/s],
    ['close-issue', /close it by hand.*cannot close this issue/s],
    ['reopen-issue', /reopen it by hand.*cannot reopen this issue/s],
  ])('%s: told to the operator, in place of what is not so yet', (step, words) => {
    const text = rendered([step]);
    expect(text).toMatch(/^🔧 \*\*The operator of the bot must fix something\.\*\*/m);
    expect(text).toMatch(words);
    expect(text).toContain(`\`${said}\``);
    expect(text).not.toContain('Waiting for review');
    expect(text).not.toContain('on hold until then');
  });

  test('in an outage: nobody has to do anything', () => {
    const text = rendered(['release'], review, problem('github-failed', { status: 503 }));
    expect(text).toMatch(/^⏳ \*\*Nobody has to do anything/m);
    expect(text).toContain('HTTP 503');
  });
});

test.each<Refused['step']>(['label-leak', 'delete-comment', 'reword', 'renew', 'hand-over'])(
  '%s is done without, and the comment says what is so',
  (step) => {
    const text = rendered([step]);
    expect(text).toContain('Waiting for review');
    expect(text).not.toContain(said);
  },
);

describe('a pull request that was closed for want of a hold', () => {
  const closed = /The bot has closed the pull request/;

  test('is explained beside what else is the matter', () => {
    const change: Phase = { type: 'needs-change', problem: problem('submission-missing', {}) };
    expect(rendered(['hold'], change)).toMatch(closed);
    expect(rendered(['hold'], change)).toContain('your turn');
  });

  test('is explained once', () => {
    const reason = problem('hold-refused', { said });
    const text = rendered(['hold'], { type: 'needs-operator', problem: reason });
    expect(text).toContain(said);
    expect(text).not.toMatch(closed);
  });
});
