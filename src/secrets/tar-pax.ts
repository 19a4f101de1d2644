import { fail } from '../problem.ts';

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
    const match = /^\d+ ([^=]+)=(.*)\n$/s.exec(record);
    const [, key, value] = match ?? [];
    if (key === undefined || value === undefined) damaged();
    records.set(key, value);
    offset += length;
  }
  return records;
}

function readLength(bytes: Buffer, offset: number): number {
  const [, digits] = /^(\d{1,9}) /.exec(bytes.toString('latin1', offset, offset + 10)) ?? [];
  const length = Number(digits);
  if (digits === undefined || length === 0 || offset + length > bytes.length) damaged();
  return length;
}

function damaged(): never {
  fail('secrets-tar', { reason: 'it has a damaged header' });
}
