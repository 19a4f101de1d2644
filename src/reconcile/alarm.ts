import type { FoundLeak } from '../attachment/plaintext.ts';
import { keyedDigest, type MarkerKey } from '../reply/marker.ts';
import type { Action } from './action.ts';
import type { Memory } from './memory.ts';
import type { Leak } from './snapshot.ts';

/** More than people let leak in one issue; the comment that holds them has a limit. */
const rememberedLimit = 50;

/** What leaked, as it may be written down. */
export function leakOf({ what, fingerprints }: FoundLeak, key: MarkerKey): Leak {
  return { what, credentials: [...new Set(fingerprints.map((each) => keyedDigest(each, key)))] };
}

/** Raises the alarm for what is not known to have leaked. */
export function raiseAlarm(memory: Memory | undefined, leak: Leak | undefined): Action | undefined {
  if (!leak) return undefined;
  const credentials = unknownTo(memory, leak);
  if (memory?.status.leaked && credentials.length === 0) return undefined;
  return { type: 'label-leak', leak: { what: leak.what, credentials } };
}

/** What leaked stays leaked: an edit of the text takes nothing back. */
export function rememberLeak(memory: Memory, leak: Leak): Memory {
  const leaked = [...memory.leaked, ...unknownTo(memory, leak)];
  return { ...memory, leaked, status: { ...memory.status, leaked: leak.what } };
}

function unknownTo(memory: Memory | undefined, { credentials }: Leak): readonly string[] {
  const known = memory?.leaked ?? [];
  return credentials
    .filter((credential) => !known.includes(credential))
    .slice(0, Math.max(0, rememberedLimit - known.length));
}
