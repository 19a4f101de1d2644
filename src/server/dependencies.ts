import type { Logger } from 'pino';
import { sayAfter } from '../adapters/clock.ts';
import { createDownload } from '../adapters/download.ts';
import { explainFailure } from '../adapters/github/refusals.ts';
import { attachmentHost } from '../attachment/address.ts';
import type { Configuration } from '../configuration/environment.ts';
import { neededSecrets } from '../job-secrets/job-secrets.ts';
import { createLeakedElsewhere } from '../reconcile/observe/leaked-elsewhere.ts';
import { createOwnMemory } from '../reconcile/own-memory.ts';
import type { ReconcilePorts, Recorder } from '../reconcile/reconcile.ts';
import { createUnwritable } from '../reconcile/unwritable.ts';
import { rememberTexts } from '../sandbox/remembered-texts.ts';
import type { SecretsLayout } from '../secrets/secrets.ts';
import type { MarkerKey } from '../state/marker.ts';
import { guideUrl, problemsUrl } from '../wording/links.ts';
import type { GitHubAccess } from './github-access.ts';
import { recheckAfterMs } from './github-pace.ts';
import type { Helpers } from './helpers.ts';
import { describeError } from './telemetry/describe-error.ts';
import type { WatchedRepositories } from './webhooks/events.ts';

/** What is read and derived at start. */
interface Opened {
  readonly helpers: Helpers;
  readonly layout: SecretsLayout;
  readonly markerKey: MarkerKey;
}

/** So long people wait without a word. */
const slowMs = 2000;

/** All that the reconciler needs of the world, but for what the process as a whole provides. */
export function portsOf(
  configuration: Configuration,
  { helpers, layout, markerKey }: Opened,
  {
    botLogin,
    botId,
    installedAt,
    botSignature,
    tracker,
    secretsRepository,
    deployment,
  }: GitHubAccess,
  log: Logger,
): Omit<ReconcilePorts, 'now' | 'fairShare' | keyof Recorder> {
  const { INFRA_REPOSITORY, SECRETS_REPOSITORY } = configuration;
  const { keys, sandbox, prober } = helpers;
  const onUnexpected = (error: unknown) => log.error(describeError(error), 'unexpected');
  return {
    ownMemory: createOwnMemory(),
    unwritable: createUnwritable(),
    maintainers: configuration.MAINTAINERS,
    sayIfSlow: (work, say) => sayAfter(slowMs, work, () => void say().catch(onUnexpected)),
    tracker,
    secretsRepository,
    deployment,
    layout,
    jobSecrets: neededSecrets(configuration.JOB_SECRETS),
    attachmentHost: attachmentHost({
      gheHost: configuration.GHE_HOST,
      gheProtocol: configuration.GHE_PROTOCOL,
      storageHosts: configuration.ATTACHMENT_HOSTS,
    }),
    download: createDownload(),
    sandbox: { ...sandbox, readText: rememberTexts(sandbox.readText) },
    prober,
    probe: {
      jobsNamespace: configuration.PROW_JOBS_NAMESPACE,
      controlPlaneNodes: configuration.CONTROL_PLANE_NODES,
    },
    reservedNames: configuration.RESERVED_NAMES,
    ignoredAccounts: configuration.IGNORED_ACCOUNTS,
    markerKey,
    botName: botLogin,
    botId,
    leakedElsewhere: createLeakedElsewhere({ tracker, botId, markerKey }),
    installedAt,
    ownKeyIds: new Set(keys.keyIds),
    infraRepository: fullName(INFRA_REPOSITORY),
    signOff: async () => configuration.SIGN_OFF ?? (await botSignature()),
    wording: {
      problemsUrl,
      guideUrl,
      botName: botLogin,
      keyId: keys.keyId,
      jobsNamespace: configuration.PROW_JOBS_NAMESPACE,
      secretsRepository: fullName(SECRETS_REPOSITORY),
      infraRepository: fullName(INFRA_REPOSITORY),
      placeOf: layout.placeOf,
    },
    recheckAfterMs: recheckAfterMs(configuration),
    explain: explainFailure,
    onUnexpected,
  };
}

/** Whose webhooks make work. */
export function watchedRepositories(
  { INFRA_REPOSITORY, SECRETS_REPOSITORY, SECRETS_BRANCH: branch }: Configuration,
  { knownBotId, deployment }: GitHubAccess,
): WatchedRepositories {
  const infraRepository = fullName(INFRA_REPOSITORY);
  const secrets = { repository: fullName(SECRETS_REPOSITORY), branch };
  return {
    infraRepository,
    proposedTo: deployment ? [secrets, { repository: infraRepository }] : [secrets],
    botId: knownBotId,
  };
}

function fullName({ owner, repo }: Configuration['INFRA_REPOSITORY']): string {
  return `${owner}/${repo}`;
}
