import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ForeignText, TextFindings } from './read-text.ts';

type ReadText = (text: ForeignText) => Promise<TextFindings>;

export interface RememberedLimits {
  readonly texts: number;
  /** Of all that was found in them; a text itself is not kept. */
  readonly characters: number;
}

/**
 * Reads each text once, however often its issue is looked at: what was found is kept by a digest of
 * the text, as far as it fits. What was asked for longest ago goes first. Who asks for one that is
 * being read waits for the same answer.
 */
export function rememberTexts(
  read: ReadText,
  limits: RememberedLimits = { texts: 5000, characters: 4 * 1024 * 1024 },
): ReadText {
  const { texts, characters } = limits;
  const remembered = new LRUCache<string, Promise<TextFindings>>({
    max: texts,
    maxSize: characters,
  });

  const readNew = async (key: string, text: ForeignText) => {
    const findings = read(text);
    remembered.set(key, findings, { size: 1 });
    const found = await findings.catch((error: unknown) => {
      remembered.delete(key);
      throw error;
    });
    remembered.set(key, Promise.resolve(found), { size: JSON.stringify(found).length });
    return found;
  };
  return (text) => {
    const key = keyOf(text);
    return remembered.get(key) ?? readNew(key, text);
  };
}

function keyOf({ text, ...others }: ForeignText): string {
  return createHash('sha256').update(JSON.stringify(others)).update(text).digest('base64');
}
