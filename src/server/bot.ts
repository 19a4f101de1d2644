import type { Logger } from 'pino';
import { Probot } from 'probot';
import { createDownload } from '../adapters/attachments.ts';
import { repeat, systemTime, waitAtMost } from '../adapters/clock.ts';
import { statusOf } from '../adapters/github/failure.ts';
import { createConnectCluster } from '../adapters/kubernetes.ts';
import type { WorkQueue } from '../adapters/work-queue.ts';
import { attachmentHost } from '../attachment/address.ts';
import { deployScript } from '../configuration/deploy-script.ts';
import type { Configuration } from '../configuration/environment.ts';
import { readAppKey, readKeyring, StartMistake } from '../configuration/keys.ts';
import { layoutSettings } from '../configuration/layout.ts';
import { keyIdText } from '../openpgp/key-id.ts';
import type { Keyring } from '../openpgp/keyring.ts';
import { type ReconcilePorts, reconcile } from '../reconcile/reconcile.ts';
import { startFailures } from '../reply/configuration.ts';
import { guideUrl, problemsUrl } from '../reply/links.ts';
import { deriveMarkerKey } from '../reply/marker.ts';
import { operatorLine } from '../reply/operator.ts';
import { createLayout } from '../secrets/layout.ts';
import type { SecretsLayout } from '../secrets/secrets.ts';
import { describeError } from './describe-error.ts';
import type { Audience } from './events.ts';
import { type GitHubAccess, openGitHub, proposedTo } from './github-access.ts';
import { healthHandler, type Readiness } from './health.ts';
import { close, serve } from './http.ts';
import { findObstacles } from './readiness.ts';
import { findOpenWork, findProposed } from './resync.ts';
import { openVault } from './vault.ts';
import { webhookGate } from './webhook-gate.ts';
import { listen } from './webhooks.ts';
import { openQueue } from './work-queue.ts';

const withoutQueue: Readiness = { state: 'not ready', lines: [startFailures.redisLost] };

/** The time that running steps have to end in after a signal, in milliseconds. */
const graceMs = 8000;

export interface Bot {
  readonly port: number;
  readonly queue: Pick<WorkQueue, 'idle'>;
  /** Looks at everything open, as it happens by itself at every interval. */
  readonly resync: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface BotOptions {
  readonly log: Logger;
  /** GitHub's pace, one write a second. Off only where a test stands in for GitHub. */
  readonly throttled?: boolean;
  /** Whether hostile and heavy work has a thread. Off only where tests start very many bots. */
  readonly inThread?: boolean;
  /** The pause before what failed is tried again, in milliseconds; it grows from time to time. */
  readonly firstRetryMs?: number;
  readonly now?: () => Date;
}

/** Starts the bot. Throws {@link StartMistake} with a line for the operator. */
export async function startBot(
  configuration: Configuration,
  { log, throttled = true, inThread = true, firstRetryMs, now = systemTime }: BotOptions,
): Promise<Bot> {
  const appPrivateKey = await readAppKey(configuration);
  const keyring = await readKeyring(configuration);
  const layout = createLayout(layoutSettings(configuration), keyring);
  const github = await openGitHub(configuration, {
    ...{ appPrivateKey, log, throttled, firstRetryMs },
    script: deployScript(configuration, layout),
  });
  const { vault, stop: closeVault } = openVault(layoutSettings(configuration), keyring, inThread);
  const ports = { ...assemble(configuration, { keyring, layout }, github, log), vault, now };
  let isQueueReachable = true;
  const queue = await openQueue(configuration, {
    firstRetryMs,
    work: (issueNumber, attempt) => reconcile(issueNumber, ports, attempt),
    onFailure: (issue, error, retryInMs) =>
      log[retryInMs === undefined ? 'error' : 'warn'](
        { issue, retryInMs, ...describeError(error) },
        'request failed',
      ),
    onError: (error) => log.warn(describeError(error), 'queue failed'),
    onReachable: (isReachable) => {
      isQueueReachable = isReachable;
      if (!isReachable) return log.error(startFailures.redisLost);
      log.info('Redis is back');
      // It may have come back empty, and what came meanwhile was dropped.
      void resync();
    },
  });

  let readiness: Readiness = { state: 'starting' };
  // Each replica sees for itself whether it can work. One that lists the work is enough.
  const resync = async (isTurn = async () => true) => {
    readiness = await lookAround(github, ports, log);
    if (readiness.state !== 'ready' || !(await isTurn())) return;
    await addOpenWork(github, now(), { queue, log });
  };
  const turnMs = configuration.RESYNC_INTERVAL * 0.9;

  const probot = createProbot(configuration, appPrivateKey, log);
  listen(probot, audienceOf(configuration, github), {
    add: queue.add,
    addProposed: async () => {
      for (const issue of await findProposed(proposedTo(github))) queue.add(issue);
    },
  });
  const { WEBHOOK_PATH: path, WEBHOOK_SECRET: secret } = configuration;
  const deliver = await probot.getNodeMiddleware({ path });
  const server = await serve(
    [
      healthHandler(() => (isQueueReachable ? readiness : withoutQueue)),
      webhookGate({ path, secret }, deliver),
    ],
    configuration,
    { onFailure: (error) => log.error(describeError(error), 'request not answered') },
  );
  log.info({ port: configuration.PORT, login: github.botLogin }, 'listening');
  await resync();
  const resyncing = repeat(configuration.RESYNC_INTERVAL, () =>
    resync(() => queue.takeTurn(turnMs)),
  );

  return {
    port: configuration.PORT,
    queue,
    resync: () => resync(),
    stop: async () => {
      resyncing.stop();
      // A connection that somebody keeps open must not keep the process alive.
      await Promise.all([waitAtMost(graceMs, close(server)), queue.stop(graceMs)]);
      await closeVault();
    },
  };
}

function assemble(
  configuration: Configuration,
  { keyring, layout }: { readonly keyring: Keyring; readonly layout: SecretsLayout },
  { botLogin, botSignature, tracker, secretsRepository, deployment }: GitHubAccess,
  log: Logger,
): Omit<ReconcilePorts, 'vault' | 'now'> {
  const { INFRA_REPOSITORY, SECRETS_REPOSITORY, GHE_HOST, GHE_PROTOCOL } = configuration;
  const [ownKey] = keyring.privateKeys;
  return {
    tracker,
    secretsRepository,
    deployment,
    layout,
    jobSecrets: configuration.JOB_SECRETS,
    attachmentHost: attachmentHost(GHE_HOST, GHE_PROTOCOL),
    download: createDownload(),
    probe: {
      connect: createConnectCluster({ allowedNetworks: configuration.CLUSTER_ALLOWED_NETWORKS }),
      jobsNamespace: configuration.PROW_JOBS_NAMESPACE,
      controlPlaneNodes: configuration.CONTROL_PLANE_NODES,
    },
    markerKey: deriveMarkerKey(configuration.WEBHOOK_SECRET),
    botLogin,
    infraRepository: fullName(INFRA_REPOSITORY),
    signOff: async () => configuration.SIGN_OFF ?? (await botSignature()),
    wording: {
      problemsUrl,
      guideUrl,
      botName: botLogin,
      keyId: ownKey ? keyIdText(ownKey.getKeyID()) : '',
      secretsRepository: fullName(SECRETS_REPOSITORY),
      infraRepository: fullName(INFRA_REPOSITORY),
      placeOf: layout.placeOf,
    },
    // An operator that looks every ten minutes wants what failed looked at as often.
    recheckAfterMs: configuration.RESYNC_INTERVAL * 0.9,
    onUnexpected: (error) => log.error(describeError(error), 'unexpected'),
    onStep: (issue, action) => log.info({ issue, step: action.type }, 'step'),
  };
}

async function lookAround(
  { app, access }: GitHubAccess,
  ports: ReconcilePorts,
  log: Logger,
): Promise<Readiness> {
  try {
    const obstacles = await findObstacles({ app, access }, ports.secretsRepository, ports);
    if (obstacles.length === 0) {
      // Asked for now, so that no request has to wait for it.
      await ports.signOff();
      return { state: 'ready' };
    }
    const lines = obstacles.map(operatorLine);
    for (const line of lines) log.error(line);
    return { state: 'not ready', lines };
  } catch (error) {
    if (error instanceof StartMistake) {
      log.error(error.message);
      return { state: 'not ready', lines: [error.message] };
    }
    log.error(describeError(error), 'readiness unknown');
    const status = statusOf(error);
    const { githubRefused, githubUnreachable } = startFailures;
    const line = status === undefined ? githubUnreachable : githubRefused(status);
    return { state: 'not ready', lines: [line] };
  }
}

async function addOpenWork(
  github: GitHubAccess,
  time: Date,
  { queue, log }: { readonly queue: WorkQueue; readonly log: Logger },
): Promise<void> {
  try {
    const issues = await findOpenWork(github.tracker, proposedTo(github), time);
    for (const issue of issues) queue.add(issue);
  } catch (error) {
    log.error(describeError(error), 'resync failed');
  }
}

function audienceOf(
  { INFRA_REPOSITORY, SECRETS_REPOSITORY, SECRETS_BRANCH: branch }: Configuration,
  { botLogin, deployment }: GitHubAccess,
): Audience {
  const infraRepository = fullName(INFRA_REPOSITORY);
  const secrets = { repository: fullName(SECRETS_REPOSITORY), branch };
  return {
    infraRepository,
    proposedTo: deployment ? [secrets, { repository: infraRepository }] : [secrets],
    botLogin,
  };
}

function fullName({ owner, repo }: Configuration['INFRA_REPOSITORY']): string {
  return `${owner}/${repo}`;
}

function createProbot(configuration: Configuration, privateKey: string, log: Logger): Probot {
  const { APP_ID: appId, WEBHOOK_SECRET: secret } = configuration;
  // Its own lines tell of each webhook, and would bury the story of the requests.
  const quiet = log.child({}, { level: log.isLevelEnabled('debug') ? log.level : 'warn' });
  return new Probot({ appId, privateKey, secret, log: quiet });
}
