import { mayCount } from '../../attachment/found-submissions.ts';
import { findLeak } from '../../attachment/leaks.ts';
import { readName } from '../../request/form.ts';
import { type NearMiss, nearMissOf, usableName } from '../../request/near-miss.ts';
import type { Issue } from '../github.ts';
import { uniteLeaks } from '../leaks.ts';
import type { OwnMemory } from '../own-memory.ts';
import type { Leak, PostedLeak, Snapshot, WrittenHint } from '../snapshot.ts';

export interface HintPorts {
  /** When the App was installed; ISO 8601. */
  readonly installedAt: () => Promise<string>;
  /** Machines that repeat what others say, by login in small letters. */
  readonly ignoredAccounts: ReadonlySet<string>;
  readonly ownMemory: Pick<OwnMemory, 'isHinted'>;
}

/** What tells whether an issue that is no request is to have an answer all the same. */
export async function observeHints(
  issue: Issue,
  { hints, candidates }: Pick<Snapshot, 'hints' | 'candidates'>,
  ports: HintPorts,
): Promise<Pick<Snapshot, 'nearMiss' | 'mayHint' | 'holdsMessage'>> {
  const nearMiss = nearMissIn(issue);
  const mayHold = candidates.each.some(mayCount);
  const isKnown = hints.some(({ asks }) => asks === 'something');
  const isAsking = nearMiss !== undefined || mayHold;
  return {
    nearMiss,
    mayHint: isAsking && (await mayHint(issue, ports)),
    holdsMessage: mayHold && !isKnown ? undefined : mayHold,
  };
}

/** The name that the title lacks may stand in a field of a form. */
function nearMissIn({ title, body }: Issue): NearMiss | undefined {
  const miss = nearMissOf(title);
  // What is repeated must not be a credential.
  const said = findLeak(title) ? undefined : miss?.name;
  return miss && { ...miss, name: said ?? usableName(readName(body), miss) };
}

/** Once, and never in what was there before the bot. */
async function mayHint(issue: Issue, ports: HintPorts): Promise<boolean> {
  const { author, createdAt, number } = issue;
  if (author.isBot || ports.ignoredAccounts.has(author.login.toLowerCase())) return false;
  if (ports.ownMemory.isHinted(number)) return false;
  return Date.parse(createdAt) >= Date.parse(await ports.installedAt());
}

/** What leaked here stays known, whatever becomes of the comment that tells of it. */
export function withHinted(
  leak: PostedLeak | undefined,
  hints: readonly WrittenHint[],
): PostedLeak | undefined {
  const hinted = hints
    .flatMap((hint) => hint.leak ?? [])
    .reduce<Leak | undefined>(uniteLeaks, leak);
  return hinted && { ...leak, ...hinted };
}
