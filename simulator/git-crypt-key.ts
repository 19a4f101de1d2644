import { randomBytes } from 'node:crypto';
import type { GitCryptKey } from '../src/secrets/git-crypt/key-file.ts';

export function someKey(version = 0): GitCryptKey {
  return { version, aesKey: randomBytes(32), hmacKey: randomBytes(64) };
}

type Field = readonly [id: number, value: string | Uint8Array];

interface KeyFileOptions {
  readonly name?: string;
  readonly format?: number;
  /** Fields that git-crypt 0.7 doesn't have. */
  readonly header?: readonly Field[];
  readonly entry?: readonly Field[];
}

/** A key file as git-crypt writes it. */
export function keyFile(keys: readonly GitCryptKey[], options: KeyFileOptions = {}): Buffer {
  const { name, format = 2, header = [], entry = [] } = options;
  const named: readonly Field[] = name === undefined ? [] : [[1, name]];
  const entries = keys.map(({ version, aesKey, hmacKey }) =>
    fieldsOf([[1, number(version)], [3, aesKey], [5, hmacKey], ...entry]),
  );
  const start = Buffer.concat([Buffer.from('\0GITCRYPTKEY'), number(format)]);
  return Buffer.concat([start, fieldsOf([...named, ...header]), ...entries]);
}

function fieldsOf(fields: readonly Field[]): Buffer {
  const written = fields.flatMap(([id, value]) => {
    const bytes = Buffer.from(value);
    return [number(id), number(bytes.length), bytes];
  });
  return Buffer.concat([...written, number(0)]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
