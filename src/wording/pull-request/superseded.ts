import type { PullReference } from '../../state/status.ts';

/** In one line, so that it is found again whatever an editor makes of line ends. */
const closed =
  '> **Closed for good.** What is written below was not merged, and no approval of it counts for anything else.';

/** The body of a pull request that is given up for another one, as soon as there is one. */
export function withSuccessor(body: string, by?: PullReference): string {
  const next = by ? ` In its place there is [#${by.number}](${by.url}).` : '';
  return `${closed}${next}\n\n${withoutLine(body)}`;
}

function withoutLine(body: string): string {
  if (!body.startsWith(closed)) return body;
  const [, ...rest] = body.split('\n');
  return rest.join('\n').trimStart();
}
