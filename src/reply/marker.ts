import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** The key that seals what the bot remembers in comments and pull requests. */
export type MarkerKey = Uint8Array;

const marker = /<!-- cluster-onboarding ([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+) -->/u;

/**
 * Derives the key from the webhook secret, which every replica has. With another secret old
 * markers don't open any more, and the bot finds out again what it had remembered.
 */
export function deriveMarkerKey(webhookSecret: string): MarkerKey {
  return new Uint8Array(hkdfSync('sha256', webhookSecret, '', 'cluster-onboarding marker 1', 32));
}

/**
 * Writes data into a hidden marker. The seal is there because everybody with write access can edit
 * the bot's comments. It covers the place too, so that a marker can't be copied elsewhere.
 */
export function sealMarker(data: unknown, place: string, key: MarkerKey): string {
  const payload = Buffer.from(JSON.stringify(data)).toString('base64url');
  return `<!-- cluster-onboarding ${payload}.${seal(payload, place, key)} -->`;
}

/** Reads a marker back; undefined where there is none or where somebody else wrote it. */
export function openMarker(text: string, place: string, key: MarkerKey): unknown {
  const [, payload, signature] = marker.exec(text) ?? [];
  if (!payload || !signature) return undefined;
  const expected = Buffer.from(seal(payload, place, key));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

/** Whether a text has a marker at all, genuine or not. */
export function hasMarker(text: string): boolean {
  return marker.test(text);
}

/**
 * What stands for a secret in a marker, which everybody can read: only who has the key can tell
 * whether it is that of a guess. 128 bits, base64url.
 */
export function keyedDigest(text: string, key: MarkerKey): string {
  return createHmac('sha256', key).update(`digest\n${text}`).digest('base64url').slice(0, 22);
}

function seal(payload: string, place: string, key: MarkerKey): string {
  return createHmac('sha256', key).update(`${place}\n${payload}`).digest('base64url');
}
