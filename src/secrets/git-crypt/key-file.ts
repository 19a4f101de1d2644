/** One version of a symmetric key of git-crypt. */
export interface GitCryptKey {
  readonly version: number;
  readonly aesKey: Uint8Array;
  readonly hmacKey: Uint8Array;
}

interface KeyFile {
  /** Undefined for the default key. */
  readonly name?: string;
  readonly keys: readonly GitCryptKey[];
}

const magic = '\0GITCRYPTKEY';
const formatVersion = 2;

/** Each part of the file is a list of fields; these are the ones that git-crypt 0.7 knows. */
const headerFields = { name: 1 } as const;
const keyFields = { version: 1, aesKey: 3, hmacKey: 5 } as const;

type Fields = ReadonlyMap<number, Buffer>;

/**
 * Reads a key file, as `git-crypt export-key` writes it and `.git-crypt/keys` holds it in OpenPGP
 * messages. Undefined for what is none, or has a field that must be understood and isn't: git-crypt
 * gives those odd numbers, and a key used without them would not be used as its maker meant it.
 */
export function parseKeyFile(bytes: Uint8Array): KeyFile | undefined {
  const file = Buffer.from(bytes);
  const start = magic.length + 4;
  if (file.length < start || file.toString('latin1', 0, magic.length) !== magic) return undefined;
  if (file.readUInt32BE(magic.length) !== formatVersion) return undefined;
  const header = readFields(file, start, headerFields);
  if (!header) return undefined;
  const keys: GitCryptKey[] = [];
  for (let offset = header.end; offset < file.length; ) {
    const entry = readFields(file, offset, keyFields);
    const key = entry && toKey(entry.fields);
    if (!key) return undefined;
    keys.push(key);
    offset = entry.end;
  }
  return { name: header.fields.get(headerFields.name)?.toString('latin1'), keys };
}

/** Reads fields up to the one numbered 0: number and length are 32 bits, big-endian. */
function readFields(
  file: Buffer,
  start: number,
  known: Readonly<Record<string, number>>,
): { readonly fields: Fields; readonly end: number } | undefined {
  const fields = new Map<number, Buffer>();
  let offset = start;
  while (offset + 4 <= file.length) {
    const id = file.readUInt32BE(offset);
    if (id === 0) return { fields, end: offset + 4 };
    const isCritical = id % 2 === 1;
    if (isCritical && !Object.values(known).includes(id)) return undefined;
    const value = offset + 8;
    if (value > file.length) return undefined;
    offset = value + file.readUInt32BE(offset + 4);
    if (offset > file.length) return undefined;
    fields.set(id, file.subarray(value, offset));
  }
  return undefined;
}

function toKey(fields: Fields): GitCryptKey | undefined {
  const version = fields.get(keyFields.version);
  const aesKey = fields.get(keyFields.aesKey);
  const hmacKey = fields.get(keyFields.hmacKey);
  if (version?.length !== 4 || aesKey?.length !== 32 || hmacKey?.length !== 64) return undefined;
  return { version: version.readUInt32BE(), aesKey, hmacKey };
}
