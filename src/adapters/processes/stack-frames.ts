/** Where an error came from: its stack without its message, which may quote a secret. */
export function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  // The stack begins with the message, whose lines may look like frames.
  const frames = (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 10).join('\n');
}
