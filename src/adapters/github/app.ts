import { ProbotOctokit } from 'probot';
import { z } from 'zod';
import { fail } from '../../problem.ts';
import { statusOf } from './errors.ts';
import { memoize } from './memoize.ts';
import { isLedAway } from './redirects.ts';

type Octokit = InstanceType<typeof ProbotOctokit>;

/** What the repositories need of octokit: the App's client has it, and a person's. */
export type RestClient = Pick<Octokit, 'rest' | 'paginate' | 'graphql'>;

/** What the App proves itself with, and where. */
export interface AppCredentials {
  readonly appId: number;
  /** PEM */
  readonly privateKey: string;
  /** The REST API's root; undefined for github.com. */
  readonly baseUrl?: string;
  readonly log: OctokitLog;
  /** Off only where a test stands in for GitHub: the real one has rate limits. */
  readonly throttled?: boolean;
  /** The pause before a request is repeated, in milliseconds; a second by default. */
  readonly firstRetryMs?: number;
  /** How requests of a client get to GitHub; straight by default. */
  readonly transport?: (client: string) => typeof fetch;
  /** Told of each request before it is sent, its repetitions not counted. */
  readonly onRequest?: () => void;
}

interface OctokitLog {
  readonly debug: (message: string) => void;
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
  readonly error: (message: string) => void;
}

/** A repository as `owner/name` is split. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** A client that speaks as the App itself. It can only ask about the App and get tokens. */
export function openApp(credentials: AppCredentials): Octokit {
  const { appId, privateKey } = credentials;
  return new ProbotOctokit({ ...options(credentials, 'app'), auth: { appId, privateKey } });
}

/** What octokit does not repeat by itself. 429 is left to the queue, which waits as long as told. */
const doNotRetry = [400, 401, 403, 404, 410, 422, 429, 451];
const leaveToQueue = () => false;

function options(
  { baseUrl, log, throttled = true, firstRetryMs = 1000, transport }: AppCredentials,
  client: string,
) {
  return {
    ...(baseUrl && { baseUrl }),
    log,
    throttle: {
      enabled: throttled,
      onRateLimit: leaveToQueue,
      onSecondaryRateLimit: leaveToQueue,
    },
    retry: { retryAfterBaseValue: firstRetryMs, doNotRetry },
    request: { fetch: transport?.(client) },
  };
}

/** The login under which the App writes, such as `cluster-onboarding[bot]`. */
export async function readBotLogin(app: Octokit): Promise<string> {
  const { data } = await app.rest.apps.getAuthenticated();
  return `${data?.slug}[bot]`;
}

/** The number of the App's bot user: it stays the same when the App is renamed. */
export async function readBotId(octokit: RestClient, login: string): Promise<number> {
  const { data } = await octokit.rest.users.getByUsername({ username: login });
  return data.id;
}

/** The bot user as git writes people, `Name <email>`; the address is the one that GitHub gives. */
export function signatureOf(login: string, id: number): string {
  return `${login} <${id}+${login}@users.noreply.github.com>`;
}

interface Installation {
  readonly id: number;
  /** ISO 8601 */
  readonly createdAt: string;
}

/**
 * Looks up where the App is installed and whether it was granted what it needs. Throws
 * `app-not-installed`, `app-suspended`, `app-permission` and `repository-renamed`, for the operator.
 */
export async function findInstallation(
  app: Octokit,
  repository: RepositoryName,
  permissions: Permissions,
): Promise<Installation> {
  const name = `${repository.owner}/${repository.repo}`;
  const { data, url } = await app.rest.apps
    .getRepoInstallation({ ...repository })
    .catch((error: unknown) => {
      if (statusOf(error) === 404) fail('app-not-installed', { repository: name });
      throw error;
    });
  if (isLedAway(url, `/repos/${name}/installation`)) {
    fail('repository-renamed', { repository: name });
  }
  if (data.suspended_at) fail('app-suspended', { repository: name });
  const granted = new Map<string, unknown>(Object.entries(data.permissions));
  for (const [permission, level] of Object.entries(permissions)) {
    const has = granted.get(permission);
    if (has !== level && has !== 'write') {
      fail('app-permission', { repository: name, permission, level });
    }
  }
  return { id: data.id, createdAt: data.created_at };
}

/**
 * A client for one repository. Its tokens are narrowed to that repository and to what this program
 * does there, so that a leaked one opens nothing else.
 */
export function openRepository(
  credentials: AppCredentials,
  repository: RepositoryName,
  permissions: Permissions,
): Octokit {
  const app = openApp(credentials);
  const installation = memoize(() => findInstallation(app, repository, permissions));
  const token = async (refresh: boolean) => {
    const granted: unknown = await app
      .auth({
        type: 'installation',
        installationId: (await installation()).id,
        repositoryNames: [repository.repo],
        permissions,
        refresh,
      })
      .catch((error: unknown) => {
        // The App may have been installed anew, under another number.
        installation.forget();
        throw error;
      });
    return tokenSchema.parse(granted).token;
  };
  const octokit = new ProbotOctokit({
    ...options(credentials, `${repository.owner}/${repository.repo}`),
    authStrategy: () => tokenAuth(token),
  });
  // The last hook is the outermost: it runs for whoever asks, not for octokit's own limiters.
  octokit.hook.before('request', () => credentials.onRequest?.());
  return octokit;
}

const tokenSchema = z.object({ token: z.string() });

type TokenSource = (refresh: boolean) => Promise<string>;
type Hooked = { endpoint: { merge: (route: unknown, parameters: unknown) => Endpoint } } & ((
  endpoint: Endpoint,
) => Promise<unknown>);
type Endpoint = { headers: Record<string, unknown> };

/** An octokit authentication strategy. A token that GitHub took back early is replaced once. */
function tokenAuth(token: TokenSource) {
  const send = async (request: Hooked, endpoint: Endpoint, refresh: boolean) => {
    endpoint.headers.authorization = `token ${await token(refresh)}`;
    return request(endpoint);
  };
  const hook = async (request: Hooked, route: unknown, parameters: unknown) => {
    const endpoint = request.endpoint.merge(route, parameters);
    return send(request, endpoint, false).catch((error: unknown) => {
      if (statusOf(error) !== 401) throw error;
      return send(request, endpoint, true);
    });
  };
  return Object.assign(async () => ({ type: 'token', token: await token(false) }), { hook });
}
