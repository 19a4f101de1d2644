import { describe, expect, test } from 'vitest';
import { problemIds, problemSamples } from '../../scripts/problem-samples.ts';
import type { CheckId } from '../../src/probe/check-table.ts';
import { type Problem, type ProblemId, problem } from '../../src/problem.ts';
import { type ClusterKind, clusterKinds } from '../../src/request/request.ts';
import type { Phase, PublicCheck } from '../../src/state/status.ts';
import { renderStatus } from '../../src/wording/status-comment/status-comment.ts';
import { phases } from './all-texts.ts';
import { context } from './facts.ts';

/**
 * What a reader sees without unfolding anything, blocks and all. Blank lines are not lines, and a
 * word has a letter or a digit.
 */
function lengthOf(comment: string): { readonly lines: number; readonly words: number } {
  const visible = comment.replaceAll(/<details>[\s\S]*?<\/details>/g, '');
  return {
    lines: visible.split('\n').filter((line) => line.trim() !== '').length,
    words: visible.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
  };
}

function expectShort(comment: string, most: ReturnType<typeof lengthOf>): void {
  const { lines, words } = lengthOf(comment);
  expect.soft(lines, `lines of\n${comment}`).toBeLessThanOrEqual(most.lines);
  expect.soft(words, `words of\n${comment}`).toBeLessThanOrEqual(most.words);
}

const until = '2026-11-30T11:22:33.000Z';
const namespace = 'kubevirt-prow-jobs';

function answer(phase: Phase, kind: ClusterKind = 'build-cluster'): string {
  const status = {
    operation: 'add',
    kind,
    name: 'prow-workloads-s390x',
    phase,
    notices: [],
  } as const;
  return renderStatus(status, context);
}

function failed(...problems: readonly (readonly [CheckId, Problem])[]): Phase {
  const passed: PublicCheck[] = [{ check: 'reachable', outcome: 'passed' }];
  const checks = problems.map(
    ([check, found]): PublicCheck => ({ check, outcome: 'failed', problem: found }),
  );
  return { type: 'checks-failed', checks: [...passed, ...checks], until };
}

const rights = (['pods', 'pods-log', 'secrets'] as const).map((check) => {
  const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
  const resource = check.replace('-', '/');
  return [check, problem('permissions-missing', { namespace, resource, verbs })] as const;
});
const wrongKey = { recipients: ['0123456789ABCDEF'], ours: context.keyId, subkeyId: context.keyId };

const most = { lines: 25, words: 150 };

describe('the usual failures fit on a screen', () => {
  test.each<[string, Phase]>([
    ['no role binding', failed(...rights)],
    [
      'another namespace',
      failed(
        ['identity', problem('identity-other-namespace', { namespace })],
        ['namespace', problem('namespace-missing', { namespace })],
        ...rights,
      ),
    ],
    [
      'a bound token',
      failed(
        ['token-lifetime', problem('token-expires', { of: 'others' })],
        ['token-secret', problem('token-secret-missing', { namespace })],
      ),
    ],
    [
      'another key',
      { type: 'needs-change', problem: problem('openpgp-other-recipient', wrongKey) },
    ],
    ['no --raw', { type: 'needs-change', problem: problem('kubeconfig-redacted', {}) }],
  ])('%s', (_what, phase) => {
    for (const kind of clusterKinds) {
      expectShort(answer(phase, kind), most);
    }
  });
});

/** What is longer, and why. */
const longer: Partial<Record<ProblemId, typeof most>> = {
  // Beside a kubeconfig they change the address, the name for TLS or the CA in it.
  'cluster-address': { lines: 25, words: 175 },
  'credentials-refused': { lines: 28, words: 185 },
  'kubeconfig-ca': { lines: 25, words: 165 },
  // They list certificates, and make one.
  'cluster-certificate': { lines: 25, words: 195 },
  'cluster-tls': { lines: 25, words: 190 },
};

describe('every other answer does, too', () => {
  test.each(problemIds)('%s', (id) => {
    const allowed = longer[id] ?? most;
    for (const kind of clusterKinds) {
      for (const details of problemSamples[id]) {
        const found = problem(id, details);
        const answers = [
          answer({ type: 'needs-change', problem: found }, kind),
          answer(failed(['reachable', found]), kind),
          answer({ type: 'needs-operator', problem: found }, kind),
        ];
        for (const each of answers) expectShort(each, allowed);
      }
    }
  });
});

/** It tells what to do where the block is not enough, since nothing else is read in its issue. */
const longerPhases: Partial<Record<string, typeof most>> = {
  'not-answering': { lines: 25, words: 165 },
};

describe('whatever the request has come to', () => {
  const others = Object.entries(phases).filter(([type]) => !type.startsWith('needs-'));

  test.each(others)('%s', (type, samples: readonly Phase[]) => {
    for (const phase of samples) {
      for (const kind of clusterKinds) {
        expectShort(answer(phase, kind), longerPhases[type] ?? most);
      }
    }
  });
});

test('the alarm of a leak, with its block, and what to do then', () => {
  for (const what of ['kubeconfig', 'token', 'private key'] as const) {
    const found = problem('credential-in-plaintext', { what });
    const plain = {
      operation: 'add',
      kind: 'build-cluster',
      name: 'prow-workloads-s390x',
    } as const;
    const status = {
      ...plain,
      phase: { type: 'needs-change', problem: found },
      notices: [],
      leaked: what,
    } as const;
    // The alarm says what its block does not end.
    expectShort(renderStatus(status, context), { lines: 25, words: 165 });
  }
});

test('what is allowed to be longer is', () => {
  const isLonger = (id: ProblemId) =>
    problemSamples[id].some((details) => {
      const { lines, words } = lengthOf(answer(failed(['reachable', problem(id, details)])));
      return lines > most.lines || words > most.words;
    });
  expect(problemIds.filter(isLonger).toSorted()).toEqual(Object.keys(longer).toSorted());
});
