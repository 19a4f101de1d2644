import { type Key, readKeys, unarmor } from 'openpgp';
import { fail, type ProblemDetails } from '../problem.ts';
import {
  cardsAsStubs,
  countPrimaryKeys,
  holdsOtherPackets,
  type UnreadKey,
  unreadKeys,
} from './key-packets.ts';

/** A text, and the name of its file in a folder. */
export interface KeyText {
  readonly text: string;
  readonly file?: string;
}

export interface KeyBlocks {
  readonly keys: readonly Key[];
  /** Subkeys of a kind that is not read: a message to one can't be told from one to nobody else. */
  readonly unread: readonly UnreadKey[];
}

type Block = 'PRIVATE' | 'PUBLIC';

/** Words for the operator on where a text is from. */
type Source = Pick<ProblemDetails['key-unreadable'], 'source' | 'file'>;

const sources = { PRIVATE: 'PGP_PRIVATE_KEY_PATH', PUBLIC: 'PGP_RECIPIENTS_PATH' } as const;

/**
 * Reads every key of every armored block of one kind in a text. openpgp.js reads the first block
 * only, and leaves out keys that it can't read (version 5, for one), both without a word. A key
 * that vanishes here is a recipient who is locked out later, so it is counted.
 *
 * Throws `key-unreadable`.
 */
export async function readKeyBlocks({ text, file }: KeyText, block: Block): Promise<KeyBlocks> {
  const source: Source = { source: sources[block], ...(file !== undefined && { file }) };
  // Whoever keeps public keys there lets others read them.
  if (block === 'PUBLIC' && keyBlocks(text, 'PRIVATE').length > 0) {
    return fail('key-unreadable', { ...source, reason: 'private key' });
  }
  const blocks = keyBlocks(text, block);
  if (blocks.length === 0) return fail('key-unreadable', { ...source, reason: whatElse(text) });
  const read: KeyBlocks[] = [];
  for (const armored of blocks) read.push(await readBlock(armored, source));
  return { keys: read.flatMap(({ keys }) => keys), unread: read.flatMap(({ unread }) => unread) };
}

function whatElse(text: string): ProblemDetails['key-unreadable']['reason'] {
  if (keyBlocks(text, 'PUBLIC').length > 0) return 'public key';
  return text.includes('\uFFFD') || text.includes('\0') ? 'not armored' : 'no key';
}

const begins = {
  PRIVATE: /^(?=-----BEGIN PGP PRIVATE KEY BLOCK-----)/m,
  PUBLIC: /^(?=-----BEGIN PGP PUBLIC KEY BLOCK-----)/m,
} as const;

function keyBlocks(text: string, block: Block): readonly string[] {
  // Environment variables often hold `\n` for a line end; base64 has no backslash. A byte-order
  // mark is what some editors put in front.
  const lines = text
    .replace('\uFEFF', '')
    .replaceAll(/\\r|\r/g, '')
    .replaceAll('\\n', '\n')
    .replaceAll(/^[ \t]+/gm, '');
  const begin = `-----BEGIN PGP ${block} KEY BLOCK-----`;
  return lines.split(begins[block]).filter((part) => part.startsWith(begin));
}

async function readBlock(armored: string, source: Source): Promise<KeyBlocks> {
  const bytes = await unarmorKeys(armored);
  if (bytes && holdsOtherPackets(bytes)) fail('key-unreadable', { ...source, reason: 'no key' });
  const unread = bytes ? await unreadKeys(bytes) : [];
  const primary = unread.find(({ isPrimary }) => isPrimary);
  if (primary) {
    const { keyId, algorithm } = primary;
    fail('key-unreadable', { ...source, reason: 'algorithm', keyId, algorithm });
  }
  const keys = bytes && (await readAll(bytes));
  return keys ? { keys, unread } : fail('key-unreadable', { ...source, reason: 'damaged' });
}

async function unarmorKeys(armored: string): Promise<Uint8Array | undefined> {
  try {
    const { data } = await unarmor(armored);
    return data instanceof Uint8Array ? cardsAsStubs(data) : undefined;
  } catch {
    // What openpgp.js has to say is no help to an operator, and may quote the key.
    return undefined;
  }
}

async function readAll(binaryKeys: Uint8Array): Promise<readonly Key[] | undefined> {
  try {
    const keys = await readKeys({ binaryKeys });
    return keys.length === countPrimaryKeys(binaryKeys) ? keys : undefined;
  } catch {
    // The same.
    return undefined;
  }
}
