/** A member as a test wants it; what is left out is as GNU tar writes it. */
export interface TarMember {
  readonly name: string;
  readonly type?: string;
  readonly content?: string | Uint8Array;
  /** The twelve bytes of the size field, in place of the true size. */
  readonly size?: Uint8Array;
  readonly magic?: string;
  readonly prefix?: string;
  /** Where a link leads. */
  readonly link?: string;
}

/** An archive padded to records of 10240 bytes. */
export function archiveOf(members: readonly TarMember[]): Uint8Array {
  const body = Buffer.concat([...members.map(memberOf), Buffer.alloc(1024)]);
  const missing = (10240 - (body.length % 10240)) % 10240;
  return new Uint8Array(Buffer.concat([body, Buffer.alloc(missing)]));
}

export function memberOf(member: TarMember): Buffer {
  const content = Buffer.from(member.content ?? '');
  return Buffer.concat([headerOf(member), content, Buffer.alloc(-content.length & 511)]);
}

export function headerOf({
  name,
  type = '0',
  content = '',
  size,
  magic,
  prefix,
  link,
}: TarMember): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\x000001750\x000001750\0', 100, 'latin1');
  header.set(size ?? Buffer.from(`${octal(Buffer.byteLength(content), 11)}\0`), 124);
  header.write('14712345670\0', 136, 'latin1');
  header.write('        ', 148);
  header.write(type, 156, 'latin1');
  header.write(link ?? '', 157, 100);
  header.write(magic ?? 'ustar  \0', 257, 'latin1');
  header.write(prefix ?? '', 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  return header;
}

/** A record of a pax header: its length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  const digits = [1, 2, 3].find((count) => String(bytes + count).length === count) ?? 0;
  return `${bytes + digits}${rest}`;
}

/** The archive with right checksums in all that looks like a header, whatever became of it. */
export function withChecksums(archive: Uint8Array): Buffer {
  const tar = Buffer.from(archive);
  for (let offset = 0; offset + 512 <= tar.length; offset += 512) {
    const header = tar.subarray(offset, offset + 512);
    if (header.toString('latin1', 257, 262) !== 'ustar') continue;
    header.write('        ', 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  }
  return tar;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
