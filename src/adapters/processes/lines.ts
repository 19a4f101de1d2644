/**
 * The lines of a stream of UTF-8, each as soon as it is whole. Throws at the first one that is longer
 * than `limitBytes`.
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  limitBytes: number,
): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, end)]).toString();
      parts = [];
      size = 0;
      from = end + 1;
    }
    parts.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > limitBytes) throw new Error('a line is too long');
  }
}

const newline = 0x0a;
