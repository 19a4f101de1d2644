import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import * as z from 'zod';
import type { ServiceAccountRef } from './users.ts';

const legacyIssuer = 'kubernetes/serviceaccount';
const boundIssuer = 'https://kubernetes.default.svc.cluster.local';

/** Claims of the tokens that token secrets hold; they have no expiry. */
const legacyClaims = z.object({
  iss: z.literal(legacyIssuer),
  sub: z.string(),
  'kubernetes.io/serviceaccount/namespace': z.string(),
  'kubernetes.io/serviceaccount/secret.name': z.string(),
  'kubernetes.io/serviceaccount/service-account.name': z.string(),
  'kubernetes.io/serviceaccount/service-account.uid': z.string(),
});

/** Claims of the tokens that the TokenRequest API makes, as `kubectl create token` asks it to. */
const boundClaims = z.object({
  iss: z.literal(boundIssuer),
  sub: z.string(),
  aud: z.array(z.string()),
  iat: z.number(),
  exp: z.number(),
  'kubernetes.io': z.object({
    namespace: z.string(),
    serviceaccount: z.object({ name: z.string(), uid: z.string() }),
  }),
});

const claims = z.union([legacyClaims, boundClaims]);
export type Claims = z.infer<typeof claims>;

export interface TokenIssuer {
  issueLegacy(account: ServiceAccountRef & { uid: string }, secret: string): string;
  /** The times are seconds since 1970. */
  issueBound(account: ServiceAccountRef & { uid: string }, times: TokenTimes): string;
  /** The claims of a token with a good signature, whatever else may be wrong with it. */
  read(token: string): Claims | undefined;
}

interface TokenTimes {
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Signs tokens with a fresh key, as kube-apiserver does with its service account key. */
export function createTokenIssuer(): TokenIssuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const known = new Map<string, Claims>();
  /** Each token comes with many requests, so it is checked once. */
  const read = (token: string) => {
    const claimed = known.get(token) ?? decode(publicKey, token);
    if (claimed) known.set(token, claimed);
    return claimed;
  };
  return {
    issueLegacy: ({ namespace, name, uid }, secret) =>
      encode(privateKey, {
        iss: legacyIssuer,
        'kubernetes.io/serviceaccount/namespace': namespace,
        'kubernetes.io/serviceaccount/secret.name': secret,
        'kubernetes.io/serviceaccount/service-account.name': name,
        'kubernetes.io/serviceaccount/service-account.uid': uid,
        sub: `system:serviceaccount:${namespace}:${name}`,
      }),
    issueBound: ({ namespace, name, uid }, { issuedAt, expiresAt }) =>
      encode(privateKey, {
        aud: [boundIssuer],
        exp: expiresAt,
        iat: issuedAt,
        iss: boundIssuer,
        'kubernetes.io': { namespace, serviceaccount: { name, uid } },
        sub: `system:serviceaccount:${namespace}:${name}`,
      }),
    read,
  };
}

function encode(key: KeyObject, payload: Claims): string {
  const signed = `${base64url({ alg: 'ES256' })}.${base64url(payload)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function decode(key: KeyObject, token: string): Claims | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const isGenuine = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isGenuine) return undefined;
  return claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
