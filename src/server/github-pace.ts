import type { Configuration } from '../configuration/environment.ts';

/*
 * How often GitHub is asked. `RESYNC_INTERVAL` says how often everything open is looked at. Octokit
 * writes once a second (`adapters/github/app.ts`), GitHub's own pauses are kept and what is not new
 * costs nothing (`adapters/github/transport/`).
 */

type Interval = Pick<Configuration, 'RESYNC_INTERVAL'>;

/**
 * The pause between two requests of a resync, in milliseconds: each costs up to 4 requests to
 * GitHub, which allows 900 a minute and wants no bursts.
 */
export const resyncPaceMs = 300;

/** How long one replica that lists the open work keeps the others from it, in milliseconds. */
export function turnMs({ RESYNC_INTERVAL }: Interval): number {
  return RESYNC_INTERVAL * 0.9;
}

/** How long what failed rests, in milliseconds: it is looked at again about as often as all else. */
export function recheckAfterMs({ RESYNC_INTERVAL }: Interval): number {
  return RESYNC_INTERVAL * 0.9;
}
