import { bytesOf, isEncrypted, type OpenPgpMessage } from '../openpgp/envelope.ts';
import { readableContent } from '../openpgp/readable.ts';
import type { findArmoredBlocks } from './armor.ts';
import { type Content, contents } from './found-submissions.ts';

/** What several hold together. */
export function mostOf(several: readonly Content[]): Content {
  return contents.find((content) => several.includes(content)) ?? 'nothing';
}

/** No kubeconfig is so short once it is encrypted, in characters: what is shorter is an example. */
const shortest = 1000;

export function contentOfBlock({
  block,
  isIntact,
  text,
}: ReturnType<typeof findArmoredBlocks>[number]): Content {
  if (block !== 'MESSAGE') return 'nothing';
  if (isIntact) return 'message';
  // Who only shows what a message looks like leaves most of it out.
  return text.length < shortest || /\.\.|…/.test(text) ? 'nothing' : 'damaged';
}

/** Any bytes may look like the beginning of a message: so all of its packets count. */
export async function contentOfMessage(
  message: OpenPgpMessage,
  limitBytes: number,
): Promise<Content> {
  if (isEncrypted(await bytesOf(message))) return 'message';
  return (await readableContent(message, limitBytes)) ? 'message' : 'nothing';
}
