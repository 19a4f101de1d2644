/** The kinds of records that matter while TLS begins; there are two more. */
export const recordTypes = { handshake: 22, applicationData: 23 };

export const headerLength = 5;

/** What came, taken apart: the whole records, and what is left of one that is still to come. */
export interface Records {
  readonly whole: readonly Buffer[];
  readonly rest: Buffer;
  /** What comes next is none of TLS, so OpenSSL ends there. */
  readonly isOther: boolean;
}

export function takeRecords(bytes: Buffer): Records {
  const whole: Buffer[] = [];
  let rest = bytes;
  while (rest.length >= headerLength) {
    if (!isRecord(rest)) return { whole, rest, isOther: true };
    const length = headerLength + rest.readUInt16BE(3);
    if (rest.length < length) break;
    whole.push(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  return { whole, rest, isOther: false };
}

/** As OpenSSL tells them: by one of four types, and the major version, which is the same for all. */
function isRecord([type = 0, major]: Buffer): boolean {
  return type >= 20 && type <= 23 && major === 3;
}
