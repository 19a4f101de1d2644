/**
 * The text that bytes are, or undefined where they are none. With or without a byte-order mark;
 * UTF-16 because that is what `>` writes in Windows PowerShell.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return decode('utf-16le', bytes);
  if (first === 0xfe && second === 0xff) return decode('utf-16be', bytes);
  const text = decode('utf-8', bytes);
  if (text === undefined || !text.includes('\0')) return text;
  return decode(second === 0 ? 'utf-16le' : 'utf-16be', bytes);
}

function decode(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // Not text in this encoding: the answer, not a failure.
    return undefined;
  }
}
