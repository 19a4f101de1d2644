import type { WorkQueue } from '../src/adapters/queue/work-queue.ts';
import { branchOf } from '../src/state/branch.ts';
import { infra, type Setting, secretsRepository } from './setting.ts';

const kinds = {
  'build-cluster': 'Add Prow build cluster',
  'external-provider': 'Add KubeVirtCI external provider',
} as const;

type Kind = keyof typeof kinds;

/** What people do on GitHub, and what they see there. */
export interface Story {
  /** Files an issue with an attached, encrypted kubeconfig. Answers its number. */
  fileRequest(kind: Kind, name: string, kubeconfig: string): Promise<number>;
  fileIssue(title: string, body: string): Promise<number>;
  comment(login: string, issue: number, body: string): Promise<number>;
  /** Of the secrets, where nothing else is said. */
  merge(pull: number, repository?: RepositoryName): Promise<void>;
  /** The Markdown of an attachment that holds a kubeconfig encrypted to the bot. */
  attach(kubeconfig: string): Promise<string>;
  readonly settle: Settle;
  /** The bot's newest comment, without its hidden marker. */
  status(issue: number): Promise<string>;
  issue(issue: number): Promise<{ state: string; reason: string; labels: readonly string[] }>;
  /** Of the secrets, where nothing else is said. */
  pulls(repository?: RepositoryName): Promise<readonly StoryPull[]>;
  /** Whether the branch of a request is there. */
  hasBranch(issue: number, repository?: RepositoryName): Promise<boolean>;
}

/** Waits until everybody has reacted to everything, and first for what somebody does. */
interface Settle {
  (): Promise<void>;
  <Result>(deed: Promise<Result>): Promise<Result>;
}

type RepositoryName = typeof secretsRepository;

interface StoryPull {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly branch: string;
  readonly labels: readonly string[];
}

/** The bot, as far as one has to wait for it. */
interface Worker {
  readonly queue: Pick<WorkQueue, 'idle'>;
}

export function createStory(setting: Setting, bot: Worker): Story {
  const { github } = setting;
  const contributor = github.as('contributor').rest;
  const maintainer = github.as('maintainer').rest;

  const fileIssue = async (title: string, body: string) =>
    (await contributor.issues.create({ ...infra, title, body })).data.number;
  const attach = async (kubeconfig: string) => {
    const name = 'my-kubeconfig.asc.txt';
    const bytes = Buffer.from(await setting.encrypt(kubeconfig));
    return `[${name}](${github.uploadAttachment(name, bytes)})`;
  };
  return {
    fileIssue,
    fileRequest: async (kind, name, kubeconfig) =>
      fileIssue(`${kinds[kind]} ${name}`, `Here you are: ${await attach(kubeconfig)}`),
    comment: async (login, issue_number, body) =>
      (await github.as(login).rest.issues.createComment({ ...infra, issue_number, body })).data.id,
    merge: async (pull_number, repository = secretsRepository) => {
      await maintainer.pulls.merge({ ...repository, pull_number });
    },
    attach,
    settle: settling(() => untilQuiet(setting, bot)),
    status: async (issue_number) => {
      const { data } = await contributor.issues.listComments({ ...infra, issue_number });
      const own = data.filter(({ user }) => user?.type === 'Bot');
      return (own.at(-1)?.body ?? '').replace(/\n<!-- cluster-onboarding .* -->$/s, '');
    },
    issue: async (issue_number) => {
      const { data } = await contributor.issues.get({ ...infra, issue_number });
      const labels = data.labels.map((label) => (typeof label === 'string' ? label : label.name));
      return { state: data.state, reason: String(data.state_reason), labels: labels.map(String) };
    },
    pulls: async (repository = secretsRepository) => {
      const all = { state: 'all', direction: 'asc', per_page: 100 } as const;
      const { data } = await maintainer.pulls.list({ ...repository, ...all });
      return data.map(({ number, title, body, state, head, labels }) => ({
        number,
        title,
        body: body ?? '',
        state,
        branch: head.ref,
        labels: labels.map(({ name }) => name),
      }));
    },
    hasBranch: (issue, repository = secretsRepository) =>
      maintainer.git.getRef({ ...repository, ref: `heads/${branchOf(issue)}` }).then(
        () => true,
        () => false,
      ),
  };
}

export function settling(untilAllIsQuiet: () => Promise<void>): Settle {
  function settle(): Promise<void>;
  function settle<Result>(deed: Promise<Result>): Promise<Result>;
  async function settle(deed?: Promise<unknown>) {
    const result = await deed;
    await untilAllIsQuiet();
    return result;
  }
  return settle;
}

/** Webhooks make work and work makes webhooks: quiet is when a round brought no request. */
async function untilQuiet({ github }: Setting, { queue }: Worker): Promise<void> {
  let before = -1;
  while (before !== github.requests.length) {
    before = github.requests.length;
    await github.idle();
    await queue.idle();
  }
}
