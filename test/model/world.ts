import type { Downloaded } from '../../src/attachment/fetch.ts';
import type { Keyring } from '../../src/openpgp/keyring.ts';
import { createLocalProber } from '../../src/prober/operations.ts';
import { createFairShare } from '../../src/reconcile/fair-share.ts';
import { createLeakedElsewhere } from '../../src/reconcile/observe/leaked-elsewhere.ts';
import { createOwnMemory, type OwnMemory } from '../../src/reconcile/own-memory.ts';
import { type ReconcilePorts, reconcile } from '../../src/reconcile/reconcile.ts';
import { createUnwritable } from '../../src/reconcile/unwritable.ts';
import { createSandbox } from '../../src/sandbox/operations.ts';
import { publicSandbox } from '../../src/sandbox/public-sandbox.ts';
import { createLister } from '../../src/server/resync/open-work.ts';
import { deriveMarkerKey } from '../../src/state/marker.ts';
import { type ClusterHealth, clusterOf } from './cluster.ts';
import type { Disturbance, Event, IssueNumber, Run, SubmissionName } from './events.ts';
import { createGitHub, type ModelIssue, type ModelPull } from './github.ts';
import { type Entry, layout, openSecrets, readSecrets, writeSecrets } from './layout.ts';
import { createLine } from './line.ts';
import { act, addedBy } from './people.ts';
import { botId, botLogin, issueTracker, type Line, secretsRepository } from './ports.ts';

export const markerKey = deriveMarkerKey('a model');
export const recheckAfterMs = 10 * 60 * 1000;
const second = 1000;

type AttachedName = Exclude<SubmissionName, 'none' | 'plain text'>;

/** What submissions hold: armored messages, made once, and a file that is none. */
export interface Samples {
  readonly keyring: Keyring;
  readonly messages: Readonly<Record<AttachedName, string>>;
  readonly plainText: string;
}

const attempt = (isLast = false) => ({ isLast, signal: new AbortController().signal });

export type World = ReturnType<typeof createWorld>;

export function createWorld(
  { keyring, messages, plainText }: Samples,
  onStep: ReconcilePorts['onStep'],
) {
  let time = Date.parse('2026-11-24T12:00:00Z');
  let health: ClusterHealth = 'healthy';
  let attachments: 'up' | 'down' | 'gone' = 'up';
  let late: (() => unknown)[] = [];
  let hasLandedLate = false;
  const writes: string[] = [];
  const wrongs: string[] = [];
  const restoredByPeople = new Set<string>();
  const removedByPeople = new Set<string>();
  /** What each merged pull request has added. */
  const merged = new Map<ModelPull, Entry>();
  const files = new Map<string, AttachedName>();
  let lives = 1;
  const sandbox = { ...publicSandbox, ...createSandbox(keyring, openSecrets) };
  const github = createGitHub(
    writeSecrets([{ name: 'prow', server: 'https://prow.example' }]),
    () => time,
  );

  const attach = (submission: SubmissionName): string => {
    if (submission === 'none') return 'To follow.';
    if (submission === 'plain text') return plainText;
    const url = `https://github.com/user-attachments/files/${github.nextId()}/kubeconfig.txt`;
    files.set(url, submission);
    return `Here: ${url}`;
  };
  const download = async (url: string): Promise<Downloaded> => {
    if (attachments === 'down') throw new Error('ECONNREFUSED');
    const name = files.get(url);
    const body = new TextEncoder().encode(name ? messages[name] : '');
    return { status: attachments === 'gone' ? 404 : 200, body };
  };
  /** The newest message that the author of an issue has attached. */
  const newestMessage = ({ body, comments }: ModelIssue): AttachedName | undefined => {
    const own = [body, ...comments.filter(({ by }) => by === 'author').map((each) => each.body)];
    const attached = [...files].filter(([url]) => own.some((text) => text.includes(url)));
    return attached.map(([, name]) => name).findLast((name) => name !== 'log');
  };

  const onMerge = (pull: ModelPull, before: readonly Entry[]) => {
    const { content, by } = github.read(pull.head);
    // What people set the branch back to is not what the bot could tell of.
    if (by !== 'bot' || restoredByPeople.has(pull.branch)) return;
    if (pull.approved !== undefined && pull.approved !== addedBy(pull, github)) {
      wrongs.push(`#${pull.number} was merged for what was approved before`);
    }
    const [added, ...more] = (readSecrets(content) ?? []).slice(before.length);
    if (added) merged.set(pull, added);
    if (!added || more.length > 0) wrongs.push(`merged what #${pull.number} doesn't tell`);
  };

  const onRestore = (branch: string) => restoredByPeople.add(branch);
  const onRemove = (tip: string) => {
    for (const sha of github.commitsOf('maintainer')) {
      if (github.contains(tip, sha)) removedByPeople.add(sha);
    }
  };

  const lineOf = (during: readonly Disturbance[]) =>
    createLine(during, {
      github,
      happen: async (event) => {
        if (event.type !== 'run' || !busy.has(event.issue)) await happen(event);
      },
      onWrite: (name) => {
        writes.push(name);
        time += second;
      },
      postpone: (effect) => late.push(effect),
    });

  const memories = new Map<number, OwnMemory>();
  const ownMemoryOf = (life: number) => {
    const known = memories.get(life) ?? createOwnMemory();
    memories.set(life, known);
    return known;
  };

  const portsOn = (line: Line): ReconcilePorts => ({
    ownMemory: ownMemoryOf(lives),
    maintainers: [],
    sayIfSlow: (work) => work,
    fairShare: createFairShare(() => new Date(time)),
    tracker: issueTracker(github, line),
    secretsRepository: secretsRepository(github, line),
    sandbox,
    layout,
    jobSecrets: [],
    attachmentHost: {
      protocol: 'https:',
      host: 'github.com',
      storageHosts: ['objects.githubusercontent.com'],
    },
    download,
    prober: createLocalProber(clusterOf(() => health)),
    probe: {
      jobsNamespace: 'kubevirt-prow-jobs',
      controlPlaneNodes: 3,
    },
    reservedNames: new Set(),
    ignoredAccounts: new Set(),
    markerKey,
    leakedElsewhere: createLeakedElsewhere({
      ...{ tracker: issueTracker(github, line), markerKey },
      botId: async () => botId,
    }),
    botName: botLogin,
    botId: async () => botId,
    installedAt: async () => new Date(0).toISOString(),
    ownKeyIds: new Set(),
    infraRepository: 'kubevirt/project-infra',
    signOff: async () => 'bot <bot@example.org>',
    wording: {
      problemsUrl: 'https://example.org/problems',
      guideUrl: 'https://example.org/guide',
      botName: botLogin,
      keyId: '',
      jobsNamespace: 'kubevirt-prow-jobs',
      secretsRepository: 'kubevirt/secrets',
      infraRepository: 'kubevirt/project-infra',
      placeOf: layout.placeOf,
    },
    recheckAfterMs,
    now: () => new Date(time),
    onUnexpected: () => undefined,
    onRefused: () => undefined,
    onLeft: () => undefined,
    explain: () => undefined,
    unwritable: createUnwritable(),
    onStep,
    onDisputed: () => undefined,
    onExamined: () => undefined,
  });

  /** As the queue has it: one worker an issue. */
  const busy = new Map<IssueNumber, Promise<void>>();
  const run = async (asked: Run) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    // Before it begins: what happens at its first call happens at once.
    busy.set(asked.issue, promise);
    await look(asked);
    busy.delete(asked.issue);
    resolve();
  };
  const look = async ({ issue, isLastAttempt, during = [] }: Run) => {
    try {
      await reconcile(issue, portsOn(lineOf(during)), attempt(isLastAttempt));
    } catch (error) {
      if (String(error).includes('no end after')) wrongs.push(String(error));
      // Whatever else failed is for the queue to try again.
    }
    if (during.some(({ what }) => what.type === 'dies')) lives += 1;
    await hearOwn(issue);
  };
  /** Once there is a newer comment of the bot, its webhook has the older one taken away. */
  const hearOwn = async (issue: number) => {
    const own = github.issue(issue)?.comments.filter(({ by }) => by === 'bot') ?? [];
    if (own.length < 2) return;
    await reconcile(issue, portsOn(lineOf([])), attempt()).catch(() => undefined);
  };

  const lister = () => {
    const { tracker, secretsRepository: repository } = portsOn(lineOf([]));
    return createLister(tracker, [repository]);
  };
  let list = lister();

  /** As `run`, for all open work and without anything that disturbs it. */
  const resync = async (isFirst = false) => {
    if (isFirst) list = lister();
    const ports = portsOn(lineOf([]));
    const { issues } = await list(ports.now());
    for (const issue of issues) {
      await reconcile(issue, ports, attempt())
        .catch(() => reconcile(issue, ports, attempt(true)))
        .catch((error: unknown) => wrongs.push(`#${issue}: ${String(error)}`));
      await hearOwn(issue);
    }
  };

  async function happen(event: Event): Promise<void> {
    time += second;
    switch (event.type) {
      case 'run':
        return run(event);
      case 'resync':
        return resync();
      case 'wait':
        time += event.hours * 3600 * second;
        return;
      case 'cluster':
        health = event.health;
        return;
      case 'attachments':
        attachments = event.answer;
        return;
      default:
        return act(event, { github, attach, onMerge, onRemove, onRestore });
    }
  }

  /** What GitHub was asked to do and has not done yet, to be done now. */
  const takeLate = () => {
    const effects = late;
    late = [];
    return () => {
      for (const effect of effects) land(effect);
    };
  };
  const land = (effect: () => unknown) => {
    hasLandedLate = true;
    try {
      effect();
    } catch {
      // GitHub refuses it by now.
    }
  };

  return {
    github,
    writes,
    wrongs,
    merged,
    removedByPeople,
    restoredByPeople,
    newestMessage,
    happen,
    resync,
    takeLate,
    hasLandedLate: () => hasLandedLate,
    /** Resolves when nobody works any more, not even for one that has failed. */
    quiet: async () => {
      await Promise.all(busy.values());
    },
    wait: (ms: number) => {
      time += ms;
    },
    now: () => time,
    health: () => health,
    attachments: () => attachments,
  };
}
