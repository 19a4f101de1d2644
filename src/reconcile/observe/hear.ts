import {
  candidatesOf,
  type FoundSubmissions,
  mayCount,
  withLater,
} from '../../attachment/found-submissions.ts';
import type { FoundLeak } from '../../attachment/leaks.ts';
import type { TextFindings } from '../../sandbox/read-text.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { leakOf } from '../leaks.ts';

/** What was found out so far, of one text after the other. */
interface Heard {
  readonly submissions: FoundSubmissions;
  readonly leaked?: FoundLeak;
  /** What of it the author let leak. */
  readonly ownLeaked?: FoundLeak;
  /** What the author submitted after the last leak of the author's own; undefined without one. */
  readonly sinceOwnLeak?: FoundSubmissions;
}

/** What is known once one more text was read, in the order in which they were written. */
export function hear(heard: Heard, { submissions, leak }: TextFindings, isAuthor: boolean): Heard {
  const leaked = withLeak(heard.leaked, leak);
  if (!isAuthor) return { ...heard, leaked };
  return {
    leaked,
    ownLeaked: withLeak(heard.ownLeaked, leak),
    submissions: withLater(heard.submissions, submissions),
    // A submission in the very text that leaks something is not one that makes up for it.
    sinceOwnLeak: leak ? [] : heard.sinceOwnLeak && withLater(heard.sinceOwnLeak, submissions),
  };
}

/** The newest kind of credential, and all that tells one again. */
function withLeak(before: FoundLeak | undefined, leak: FoundLeak | undefined) {
  if (!before || !leak) return leak ?? before;
  const fingerprints = [...before.fingerprints, ...leak.fingerprints];
  return { what: leak.what, fingerprints, isMore: before.isMore || leak.isMore };
}

/** What is submitted, and what leaked, once all were read. */
export function conclude(
  { submissions, leaked, ownLeaked, sinceOwnLeak }: Heard,
  markerKey: MarkerKey,
) {
  const candidates = candidatesOf(submissions);
  if (!leaked) return { candidates };
  // Everybody can raise the alarm; only the author's own leak is in the way of the request.
  const since = sinceOwnLeak && candidatesOf(sinceOwnLeak).each.filter(mayCount);
  const madeUpBy = since?.map(({ submission }) => submission.fingerprint);
  const own = ownLeaked && leakOf(ownLeaked, markerKey).credentials;
  return { candidates, leak: { ...leakOf(leaked, markerKey), own, madeUpBy } };
}
