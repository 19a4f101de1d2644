import { LRUCache } from 'lru-cache';
import { readHint } from '../../state/hint.ts';
import { leakLabel } from '../../state/labels.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { type IssuePlace, readMemory } from '../../state/memory.ts';
import type { ChangedIssue, Comment, IssueTracker } from '../github.ts';
import { leakedForAll } from '../leaks.ts';

/** Of the issues in which something leaked, the newest. */
const mostIssues = 100;

/** Of comments of one of them, from its beginning: whoever writes more keeps only that one unknown. */
const mostPages = 20;

interface LeakPorts {
  readonly tracker: Pick<IssueTracker, 'listLabelled' | 'readComments' | 'repositoryId'>;
  readonly botId: () => Promise<number>;
  readonly markerKey: MarkerKey;
}

/** What leaked in all other issues than this one, as far as it counts there, see `keyedDigest`. */
export type LeakedElsewhere = (issueNumber: number) => Promise<readonly string[]>;

/**
 * Looks into the newest issues with the label, each again only when it has changed: where nothing is
 * new that is one request, which costs nothing of GitHub's limit.
 */
export function createLeakedElsewhere(ports: LeakPorts): LeakedElsewhere {
  const known = new LRUCache<number, ChangedIssue & { readonly leaked: readonly string[] }>({
    max: 2 * mostIssues,
  });
  const leakedIn = async (issue: ChangedIssue): Promise<readonly string[]> => {
    const before = known.get(issue.number);
    if (before?.updatedAt === issue.updatedAt) return before.leaked;
    const leaked = await readLeaked(issue.number, ports);
    known.set(issue.number, { ...issue, leaked });
    return leaked;
  };
  return async (issueNumber) => {
    const listed = await ports.tracker.listLabelled(leakLabel, mostIssues);
    const others = listed.slice(0, mostIssues).filter(({ number }) => number !== issueNumber);
    const leaked: string[] = [];
    // One after the other: together their texts could fill the memory.
    for (const issue of others) leaked.push(...(await leakedIn(issue)));
    return leaked;
  };
}

async function readLeaked(issue: number, ports: LeakPorts): Promise<readonly string[]> {
  const botId = await ports.botId();
  const place = { repository: await ports.tracker.repositoryId(), issue };
  const leaked: string[] = [];
  let pages = 0;
  for await (const page of ports.tracker.readComments(issue)) {
    const own = page.filter(({ author }) => author.id === botId);
    leaked.push(...own.flatMap((comment) => toldIn(comment, place, ports.markerKey)));
    pages += 1;
    if (pages === mostPages) break;
  }
  return leaked;
}

/** Only the bot itself can sign what it remembers, whatever others have made of the words. */
function toldIn({ body }: Comment, place: IssuePlace, key: MarkerKey): readonly string[] {
  const { leak } = readHint(body, place, key) ?? {};
  if (leak) {
    const byOthers = leak.credentials.filter((each) => !leak.own.includes(each));
    return leakedForAll(leak.credentials, byOthers);
  }
  const { memory } = readMemory(body, place, key) ?? {};
  return memory ? leakedForAll(memory.leaked, memory.leakedByOthers) : [];
}
