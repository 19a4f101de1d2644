import { createHash } from 'node:crypto';
import type { ForeignText, TextFindings } from './read-text.ts';

type ReadText = (text: ForeignText) => Promise<TextFindings>;

export interface RememberedLimits {
  readonly texts: number;
  /** Of all that was found in them; a text itself is not kept. */
  readonly characters: number;
}

interface Remembered {
  /** Of a text that is being read, too: who asks for it meanwhile waits for the same answer. */
  readonly findings: Promise<TextFindings>;
  readonly characters: number;
}

/**
 * Reads each text once, however often its issue is looked at: what was found is kept by a digest of
 * the text, as far as it fits. What was asked for longest ago goes first.
 */
export function rememberTexts(
  read: ReadText,
  limits: RememberedLimits = { texts: 5000, characters: 4 * 1024 * 1024 },
): ReadText {
  const remembered = new Map<string, Remembered>();
  let characters = 0;

  const forget = (key: string) => {
    characters -= remembered.get(key)?.characters ?? 0;
    remembered.delete(key);
  };
  const remember = (key: string, entry: Remembered) => {
    forget(key);
    remembered.set(key, entry);
    characters += entry.characters;
    for (const oldest of remembered.keys()) {
      if (remembered.size <= limits.texts && characters <= limits.characters) break;
      forget(oldest);
    }
  };
  const readNew = async (key: string, text: ForeignText) => {
    const findings = read(text);
    remember(key, { findings, characters: 0 });
    const found = await findings.catch((error: unknown) => {
      forget(key);
      throw error;
    });
    remember(key, { findings, characters: JSON.stringify(found).length });
    return found;
  };
  return (text) => {
    const key = keyOf(text);
    const before = remembered.get(key);
    if (!before) return readNew(key, text);
    remember(key, before);
    return before.findings;
  };
}

function keyOf({ text, host }: ForeignText): string {
  return createHash('sha256').update(JSON.stringify(host)).update(text).digest('base64');
}
