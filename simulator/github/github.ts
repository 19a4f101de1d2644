/**
 * A GitHub for the demo and the tests, on loopback.
 *
 * The data lives in `emulate`, a stateful GitHub on a port of its own. In front of it stands this
 * front, and nobody speaks to the emulator past it. The front speaks `/api/v3` as a GitHub
 * Enterprise Server does, so a bot with `GHE_HOST=127.0.0.1:PORT GHE_PROTOCOL=http` uses it, and
 * it answers and refuses where the emulator is kinder than GitHub or lacks something:
 *
 * - `access.ts`, `permissions.ts`: who is calling, what the App was granted, what people may do,
 *   what may not even be known to exist
 * - `issues.ts`, `labels.ts`, `comments.ts`: issues, labels, locks, comments, reactions
 * - `pulls.ts`, `pull-view.ts`, `merge.ts`, `refs.ts`, `history.ts`: pull requests that follow their branch,
 *   merges in three ways, refs that only move forward
 * - `objects.ts`, `files.ts`, `repositories.ts`: git's objects and the files in them
 * - `graphql.ts`, `edits.ts`: who edited a text and what came by mail, which only GraphQL tells
 * - `attachments.ts`: files that people upload into issues
 * - `webhooks.ts`, `events.ts`: signed webhooks to the App
 * - `show.ts`, `present.ts`: what an answer of GitHub holds that one of the emulator lacks
 * - `conditional.ts`, `quota.ts`: ETags, answers of 304, and what is left of the rate limit
 * - `openapi.ts`, `journal.ts`: every request of the App and every answer to it is held against
 *   GitHub's own OpenAPI document; requests are logged and can be made to fail
 */
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Octokit } from '@octokit/rest';
import { listen, stop } from '../loopback.ts';
import { createAttachments, type DownloadHook } from './attachments.ts';
import { startEmulator } from './emulator.ts';
import { createFront } from './front.ts';
import {
  createJournal,
  isTokenCreation,
  type Journal,
  type LoggedRequest,
  type RequestHook,
} from './journal.ts';
import { defaultPeople, projectInfra, type RepositorySeed, secrets } from './seed.ts';
import { type AppOptions, appId, createWorld, emulatorSeed, owner } from './setup.ts';
import { createWebhooks, type Delivery } from './webhooks.ts';

export interface GitHubOptions {
  readonly repositories?: readonly RepositorySeed[];
  /** Logins; {@link defaultPeople} where left out. */
  readonly people?: readonly string[];
  readonly app?: AppOptions;
  /** Where the App's webhooks go; see `setWebhookUrl`. */
  readonly webhookUrl?: string;
  /** 0, the default: a free one. */
  readonly port?: number;
}

export interface SimulatedGitHub {
  /** `127.0.0.1:PORT`, for `GHE_HOST`. */
  readonly host: string;
  readonly appId: number;
  /** PEM */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** The token of each person, by login. */
  readonly tokens: ReadonlyMap<string, string>;
  setWebhookUrl(url: string | undefined): void;
  /** A client that acts as a person. */
  as(login: string): Octokit;
  /** What a person comments meanwhile comes by mail. */
  byMail<Result>(login: string, write: () => Promise<Result>): Promise<Result>;
  /** Takes away what a person may do in a repository, named `owner/name`. */
  dismiss(login: string, repository: string): void;
  /** What a person's browser does with a file dropped into a comment: the address of it. */
  uploadAttachment(name: string, bytes: Uint8Array): string;
  /** The App's requests so far, in order of their answers. */
  readonly requests: readonly LoggedRequest[];
  /** How many GitHub counts: creating tokens has a limit of its own, and answers of 304 are free. */
  countRequests(): number;
  /** Makes requests of the App fail, wait or lose their answer; undefined: no more. */
  onRequest(hook: RequestHook | undefined): void;
  /** Makes downloads of attachments fail; undefined: no more. */
  onDownload(hook: DownloadHook | undefined): void;
  /** What the App sent or was sent against GitHub's OpenAPI document. */
  readonly violations: readonly string[];
  readonly deliveries: readonly Delivery[];
  redeliver(delivery: Delivery): void;
  /** Resolves when all webhooks so far were answered. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export async function startGitHub(options: GitHubOptions = {}): Promise<SimulatedGitHub> {
  const seeds = options.repositories ?? [projectInfra(), secrets()];
  const tokens = createTokens(options.people ?? defaultPeople);
  const key = appKey();
  const ground = { app: options.app ?? {}, seeds, tokens, key };
  const emulator = await startEmulator(emulatorSeed(ground), owner);
  const server = createServer();
  const host = `127.0.0.1:${await listen(server, options.port)}`;
  const webhookSecret = randomBytes(20).toString('hex');
  const webhooks = createWebhooks({ appId, secret: webhookSecret, url: options.webhookUrl });
  const world = await createWorld({ ...ground, emulator, host, webhooks });
  const attachments = createAttachments(world.origin);
  const journal = createJournal();
  const handle = createFront({ world, attachments, journal });
  server.on('request', (request, response) => {
    // The front answers every failure, so one here is a connection that went away.
    handle(request, response).catch(() => response.destroy());
  });
  return {
    host,
    appId,
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    webhookSecret,
    tokens,
    as: (login) => clientOf(host, tokens, login),
    byMail: (login, write) => {
      world.mailing.add(login);
      return write().finally(() => world.mailing.delete(login));
    },
    dismiss: (login, name) => world.repositories.get(name)?.roles.delete(login),
    uploadAttachment: attachments.upload,
    onDownload: attachments.setHook,
    ...watching(journal),
    deliveries: webhooks.deliveries,
    setWebhookUrl: webhooks.setUrl,
    redeliver: webhooks.redeliver,
    idle: webhooks.idle,
    async close() {
      await stop(server);
      await emulator.close();
    },
  };
}

function watching({ requests, violations, setHook }: Journal) {
  return {
    requests,
    violations,
    onRequest: setHook,
    countRequests: () => requests.filter(isCounted).length,
  };
}

function createTokens(people: readonly string[]): ReadonlyMap<string, string> {
  return new Map(people.map((login) => [login, `ghp_${randomBytes(18).toString('hex')}`]));
}

/** Refusals are what tests are after, so the client does not write about them. */
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): undefined {
  return undefined;
}

function clientOf(host: string, tokens: ReadonlyMap<string, string>, login: string): Octokit {
  const auth = tokens.get(login);
  if (auth === undefined) throw new Error(`nobody is called ${login}`);
  return new Octokit({ auth, baseUrl: `http://${host}/api/v3`, log: silent });
}

let sharedKey: KeyObject | undefined;

/** One RSA key a process: making one takes longer than starting all the rest. */
function appKey(): KeyObject {
  sharedKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return sharedKey;
}

function isCounted(request: LoggedRequest): boolean {
  return request.status !== 304 && !isTokenCreation(request);
}
