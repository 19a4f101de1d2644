import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { isSamePerson } from '../../reconcile/github.ts';
import type { RestClient } from './app.ts';
import { readEdits } from './last-edits.ts';

/** A text as GitHub shows it, which the App is the author of. */
interface ShownText {
  readonly nodeId: string;
  readonly body: string;
  /** Where given, another time is another text: one that was there before may be pasted back. */
  readonly updatedAt?: string;
}

/** Of how many texts it is remembered: more than are open at a time. */
const most = 2000;

/**
 * Knows the texts that stand as the App itself wrote them last. Only GraphQL tells who edited one,
 * and each question to it counts, so what this process wrote or asked about is not asked again.
 */
export function createOwnTexts(octokit: RestClient, botId: () => Promise<number>) {
  /** By node identifier. */
  const known = new LRUCache<string, string>({ max: most });

  const remember = ({ nodeId, ...text }: ShownText) => {
    known.set(nodeId, digestOf(text));
  };
  return {
    remember,
    isOwn: async ({ nodeId, ...text }: ShownText): Promise<boolean> => {
      if (known.get(nodeId) === digestOf(text)) return true;
      const edit = (await readEdits(octokit, [nodeId])).get(nodeId)?.edit;
      const bot = { id: await botId(), login: '', isBot: true };
      if (edit && !isSamePerson(edit.by, bot)) return false;
      remember({ nodeId, ...text });
      return true;
    },
  };
}

function digestOf({ body, updatedAt = '' }: Omit<ShownText, 'nodeId'>): string {
  return createHash('sha256').update(`${updatedAt}\n${body}`).digest('base64url');
}
