import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problemIds, problemSamples } from '../../../scripts/problem-samples.ts';
import { type CheckId, checks } from '../../../src/probe/check-table.ts';
import { problem } from '../../../src/problem.ts';
import type { PublicCheck } from '../../../src/state/status.ts';
import { checkCauses, checkLabels } from '../../../src/wording/check-labels.ts';
import {
  renderFailedChecks,
  renderOtherChecks,
} from '../../../src/wording/status-comment/checks.ts';
import { context } from '../facts.ts';

const namespace = 'kubevirt-prow-jobs';
const missing = (resource: string) =>
  problem('permissions-missing', { namespace, resource, verbs: ['get'] });

function failed(check: CheckId, found: PublicCheck['problem']): PublicCheck {
  return { check, outcome: 'failed', ...(found && { problem: found }) };
}

const withoutRights = [
  failed('pods', missing('pods')),
  failed('pods-log', missing('pods/log')),
  failed('secrets', missing('secrets')),
];

const render = (...given: readonly PublicCheck[]) =>
  renderFailedChecks(given, context).join('\n\n');
const visible = (text: string) => text.replaceAll(/<details[\s\S]*?<\/details>/g, '');
const blocksIn = (text: string) => text.match(/^```bash$/gm) ?? [];

describe('checks that failed', () => {
  test('begin with whose turn it is, then the block, then why', () => {
    const text = render(
      failed('control-plane', problem('control-plane-small', { found: 1, needed: 3 })),
    );
    expect(text).toMatch(
      /^✋ \*\*Author or cluster administrator, your turn:\*\* [A-Z].*\n\nPaste this .*\n\n```bash\n[\s\S]*\n```\n\n\*\*Why:\*\* /u,
    );
  });

  test('are one step where the same commands fix them', () => {
    const text = render(...withoutRights);
    expect(blocksIn(text)).toHaveLength(1);
    expect(text.match(/your turn/g)).toHaveLength(1);
    expect(text).toMatch(/^\*\*Why:\*\* .*`pods`/m);
    expect(text).toContain(`- ❌ ${checkLabels['pods-log']}\n- ❌ ${checkLabels.secrets}`);
  });

  test('are folded, without a block, under the one that they follow from', () => {
    const text = render(
      failed('identity', problem('identity-other-namespace', { namespace })),
      failed('namespace', problem('namespace-missing', { namespace })),
      ...withoutRights,
    );
    expect(blocksIn(text)).toHaveLength(1);
    expect(text).toContain('<summary>4 more checks did not pass because of this</summary>');
    expect(text).toContain(`- ❌ ${checkLabels.namespace}\n- ❌ ${checkLabels.pods}`);
    expect(visible(text)).not.toContain('permissions-missing');
  });

  test('each stay visible where they have causes of their own', () => {
    const text = render(
      failed('identity', problem('identity-other-namespace', { namespace })),
      failed('control-plane', problem('control-plane-small', { found: 1, needed: 3 })),
    );
    expect(blocksIn(visible(text))).toHaveLength(2);
    expect(text).toMatch(
      /your turn[\s\S]*identity-other-namespace[\s\S]*\*\*Also:\*\*[\s\S]*control-plane-small/u,
    );
    expect(text.match(/your turn/g)).toHaveLength(1);
  });

  test('come before what a reviewer decides on, which is folded', () => {
    const text = render(
      {
        check: 'token-lifetime',
        outcome: 'warning',
        problem: problem('credentials-end', { credentials: 'token' }),
      },
      ...withoutRights,
    );
    expect(visible(text)).not.toContain('credentials-end');
    expect(text.indexOf('permissions-missing')).toBeLessThan(text.indexOf('credentials-end'));
  });

  test('are an answer to the author alone where only a new kubeconfig helps', () => {
    const text = render(failed('token-lifetime', problem('token-expires', { of: 'others' })));
    expect(text).toMatch(/^✋ \*\*Author, your turn:/u);
    expect(text).toContain('Then attach `my-kubeconfig.asc.txt`');
  });
});

test('what passed is one folded line', () => {
  const passed = checks.map(({ id }): PublicCheck => ({ check: id, outcome: 'passed' }));
  const text = renderOtherChecks(passed, context).join('\n\n');
  expect(visible(text)).toBe('');
  expect(text).toContain(`<summary>✅ ${passed.length} checks passed</summary>`);
  for (const { id } of checks) expect(text).toContain(`- ✅ ${checkLabels[id]}`);
});

describe('whatever the outcomes are', () => {
  const problems = problemIds.map((id) => problem(id, problemSamples[id][0]));
  const outcome = fc.constantFrom<PublicCheck['outcome']>(
    'passed',
    'failed',
    'unverifiable',
    'warning',
  );
  const report = fc
    .array(fc.tuple(outcome, fc.constantFrom(...problems)), {
      minLength: checks.length,
      maxLength: checks.length,
    })
    .map((rows) =>
      rows.map(([outcome, found], index): PublicCheck => {
        const check = checks[index]?.id ?? 'reachable';
        return outcome === 'passed' ? { check, outcome } : { check, outcome, problem: found };
      }),
    );

  test('each check is told once: by its problem or by its name', () => {
    fc.assert(
      fc.property(report, (given) => {
        const text = render(...given);
        for (const { check, problem: found } of given) {
          const isTold = text.includes(checkLabels[check]);
          expect(isTold || text.includes(`#${found?.id})`)).toBe(true);
        }
        expect(new Set(text.match(/```bash\n[\s\S]*?\n```/g)).size).toBe(blocksIn(text).length);
      }),
    );
  });
});

test('no check is its own cause, be it by others', () => {
  const reach = (check: CheckId, seen: readonly CheckId[]): void => {
    expect(seen).not.toContain(check);
    for (const cause of checkCauses[check]) reach(cause, [...seen, check]);
  };
  for (const { id } of checks) reach(id, []);
});
