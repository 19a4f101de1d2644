import { z } from 'zod';

/**
 * Whether GitHub answered from somewhere else than was asked, as it does for what was renamed or
 * transferred. An answer without an address came from where it was asked.
 */
export function isLedAway(address: string, path: string): boolean {
  return address !== '' && !new URL(address).pathname.toLowerCase().endsWith(path.toLowerCase());
}

const answered = z.object({ response: z.object({ url: z.string() }) });

/** Where an octokit error's answer came from, behind all redirects; empty where it is unknown. */
export function addressOf(error: unknown): string {
  return answered.safeParse(error).data?.response.url ?? '';
}
