import { enums, type Key, readKeys, unarmor } from 'openpgp';
import { fail } from '../problem.ts';
import { packetHeaders } from './packets.ts';

/**
 * Reads every key of every armored block of one kind in a text. openpgp.js reads the first block
 * only, and leaves out keys that it can't read (version 5, for one), both without a word. A key
 * that vanishes here is a recipient who is locked out later, so it is counted.
 *
 * Throws `key-unreadable` with `source`: a word for the operator on where the text is from.
 */
export async function readKeyBlocks(
  text: string,
  block: 'PRIVATE' | 'PUBLIC',
  source: string,
): Promise<readonly Key[]> {
  const keys: Key[] = [];
  for (const armored of keyBlocks(text, block)) keys.push(...(await readBlock(armored, source)));
  if (keys.length === 0) fail('key-unreadable', { source });
  return keys;
}

const begins = {
  PRIVATE: /^(?=-----BEGIN PGP PRIVATE KEY BLOCK-----)/m,
  PUBLIC: /^(?=-----BEGIN PGP PUBLIC KEY BLOCK-----)/m,
} as const;

function keyBlocks(text: string, block: 'PRIVATE' | 'PUBLIC'): readonly string[] {
  // Environment variables often hold `\n` for a line end; base64 has no backslash.
  const lines = text
    .replaceAll(/\\r|\r/g, '')
    .replaceAll('\\n', '\n')
    .replaceAll(/^[ \t]+/gm, '');
  const begin = `-----BEGIN PGP ${block} KEY BLOCK-----`;
  return lines.split(begins[block]).filter((part) => part.startsWith(begin));
}

async function readBlock(armoredKeys: string, source: string): Promise<readonly Key[]> {
  try {
    const keys = await readKeys({ armoredKeys });
    if (keys.length === (await countPrimaryKeys(armoredKeys))) return keys;
  } catch {
    // What openpgp.js has to say is no help to an operator, and may quote the key.
  }
  return fail('key-unreadable', { source });
}

async function countPrimaryKeys(armored: string): Promise<number> {
  const { data } = await unarmor(armored);
  if (!(data instanceof Uint8Array)) return Number.NaN;
  const { publicKey, secretKey } = enums.packet;
  return packetHeaders(data).filter(({ tag }) => tag === publicKey || tag === secretKey).length;
}
