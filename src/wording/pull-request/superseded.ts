import type { PullReference } from '../../state/status.ts';

/** By which the line is found again, also as an older version of the bot worded the rest of it. */
const beginning = '> **Closed for good.**';

/** In one line, so that it is found again whatever an editor makes of line ends. */
const closed = `${beginning} The change below was not merged, and its approvals do not count for any other pull request.`;

/** The body of a pull request that is given up for another one, as soon as there is one. */
export function withSuccessor(body: string, by?: PullReference): string {
  const next = by ? ` [#${by.number}](${by.url}) replaces it.` : '';
  return `${closed}${next}\n\n${withoutLine(body)}`;
}

function withoutLine(body: string): string {
  if (!body.startsWith(beginning)) return body;
  const [, ...rest] = body.split('\n');
  return rest.join('\n').trimStart();
}
