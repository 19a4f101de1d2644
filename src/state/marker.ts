import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** The keys that sign what the bot remembers in comments and pull requests. */
export interface MarkerKey {
  /** What is written is signed with this one. */
  readonly current: Uint8Array;
  /** Those of older webhook secrets, which open what was signed with them. */
  readonly older: readonly Uint8Array[];
}

/** What a marker is, in which repository, and of what in there. */
export interface MarkerPlace {
  readonly kind: 'memory' | 'hint' | 'proposal' | 'deployment';
  /**
   * Its number: a fork or another repository of the same App may have issues and branches like it.
   */
  readonly repository: number;
  /** The issue or the branch. */
  readonly of: string;
}

interface OpenedMarker {
  readonly data: unknown;
  /** The marker itself, and what stands around it. */
  readonly marker: string;
  readonly before: string;
  readonly after: string;
  /** Whether it is signed as it would be now. */
  readonly isCurrent: boolean;
}

const marker = /<!-- cluster-onboarding ([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+) -->/gu;

/**
 * Derives the key from the webhook secret, which every replica has. What older secrets have signed
 * opens only where they are given too.
 */
export function deriveMarkerKey(
  webhookSecret: string,
  oldSecrets: readonly string[] = [],
): MarkerKey {
  const older = oldSecrets.filter((secret) => secret !== webhookSecret);
  return { current: derive(webhookSecret), older: older.map(derive) };
}

function derive(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'cluster-onboarding marker 1', 32));
}

/**
 * Writes data into a hidden marker. The signature is there because everybody with write access can
 * edit the bot's comments. It covers the place too, so that a marker can't be copied elsewhere.
 */
export function signMarker(data: unknown, place: MarkerPlace, { current }: MarkerKey): string {
  const payload = Buffer.from(JSON.stringify(data)).toString('base64url');
  return `<!-- cluster-onboarding ${payload}.${sign(payload, wordsOf(place), current)} -->`;
}

/** Reads a marker back; undefined where there is none or where somebody else wrote it. */
export function verifyMarker(
  text: string,
  place: MarkerPlace,
  key: MarkerKey,
): OpenedMarker | undefined {
  const found = findMarker(text, place, key);
  if (!found) return undefined;
  const { payload, start, whole, isCurrent } = found;
  const [before, after] = [text.slice(0, start), text.slice(start + whole.length)];
  return { data: dataOf(payload), marker: whole, before, after, isCurrent };
}

/** The same text with its marker signed as it would be now, and some of its data changed. */
export function signAnew(
  text: string,
  place: MarkerPlace,
  key: MarkerKey,
  change: Readonly<Record<string, unknown>> = {},
): string {
  const found = findMarker(text, place, key);
  if (!found) return text;
  const data = { ...z.looseObject({}).parse(dataOf(found.payload)), ...change };
  return text.replace(found.whole, signMarker(data, place, key));
}

/**
 * The first genuine marker of a place. Others may stand in the same text: people paste what they
 * find elsewhere.
 */
function findMarker(text: string, place: MarkerPlace, { current, older }: MarkerKey) {
  const keys = [current, ...older];
  const words = wordsOf(place);
  for (const match of text.matchAll(marker)) {
    const [whole, payload = '', signature = ''] = match;
    const which = keys.findIndex((key) => isEqual(signature, sign(payload, words, key)));
    if (which >= 0) return { whole, payload, start: match.index, isCurrent: which === 0 };
  }
  return undefined;
}

function dataOf(payload: string): unknown {
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

/** Whether a text has a marker at all, genuine or not. */
export function hasMarker(text: string): boolean {
  return text.search(marker) >= 0;
}

/**
 * The same text without a marker, genuine or not. What is on both sides of one does not come together,
 * or it could be made to be one; no marker has two lines.
 */
export function withoutMarkers(text: string): string {
  return text.replaceAll(marker, '\n');
}

/**
 * What stands for a secret in a marker, which everybody can read: only who has the key can tell
 * whether it is that of a guess. 128 bits, base64url.
 */
export function keyedDigest(text: string, { current }: MarkerKey): string {
  return digest(text, current);
}

/** All that may stand for it: what is written now, and then what was written with older keys. */
export function keyedDigests(text: string, { current, older }: MarkerKey): readonly string[] {
  return [current, ...older].map((key) => digest(text, key));
}

function digest(text: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`digest\n${text}`).digest('base64url').slice(0, 22);
}

function wordsOf({ kind, repository, of }: MarkerPlace): string {
  return `${kind} ${repository} ${of}`;
}

function sign(payload: string, words: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`${words}\n${payload}`).digest('base64url');
}

function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
