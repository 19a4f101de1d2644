import { fail } from '../../../problem.ts';

/**
 * Reads the records of a pax extension header: `LENGTH KEY=VALUE\n`, the length in bytes and of
 * the whole record (POSIX.1-2017, pax, "pax Header Block"). Throws `secrets-tar`.
 */
export function readPaxRecords(data: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  const bytes = Buffer.from(data);
  let offset = 0;
  while (offset < bytes.length) {
    const length = readLength(bytes, offset);
    const record = bytes.subarray(offset, offset + length).toString('utf8');
    const [, key, value] = /^\d+ ([^=\s\0][^=\0]*)=(.*)\n$/s.exec(record) ?? [];
    if (key === undefined || value === undefined) damaged();
    // Some readers end a name there, and others take an empty one for the header's.
    if (names.has(key) && /^$|\0/.test(value)) damaged();
    records.set(key, value);
    offset += length;
  }
  return records;
}

const names: ReadonlySet<string> = new Set(['path', 'linkpath']);

function readLength(bytes: Buffer, offset: number): number {
  const [, digits] = /^([1-9]\d{0,8}) /.exec(bytes.toString('latin1', offset, offset + 10)) ?? [];
  const length = Number(digits);
  if (digits === undefined || length === 0 || offset + length > bytes.length) damaged();
  return length;
}

function damaged(): never {
  fail('secrets-tar', { reason: 'it has a damaged header' });
}
