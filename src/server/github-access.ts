import type { Logger } from 'pino';
import {
  type AppCredentials,
  findInstallation,
  openApp,
  openRepository,
  readBotId,
  readBotLogin,
  signatureOf,
} from '../adapters/github/app.ts';
import { statusOf } from '../adapters/github/errors.ts';
import { createIssueTracker, trackerPermissions } from '../adapters/github/issue-tracker.ts';
import { memoize } from '../adapters/github/memoize.ts';
import { createRepository, repositoryPermissions } from '../adapters/github/repository.ts';
import { withConditionalRequests } from '../adapters/github/transport/conditional-requests.ts';
import { type GitHubAnswer, metered } from '../adapters/github/transport/metrics.ts';
import { createRateLimit } from '../adapters/github/transport/rate-limit.ts';
import { withAnswerLimit } from '../adapters/github/transport/timeout.ts';
import type { Configuration } from '../configuration/environment.ts';
import { ConfigurationError } from '../configuration/mistake.ts';
import type { IssueTracker, Repository } from '../reconcile/github.ts';
import type { DeploymentPlace } from '../reconcile/observe/prow-deploy.ts';
import { startFailures } from '../wording/terminal/configuration.ts';
import type { Access } from './resync/readiness.ts';

export interface GitHubAccess {
  readonly app: AppCredentials;
  /** What the bot is called, to be shown; an App may be renamed. */
  readonly botLogin: string;
  /** The number that the bot is known by. Asked for once, as soon as the App is installed. */
  readonly botId: () => Promise<number>;
  /** The same, undefined as long as nobody has asked for it. */
  readonly knownBotId: () => number | undefined;
  /** The bot user as git writes people, `Name <email>`. */
  /** When the App was installed where issues are filed; ISO 8601. Asked for once. */
  readonly installedAt: () => Promise<string>;
  readonly botSignature: () => Promise<string>;
  readonly tracker: IssueTracker;
  readonly secretsRepository: Repository;
  /** Undefined where no build cluster is deployed by a script. */
  readonly deployment?: DeploymentPlace;
  readonly access: readonly Access[];
}

export interface GitHubAccessOptions {
  readonly appPrivateKey: string;
  readonly log: Logger;
  readonly throttled: boolean;
  readonly firstRetryMs?: number;
  readonly answerWithinMs?: number;
  /** The script that deploys build clusters, if any; it needs more permissions. */
  readonly script?: string;
  /** Told of each answer, and of which client it was: a repository's, or the App's own. */
  readonly onAnswer: (client: string, answer: GitHubAnswer) => void;
  /** Told of each pause that GitHub asks for, in milliseconds. */
  readonly onPause: (ms: number) => void;
  /** See {@link AppCredentials}. */
  readonly onRequest: () => void;
}

/** The repositories that the bot opens pull requests in. */
export function proposedTo({ secretsRepository, deployment }: GitHubAccess): readonly Repository[] {
  return deployment ? [secretsRepository, deployment.repository] : [secretsRepository];
}

/** Opens both repositories as the App. Throws {@link ConfigurationError} if GitHub doesn't know it. */
export async function openGitHub(
  configuration: Configuration,
  { appPrivateKey, log, onAnswer, onPause, answerWithinMs, script, ...others }: GitHubAccessOptions,
): Promise<GitHubAccess> {
  const { GHE_HOST, GHE_PROTOCOL, INFRA_REPOSITORY, SECRETS_REPOSITORY } = configuration;
  const app: AppCredentials = {
    appId: configuration.APP_ID,
    privateKey: appPrivateKey,
    baseUrl: GHE_HOST && `${GHE_PROTOCOL}://${GHE_HOST}/api/v3`,
    log: octokitLog(log),
    transport: createTransport({ onAnswer, onPause, answerWithinMs }),
    ...others,
  };
  const botLogin = await readBotLogin(openApp(app)).catch((error: unknown) => {
    const status = statusOf(error);
    const refused = status !== undefined && status >= 400 && status < 500;
    throw new ConfigurationError(
      refused ? startFailures.keyRefused : startFailures.githubUnreachable,
    );
  });
  const infra = { repository: INFRA_REPOSITORY, permissions: trackerPermissions };
  const secrets = { repository: SECRETS_REPOSITORY, permissions: repositoryPermissions };
  const scripts = {
    repository: INFRA_REPOSITORY,
    permissions: repositoryPermissions,
    isForSome: true,
  };
  const secretsClient = openRepository(app, secrets.repository, secrets.permissions);
  let knownBotId: number | undefined;
  // Only an installation may ask for users, and the App may not be installed yet.
  const botId = memoize(async () => {
    knownBotId = await readBotId(secretsClient, botLogin);
    return knownBotId;
  });
  return {
    app,
    botLogin,
    botId,
    knownBotId: () => knownBotId,
    installedAt: memoize(async () => {
      const { repository, permissions } = infra;
      return (await findInstallation(openApp(app), repository, permissions)).createdAt;
    }),
    botSignature: async () => signatureOf(botLogin, await botId()),
    access: script === undefined ? [infra, secrets] : [infra, secrets, scripts],
    tracker: createIssueTracker(openRepository(app, infra.repository, infra.permissions), {
      repository: infra.repository,
      botId,
    }),
    secretsRepository: createRepository(secretsClient, {
      repository: secrets.repository,
      baseBranch: configuration.SECRETS_BRANCH,
      botId,
    }),
    // With a token of its own: the one that answers issues can't push.
    deployment:
      script === undefined
        ? undefined
        : {
            script,
            repository: createRepository(
              openRepository(app, scripts.repository, scripts.permissions),
              { repository: scripts.repository, botId },
            ),
          },
  };
}

/** One pause for all clients, and for each a memory of its own. */
function createTransport({
  onAnswer,
  onPause,
  answerWithinMs,
}: Pick<GitHubAccessOptions, 'onAnswer' | 'onPause' | 'answerWithinMs'>): NonNullable<
  AppCredentials['transport']
> {
  const limited = createRateLimit(onPause);
  return (client) => {
    const awaited = withAnswerLimit(fetch, answerWithinMs);
    const counted = metered(awaited, (answer) => onAnswer(client, answer));
    return limited(withConditionalRequests(counted));
  };
}

/**
 * Octokit's own lines, without the objects that it passes along, before or behind the line: those
 * hold whole bodies, and with them what a cluster has said.
 */
function octokitLog(log: Logger): AppCredentials['log'] {
  const github = log.child({ name: 'github' });
  const write = (level: 'debug' | 'warn' | 'error') => {
    return (...given: readonly unknown[]) => {
      const line = given.find((each) => typeof each === 'string');
      if (line !== undefined) github[level](line);
    };
  };
  return {
    debug: write('debug'),
    info: write('debug'),
    warn: write('warn'),
    error: write('error'),
  };
}
