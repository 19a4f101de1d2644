import type { FoundLeak } from '../attachment/leaks.ts';
import { keyedDigest, keyedDigests, type MarkerKey } from '../state/marker.ts';
import type { Memory } from '../state/memory.ts';
import type { Action } from './action.ts';
import type { Leak } from './snapshot.ts';

/**
 * How many credentials are remembered: more than people let leak in one issue, for the comment that
 * holds them has a limit. Anybody can fill the first one, and leaves as many to the author.
 */
const limits = { everybody: 50, author: 100 };

/** Stands for what the author let leak beyond the limit: then any credential may be one of those. */
const anyOther = 'any other';

/** What leaked, as it may be written down. */
export function leakOf({ what, fingerprints, isMore }: FoundLeak, key: MarkerKey): Leak {
  const credentials = [...new Set(fingerprints.map((each) => keyedDigest(each, key)))];
  return { what, credentials: isMore ? [...credentials, anyOther] : credentials };
}

/** The same of what the author of the issue let leak. */
export function ownLeakOf(found: FoundLeak, key: MarkerKey): Leak {
  const leak = leakOf(found, key);
  return { ...leak, own: leak.credentials };
}

export function uniteLeaks(one: Leak | undefined, other: Leak | undefined): Leak | undefined {
  if (!one || !other) return one ?? other;
  const credentials = [...new Set([...one.credentials, ...other.credentials])];
  const own = [...new Set([...(one.own ?? []), ...(other.own ?? [])])];
  return { what: other.what, credentials, own };
}

/**
 * Tells digests by older keys again as the current one makes them, wherever the credential itself
 * is at hand. So what leaked is known again after the webhook secret has changed.
 */
export function renewalOf(
  fingerprints: readonly string[],
  key: MarkerKey,
): (digest: string) => string {
  const renewed = new Map(
    fingerprints.flatMap((each) => {
      const [current = '', ...older] = keyedDigests(each, key);
      return older.map((digest) => [digest, current] as const);
    }),
  );
  return (digest) => renewed.get(digest) ?? digest;
}

/** Whether a credential has to be taken for one that leaked. */
export function hasLeaked(credentials: readonly string[], leaked: readonly string[]): boolean {
  return leaked.includes(anyOther) || credentials.some((each) => leaked.includes(each));
}

/** What of it is remembered where there is no request. */
export function boundedLeak({ what, credentials, own = [] }: Leak): Required<Leak> {
  const ofOthers = credentials.filter((each) => !own.includes(each));
  const kept = unknownTo(undefined, { what, credentials: [...own, ...ofOthers], own });
  return { what, credentials: [...kept], own: kept.filter((each) => own.includes(each)) };
}

/** Raises the alarm for what is not known to have leaked. */
export function raiseAlarm(memory: Memory | undefined, leak: Leak | undefined): Action | undefined {
  if (!leak) return undefined;
  const credentials = unknownTo(memory, leak);
  if (memory?.status.leaked && credentials.length === 0) return undefined;
  const own = leak.own?.filter((each) => credentials.includes(each));
  return { type: 'label-leak', leak: { what: leak.what, credentials, own } };
}

/** What leaked stays leaked: an edit of the text takes nothing back. */
export function rememberLeak(memory: Memory, leak: Leak): Memory {
  const { own = [], what } = leak;
  const news = unknownTo(memory, leak);
  const ofOthers = news.filter((each) => !own.includes(each) && each !== anyOther);
  const leakedByOthers = [...(memory.leakedByOthers ?? []), ...ofOthers];
  return {
    ...{ ...memory, leaked: [...memory.leaked, ...news] },
    ...(leakedByOthers.length > 0 && { leakedByOthers }),
    status: { ...memory.status, leaked: what },
  };
}

/** More than somebody finds by chance in an issue of somebody else and points out. */
const fewOfOthers = 5;

/**
 * What leaked in an issue, as it counts in every other: what the author let leak, one by one, and the
 * first few that others have posted. Whoever posts many is believed only where they stand.
 */
export function leakedForAll(
  leaked: readonly string[],
  byOthers: readonly string[] = [],
): readonly string[] {
  const inBulk = byOthers.slice(fewOfOthers);
  return leaked.filter((each) => each !== anyOther && !inBulk.includes(each));
}

function unknownTo(memory: Memory | undefined, { credentials, own = [] }: Leak): readonly string[] {
  const known = memory?.leaked ?? [];
  const isNew = (each: string) => !known.includes(each) && each !== anyOther;
  const ofAuthor = own.filter(isNew);
  const kept = ofAuthor.slice(0, Math.max(0, limits.author - known.length));
  const isBeyond = own.includes(anyOther) || kept.length < ofAuthor.length;
  const ofOthers = credentials.filter((each) => isNew(each) && !own.includes(each));
  const left = Math.max(0, limits.everybody - known.length - kept.length);
  const beyond = isBeyond && !known.includes(anyOther) ? [anyOther] : [];
  return [...kept, ...beyond, ...ofOthers.slice(0, left)];
}
