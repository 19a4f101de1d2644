import type { Report } from '../../src/probe/report.ts';
import { problem } from '../../src/problem.ts';
import { decide } from '../../src/reconcile/decide/decide.ts';
import type { Account, Issue } from '../../src/reconcile/github.ts';
import type {
  Deployment,
  Examination,
  PendingCommand,
  Snapshot,
} from '../../src/reconcile/snapshot.ts';
import type { Command } from '../../src/request/parse-commands.ts';
import type { ClusterRequest } from '../../src/request/request.ts';
import { freshMemory, type Memory } from '../../src/state/memory.ts';
import type { Proposal } from '../../src/state/proposal.ts';
import { examinationKey } from '../../src/state/request-keys.ts';
import type { Phase } from '../../src/state/status.ts';

export const request: ClusterRequest = { operation: 'add', kind: 'build-cluster', name: 'rosa-1' };
export const author: Account = { id: 1, login: 'contributor', isBot: false };
export const maintainer: Account = { id: 2, login: 'maintainer', isBot: false };
/** As the adapter shows each deleted account. */
export const ghost: Account = { id: -1, login: 'ghost', isBot: false };
export const submission = {
  type: 'link',
  url: 'https://github.com/user-attachments/files/1/rosa.txt',
  fingerprint: 'first',
} as const;
export const key = examinationKey(request, submission);
export const base = { commit: 'c0', state: 's0' };
/** What a pull request of the author proposes. */
export const proposal: Proposal = {
  ...{ request, examined: key, readers: [], owner: author.id, edits: [] },
  ...{ commit: 'p0', base },
};
export const now = new Date('2026-11-24T12:00:00Z');
export const pullReference = { number: 7, url: 'https://github.com/kubevirt/secrets/pull/7' };

export const issue: Issue = {
  number: 5,
  nodeId: 'I_5',
  createdAt: '2026-11-24T11:00:00Z',
  title: 'Add Prow build cluster rosa-1',
  body: '',
  url: 'https://github.com/kubevirt/project-infra/issues/5',
  author,
  open: true,
  reopened: false,
  locked: false,
  labels: [],
};

/** What may be the submission, the likeliest first. */
export function candidatesAre(
  ...submissions: readonly (Snapshot['submission'] | undefined)[]
): Snapshot['candidates'] {
  const each = submissions.flatMap((one) =>
    one ? { submission: one, standing: 'own' as const, number: 1 } : [],
  );
  return { each, isMore: false };
}

/** An issue that was just filed; `changes` tell what is different. */
export function situation(changes: Partial<Snapshot> = {}): Snapshot {
  const submitted = 'submission' in changes ? changes.submission : submission;
  return {
    now,
    recheckAfterMs: 600_000,
    isLastAttempt: false,
    issue,
    request,
    submission,
    candidates: candidatesAre(submitted),
    // Somebody has looked.
    search: { holds: 'message' },
    isTooLong: false,
    commands: [],
    answeredBefore: [],
    olderComments: [],
    hints: [],
    branchDeleted: false,
    maintainers: [],
    jobSecrets: [],
    isReplayed: false,
    ...changes,
  };
}

/** The decision in short: the step, and what it writes, opens, labels or closes. */
export function step(snapshot: Snapshot): string {
  const action = decide(snapshot);
  switch (action.type) {
    case 'write-status':
      return `write ${action.memory.status.phase.type}`;
    case 'close-issue':
      return `close as ${action.reason}`;
    case 'propose':
      return action.pullNumber ? `update ${action.pullNumber}` : 'open a pull request';
    case 'propose-deployment':
      return action.pullNumber ? `update ${action.pullNumber}` : 'open the second pull request';
    case 'close-pull-request':
      return `close ${action.pullNumber}${action.forGood ? ' for good' : ''}`;
    case 'delete-branch':
      return action.at === 'secrets' ? 'delete the branch' : 'delete the second branch';
    case 'label-leak':
      return `label ${action.leak.what}`;
    default:
      return action.type;
  }
}

/** What the bot decides to write down, and to say. */
export function written(snapshot: Snapshot): Memory {
  const action = decide(snapshot);
  if (action.type !== 'write-status') throw new Error(`expected a status, got ${action.type}`);
  return action.memory;
}

export const answers = { liveness: { outcome: 'answers' } } as const;

export const closedIssue: Issue = { ...issue, open: false };
export const reopenedIssue: Issue = { ...issue, reopened: true };

/** What the bot remembers in a phase, as it was written into its comment. */
export function remembering(phase: Phase, changes: Partial<Memory> = {}) {
  const fresh = freshMemory(request);
  const memory: Memory = { ...fresh, status: { ...fresh.status, phase }, ...changes };
  return { memory, statusComment: { id: 100, recorded: memory } };
}

export const examinedAt = (at: string, outcome: 'problem' | 'failed' | 'passed') => ({
  examined: { key, outcome, at },
});

export const passedPhase: Extract<Phase, { type: 'proposed' }> = {
  type: 'proposed',
  pull: pullReference,
  checks: [],
  awaits: [],
};

/** One whose control plane a maintainer has to confirm. */
export const heldPhase: typeof passedPhase = {
  ...passedPhase,
  checks: [{ check: 'control-plane', outcome: 'unverifiable' }],
  awaits: ['control-plane'],
};

export const proposed = remembering(passedPhase, examinedAt(now.toISOString(), 'passed'));

export function pull(changes: Partial<NonNullable<Snapshot['pull']>> = {}) {
  return {
    ...pullReference,
    nodeId: 'PR_7',
    title: 'Add Prow build cluster rosa-1',
    state: 'open',
    body: '',
    head: 'p0',
    labels: [],
    proposal,
    branchState: 'proposal',
    ...changes,
  } as const;
}

export const secondReference = {
  number: 30,
  url: 'https://github.com/kubevirt/project-infra/pull/30',
};

/** A pull request of Prow's deployment. */
export function second(changes: Partial<NonNullable<Deployment['pull']>> = {}) {
  return {
    ...secondReference,
    nodeId: 'PR_30',
    title: 'Deploy Prow build cluster rosa-1',
    state: 'open',
    body: '',
    head: 'd0',
    labels: [],
    proposal: { kind: request.kind, name: 'rosa-1', effect: 'e1', commit: 'd0', base },
    ...changes,
  } as const;
}

export const deploymentChange = {
  outcome: 'change',
  effect: 'e1',
  files: [],
  byHand: [],
  base,
} as const;

export const deploymentOf = (changes: Partial<Deployment>): Deployment => ({
  branchDeleted: false,
  ...changes,
});

export const goodReport: Report = { checks: [{ check: 'reachable', outcome: 'passed' }] };

export const badReport: Report = {
  checks: [
    {
      check: 'namespace',
      outcome: 'failed',
      problem: problem('namespace-missing', { namespace: 'kubevirt-prow-jobs' }),
      evidence: { type: 'user', user: 'what the server said' },
    },
  ],
};

export const unreadableReport: Report = {
  checks: [
    {
      check: 'control-plane',
      outcome: 'unverifiable',
      problem: problem('control-plane-unreadable', { needed: 3, namespace: 'kubevirt-prow-jobs' }),
    },
  ],
};

export function passed(
  report: Report = goodReport,
  at = base,
): Extract<Examination, { outcome: 'passed' }> {
  return {
    outcome: 'passed',
    report,
    base: at,
    digest: 'd'.repeat(64),
    credentials: ['of this request'],
    change: [
      {
        path: 'secrets.tar.asc',
        content: Buffer.from('ciphertext'),
        summary: {
          operation: 'add',
          file: 'main.yml',
          entry: 'kubeconfig',
          isNew: false,
          context: 'rosa-1',
          cluster: 'rosa-1',
          user: 'prow',
          server: 'https://rosa.example:6443',
          unchangedEntries: 1,
          unchangedFiles: 0,
          recipients: [],
          readers: [],
        },
      },
    ],
  };
}

/** When {@link said} commands were said. */
export const saidAt = '2026-11-30T12:00:00Z';

export function said(command: Command, by: Account = author, mayWrite = false): PendingCommand {
  const { fingerprint } = submission;
  return {
    key: `200 ${command.verb}`,
    commentId: 200,
    by,
    at: saidAt,
    command,
    mayWrite,
    isOwn: true,
    isAuthor: by.id === author.id,
    sawStatus: true,
    submission: fingerprint,
  };
}
