import { createMessage, encrypt, readKey } from 'openpgp';
import { readConfiguration } from '../src/configuration/environment.ts';
import type { GitCryptKey } from '../src/secrets/git-crypt/key-file.ts';
import type { LayoutSettings } from '../src/secrets/layout.ts';
import { type Bot, startBot } from '../src/server/bot.ts';
import type { OpenHelpers } from '../src/server/helpers.ts';
import { createLog } from '../src/server/telemetry/log.ts';
import { bundledHelpers } from './bundled-helpers.ts';
import { type ClusterOptions, type SimulatedCluster, startCluster } from './cluster/cluster.ts';
import { deploymentFiles } from './deployment-files.ts';
import {
  type GitCryptFiles,
  kubeconfigFolder,
  makeGitCryptFiles,
  unlockKubeconfig,
} from './git-crypt-files.ts';
import { type SimulatedGitHub, startGitHub } from './github/github.ts';
import { projectInfra, secrets } from './github/seed.ts';
import type { AppOptions } from './github/setup.ts';
import { localHelpers } from './local-helpers.ts';
import { findFreePort } from './loopback.ts';
import { type KeyPair, makeKeyPair } from './openpgp-keys.ts';
import { writeOperatorsKeys } from './operators-keys.ts';
import { fileAt } from './repository-files.ts';
import { initialEntries, otherEntries, packSecrets, unpackSecrets } from './secrets-archive.ts';

export const infra = { owner: 'kubevirt', repo: 'project-infra' };
export const secretsRepository = { owner: 'kubevirt', repo: 'secrets' };
export const archivePath = 'secrets.tar.asc';

export interface SettingOptions {
  /** How the secrets are kept; in the archive by default. */
  readonly layout?: LayoutSettings['layout'];
  /** Made elsewhere, as by the real git-crypt. */
  readonly gitCrypt?: GitCryptFiles;
  readonly cluster?: ClusterOptions;
  /** What the App was granted, and where. */
  readonly app?: AppOptions;
  /** What else is in the bot's environment. */
  readonly environment?: NodeJS.ProcessEnv;
  /** The text of `main.yml`, given Prow's kubeconfig. */
  readonly entries?: (prowKubeconfig: string) => string;
  readonly log?: (line: string) => void;
  readonly now?: () => Date;
  /** See {@link BotOptions}. */
  readonly firstRetryMs?: number;
  /** Whether the bots have helpers of their own, as an operator's has. Starting one takes a while. */
  readonly isolated?: boolean;
  /** Other helpers than those. */
  readonly openHelpers?: OpenHelpers;
  /** See {@link BotOptions}. */
  readonly answerWithinMs?: number;
  /** Made before, for many settings; it outlives this one. */
  readonly ground?: Ground;
}

/** What takes long to make and remembers no story: clusters and keys. */
export interface Ground {
  readonly cluster: SimulatedCluster;
  readonly providerCluster: SimulatedCluster;
  readonly prowCluster: SimulatedCluster;
  readonly automationKey: KeyPair;
  readonly maintainerKey: KeyPair;
  readonly passphrase?: string;
  readonly close: () => Promise<void>;
}

/** A GitHub, two clusters to lend, one that Prow has, the keys, and what is in the secrets. */
export interface Setting extends Ground {
  readonly github: SimulatedGitHub;
  /** The bot's environment: what an operator sets. */
  readonly environment: NodeJS.ProcessEnv;
  readonly startBot: (changes?: NodeJS.ProcessEnv) => Promise<Bot>;
  /** Encrypts to the bot, armored, as `gpg --armor --encrypt` does. */
  readonly encrypt: (text: string) => Promise<string>;
  /** All that was encrypted so, and must never be seen. */
  readonly encryptedTexts: readonly string[];
  /** The decrypted files at a branch or commit: those in the archive, and kubeconfigs by path. */
  readonly readSecrets: (ref?: string) => Promise<ReadonlyMap<string, string>>;
}

const running = { namespace: 'kubevirt-prow-jobs', name: 'prow' };

export interface GroundOptions {
  readonly cluster?: ClusterOptions;
  /** Of the bot's key. Stretching one takes a while at each start of the bot. */
  readonly passphrase?: string;
}

export async function startGround({ cluster: lent, passphrase }: GroundOptions): Promise<Ground> {
  const [cluster, providerCluster, prowCluster, automationKey, maintainerKey] = await Promise.all([
    startCluster(lent),
    startCluster(),
    startCluster(),
    makeKeyPair({ name: 'kubevirt-bot automation', passphrase }),
    makeKeyPair({ name: 'A Maintainer', email: 'maintainer@example.org' }),
  ]);
  prowCluster.prepareBuildCluster(running);
  const close = async () => {
    await Promise.all([cluster, providerCluster, prowCluster].map((each) => each.close()));
  };
  const clusters = { cluster, providerCluster, prowCluster };
  return { ...clusters, automationKey, maintainerKey, passphrase, close };
}

export async function startSetting(options: SettingOptions = {}): Promise<Setting> {
  const ground =
    options.ground ??
    (await startGround({ cluster: options.cluster, passphrase: 'correct horse' }));
  const { cluster, providerCluster, prowCluster, automationKey, maintainerKey } = ground;
  const prowKubeconfig = asProw(prowCluster.kubeconfigFor(running));
  const users = [automationKey, maintainerKey];
  const { layout = 'archive' } = options;
  const isArchive = layout === 'archive';
  const entries = options.entries ?? (isArchive ? initialEntries : otherEntries);
  const archive = await packSecrets(entries(prowKubeconfig), users);
  const gitCrypt = isArchive
    ? undefined
    : (options.gitCrypt ?? (await makeGitCryptFiles({ 'prow-workloads': prowKubeconfig }, users)));
  const github = await startGitHub({
    repositories: [
      projectInfra(deploymentFiles),
      secrets({ [archivePath]: archive, ...gitCrypt?.files, 'README.md': 'Secrets\n' }),
    ],
    app: options.app,
  });
  const keys = await writeOperatorsKeys({
    privateKey: automationKey.armoredPrivateKey,
    passphrase: ground.passphrase,
    recipients: [maintainerKey.armoredPublicKey],
  });
  const environment = {
    ...environmentOn(github),
    ...keys.environment,
    SECRETS_LAYOUT: layout,
    PORT: String(await findFreePort()),
    ...options.environment,
  };
  const bots: Bot[] = [];
  const encryptedTexts: string[] = [];
  return {
    github,
    cluster,
    providerCluster,
    prowCluster,
    automationKey,
    maintainerKey,
    passphrase: ground.passphrase,
    environment,
    startBot: async (changes = {}) => {
      const bot = await startInProcess({ ...environment, ...changes }, github, options);
      bots.push(bot);
      return bot;
    },
    encryptedTexts,
    encrypt: (text) => {
      encryptedTexts.push(text);
      return encryptTo(automationKey, text);
    },
    readSecrets: async (ref) => {
      const inArchive = await readArchive(github, maintainerKey, ref);
      const kubeconfigs = gitCrypt ? await readKubeconfigs(github, gitCrypt.key, ref) : [];
      return new Map([...inArchive, ...kubeconfigs]);
    },
    close: async () => {
      await Promise.all(bots.map((bot) => bot.stop()));
      await Promise.all([github.close(), options.ground ? undefined : ground.close()]);
      await keys.remove();
    },
  };
}

/** Prow's names for the cluster that it has already. */
function asProw(kubeconfig: string): string {
  return kubeconfig
    .replaceAll('my-cluster', 'prow-workloads')
    .replaceAll('my-context', 'prow-workloads');
}

type AppAccess = Pick<SimulatedGitHub, 'appId' | 'privateKey' | 'webhookSecret' | 'host'>;

/** The variables of a bot on loopback that is this GitHub's App. */
export function environmentOn({ appId, privateKey, webhookSecret, host }: AppAccess) {
  return {
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: webhookSecret,
    GHE_HOST: host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    // The simulated clusters are on loopback, which the bot refuses unless it is told otherwise.
    CLUSTER_ALLOWED_NETWORKS: '127.0.0.0/8',
  };
}

async function startInProcess(
  environment: NodeJS.ProcessEnv,
  github: SimulatedGitHub,
  { log, now, firstRetryMs, answerWithinMs, ...helpers }: SettingOptions,
): Promise<Bot> {
  const read = readConfiguration(environment);
  if (!read.ok) throw new Error(read.mistakes.join('\n'));
  const { isolated = false, openHelpers = isolated ? bundledHelpers : localHelpers } = helpers;
  const destination = { write: (line: string) => log?.(line) };
  const bot = await startBot(read.configuration, {
    log: createLog(read.configuration.LOG_LEVEL, destination),
    throttled: false,
    firstRetryMs,
    openHelpers,
    answerWithinMs,
    now,
  });
  await bot.firstResync;
  github.setWebhookUrl(`http://127.0.0.1:${bot.port}/api/github/webhooks`);
  return bot;
}

async function encryptTo({ armoredPublicKey: armoredKey }: KeyPair, text: string): Promise<string> {
  return encrypt({
    message: await createMessage({ text }),
    encryptionKeys: await readKey({ armoredKey }),
  });
}

async function readArchive(github: SimulatedGitHub, key: KeyPair, ref?: string) {
  const place = { ...secretsRepository, path: archivePath, ...(ref && { ref }) };
  const { bytes } = await fileAt(github.as('maintainer').rest, place);
  return unpackSecrets(bytes.toString(), key);
}

async function readKubeconfigs(github: SimulatedGitHub, key: GitCryptKey, ref?: string) {
  const { repos, git } = github.as('maintainer').rest;
  const where = { ...secretsRepository, path: kubeconfigFolder, ...(ref && { ref }) };
  const { data: files } = await repos.getContent(where);
  if (!Array.isArray(files)) throw new Error(`no ${kubeconfigFolder}`);
  const read = files.map(async ({ path, sha }) => {
    const { data } = await git.getBlob({ ...secretsRepository, file_sha: sha });
    return [path, unlockKubeconfig(Buffer.from(data.content, 'base64'), key)] as const;
  });
  return Promise.all(read);
}
