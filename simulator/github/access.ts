import { randomBytes, verify } from 'node:crypto';
import { refuse } from './answer.ts';
import type { Actor } from './call.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import type { InstallationToken, World } from './world.ts';

/** Tells who is calling. Credentials that are not known are refused, never taken for nobody. */
export function actorOf(world: World, authorization: string | undefined): Actor {
  if (authorization === undefined) return { type: 'anonymous' };
  const token = /^(?:bearer|token) +(\S+)$/i.exec(authorization)?.[1] ?? '';
  const login = world.people.get(token);
  if (login !== undefined) return { type: 'person', login, token };
  const installation = world.tokens.get(token);
  if (installation && installation.expiresAt > Date.now()) {
    return { type: 'installation', token: installation };
  }
  if (token.split('.').length === 3) return appOf(world, token);
  refuse(401, 'Bad credentials');
}

/** Hands out a token; GitHub lets it live for an hour. */
export function issueToken(world: World, token: Omit<InstallationToken, 'expiresAt'>) {
  const text = `ghs_${randomBytes(18).toString('hex')}`;
  const issued = { ...token, expiresAt: Date.now() + 3_600_000 };
  world.tokens.set(text, issued);
  return { text, expiresAt: new Date(issued.expiresAt).toISOString() };
}

const undecodable = 'A JSON web token could not be decoded';

function appOf(world: World, jwt: string): Actor {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  const valid = verify('sha256', signed, world.app.publicKey, Buffer.from(signature, 'base64url'));
  if (!valid || decode(header).alg !== 'RS256') refuse(401, undecodable);
  const claims = decode(payload);
  const now = Date.now() / 1000;
  if (String(claims.iss) !== String(world.app.id)) refuse(401, 'Integration not found');
  if (typeof claims.exp !== 'number' || claims.exp <= now) {
    refuse(401, "'Expiration time' claim ('exp') must be a numeric value in the future");
  }
  // Ten minutes, with the second that clocks may differ by.
  if (claims.exp > now + 601)
    refuse(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof claims.iat !== 'number' || claims.iat > now + 1) {
    refuse(401, "'Issued at' claim ('iat') must be an Integer in the past");
  }
  return { type: 'app' };
}

function decode(part: string): JsonObject {
  try {
    const value = parseJson(Buffer.from(part, 'base64url').toString());
    return isObject(value) ? value : {};
  } catch {
    // Not JSON, so not a token.
    refuse(401, undecodable);
  }
}
