import { z } from 'zod';
import { type Claim, claim } from './proposal.ts';

/** How often a day what is open for review may be given up for something else. */
const mostADay = 3;
const dayMs = 24 * 60 * 60 * 1000;

const past = z.object({
  /** ISO 8601 */
  at: z.string(),
  /** Of what was proposed until then. */
  claim: claim.optional(),
});

/** What was open for review when the issue asked for something else. It is closed for good. */
export const supersededSchema = z.object({
  /** Pull requests of the secrets up to this number. */
  secrets: z.number(),
  /** Those of the deployment. */
  deployment: z.number(),
  /** The newest times, as many as count. */
  past: z.array(past),
  /** The one that does not tell yet what took its place. */
  last: z.object({ number: z.number(), isHeldByPerson: z.boolean() }).optional(),
});

export type Superseded = Readonly<z.infer<typeof supersededSchema>>;

type Past = Readonly<z.infer<typeof past>>;

const nothing: Superseded = { secrets: 0, deployment: 0, past: [] };

export function withPast(
  superseded: Superseded | undefined,
  happened: Past,
  change: Partial<Superseded>,
): Superseded {
  const before = superseded ?? nothing;
  return { ...before, ...change, past: [...before.past, happened].slice(-1 - mostADay) };
}

export function withLast(superseded: Superseded | undefined, last: Superseded['last']): Superseded {
  return { ...(superseded ?? nothing), last };
}

export function uniteSuperseded(
  older: Superseded | undefined,
  newer: Superseded | undefined,
): Superseded | undefined {
  if (!older || !newer) return newer ?? older;
  const each = new Map([...older.past, ...newer.past].map((one) => [one.at, one]));
  return {
    ...newer,
    secrets: Math.max(older.secrets, newer.secrets),
    deployment: Math.max(older.deployment, newer.deployment),
    past: [...each.values()].toSorted(byTime).slice(-1 - mostADay),
  };
}

function byTime(one: Past, other: Past): number {
  return Date.parse(one.at) - Date.parse(other.at);
}

/** From when on something new may be opened for review: each time costs reviewers their work. */
export function nextFrom(superseded: Superseded | undefined): Date | undefined {
  const first = superseded?.past.at(-1 - mostADay);
  return first && new Date(Date.parse(first.at) + dayMs);
}

/** When the bot first proposed a credential in this issue; ISO 8601. */
export function proposedSince(
  credentials: readonly string[],
  superseded: Superseded | undefined,
  proposed: Claim | undefined,
): string | undefined {
  const claims = [...(superseded?.past ?? []).map((past) => past.claim), proposed];
  return claims
    .flatMap((each) =>
      each?.credentials.some((one) => credentials.includes(one)) ? each.since : [],
    )
    .toSorted((one, other) => Date.parse(one) - Date.parse(other))[0];
}
