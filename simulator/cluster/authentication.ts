import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { resourceTypes } from './resources.ts';
import type { Store } from './store.ts';
import type { Claims, TokenIssuer } from './tokens.ts';
import { anonymous, type ServiceAccountRef, serviceAccountUser, type User } from './users.ts';

export interface Authenticator {
  readonly store: Store;
  readonly tokens: TokenIssuer;
  /** What `--token-auth-file` holds: opaque tokens of users. */
  readonly staticTokens: ReadonlyMap<string, User>;
}

/** Finds out who sends a request: undefined if the credentials are bad, anonymous if there are none. */
export function authenticate(
  authenticator: Authenticator,
  request: IncomingMessage,
): User | undefined {
  const { authorization } = request.headers;
  const byCertificate = certificateUser(request);
  if (byCertificate !== 'none') return byCertificate;
  if (authorization === undefined) return anonymous;
  const [, token] = /^Bearer (.+)$/.exec(authorization) ?? [];
  return token === undefined ? undefined : tokenUser(authenticator, token);
}

function certificateUser({ socket }: IncomingMessage): User | undefined | 'none' {
  if (!(socket instanceof TLSSocket)) return 'none';
  const { subject } = socket.getPeerCertificate();
  if (subject === undefined) return 'none';
  if (!socket.authorized) return undefined;
  const [username] = [subject.CN].flat();
  const groups = [subject.O].flat().filter((name) => name !== undefined);
  return username === undefined
    ? undefined
    : { username, groups: [...groups, 'system:authenticated'] };
}

function tokenUser(authenticator: Authenticator, token: string): User | undefined {
  const known = authenticator.staticTokens.get(token);
  if (known) return known;
  const claims = authenticator.tokens.read(token);
  if (claims === undefined) return undefined;
  const account = accountOf(claims);
  const stored = authenticator.store.get(resourceTypes.serviceAccounts, account);
  if (stored?.metadata.uid !== account.uid) return undefined;
  return isAlive(authenticator.store, claims, token) ? serviceAccountUser(account) : undefined;
}

function accountOf(claims: Claims): ServiceAccountRef & { readonly uid: string } {
  if ('exp' in claims) {
    const { namespace, serviceaccount } = claims['kubernetes.io'];
    return { namespace, ...serviceaccount };
  }
  return {
    namespace: claims['kubernetes.io/serviceaccount/namespace'],
    name: claims['kubernetes.io/serviceaccount/service-account.name'],
    uid: claims['kubernetes.io/serviceaccount/service-account.uid'],
  };
}

/** A legacy token lives as long as its secret, a bound one until its time is over. */
function isAlive(store: Store, claims: Claims, token: string): boolean {
  if ('exp' in claims) return claims.exp * 1000 > Date.now();
  const secret = store.get(resourceTypes.secrets, {
    namespace: claims['kubernetes.io/serviceaccount/namespace'],
    name: claims['kubernetes.io/serviceaccount/secret.name'],
  });
  const data = secret?.data;
  if (typeof data !== 'object' || data === null || !('token' in data)) return false;
  return data.token === Buffer.from(token).toString('base64');
}
