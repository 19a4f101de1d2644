import type { Prober } from '../prober/prober.ts';

/** A look that takes longer is slow, in milliseconds. At a cluster that works it takes a fraction. */
const slowMs = 2000;

/** So long a slow look is remembered, in milliseconds. */
const rememberedMs = 10 * 60_000;

/** About what it takes to look at a cluster that does not answer and to write that down. */
const apartMs = 8000;

/** Nobody is sent away for longer, in milliseconds. */
const longestPauseMs = 10 * 60_000;

/** It is not this person's turn: to be tried again after the pause. */
export class Postponed extends Error {
  readonly pauseMs: number;

  constructor(pauseMs: number) {
    super('postponed');
    this.pauseMs = pauseMs;
  }
}

/** What a run may take up for the person who asks. */
export interface Place {
  /** To be called before work begins. Throws {@link Postponed}. */
  readonly take: () => void;
  /** Looks at a cluster, and sees how long that takes. */
  readonly timed: <Result>(look: () => Promise<Result>) => Promise<Result>;
}

/**
 * Keeps one person from taking up all that works: who has clusters that keep the bot waiting has one
 * request in work at a time. A further one is sent away before anything is written or fetched for it.
 */
export interface FairShare {
  readonly within: <Result>(
    person: number,
    run: (place: Place) => Promise<Result>,
  ) => Promise<Result>;
}

/**
 * Sees how long a prober is kept waiting by clusters. That it waits for its turn, or for a sandbox,
 * is nobody's fault.
 */
export function timing(prober: Prober, { timed }: Place): Prober {
  return {
    use: (work) =>
      prober.use((probe) =>
        work({
          ...probe,
          look: (task) => timed(() => probe.look(task)),
          applyJobSecrets: (task) => timed(() => probe.applyJobSecrets(task)),
        }),
      ),
  };
}

interface Share {
  runs: number;
  /** Of those runs. */
  inWork: number;
  /** When each look that has not ended began. */
  readonly looks: Map<symbol, number>;
  slowUntil: number;
  /** When the last one that was sent away comes again: each gets a time of its own. */
  lastTurn: number;
}

export function createFairShare(now: () => Date): FairShare {
  const time = () => now().getTime();
  /** To be remembered takes a place for as long as a slow look does, so there can't be many. */
  const shares = new Map<number, Share>();

  const shareOf = (person: number): Share => {
    for (const [other, { runs, slowUntil }] of shares) {
      if (runs === 0 && slowUntil <= time()) shares.delete(other);
    }
    const share = shares.get(person) ?? unused();
    shares.set(person, share);
    return share;
  };

  return {
    within: async (person, run) => {
      const share = shareOf(person);
      let isInWork = false;
      const take = () => {
        if (isInWork) return;
        if (share.inWork > 0 && isSlow(share, time())) throw new Postponed(pauseOf(share, time()));
        isInWork = true;
        share.inWork += 1;
      };
      share.runs += 1;
      try {
        return await run({ take, timed: (look) => timed(look, beginLook(share, time)) });
      } finally {
        share.runs -= 1;
        if (isInWork) share.inWork -= 1;
      }
    },
  };
}

function unused(): Share {
  return { runs: 0, inWork: 0, looks: new Map(), slowUntil: 0, lastTurn: 0 };
}

/** What goes on for too long is slow already. */
function isSlow({ looks, slowUntil }: Share, at: number): boolean {
  return at < slowUntil || [...looks.values()].some((since) => at - since > slowMs);
}

function pauseOf(share: Share, at: number): number {
  const turn = Math.max(share.lastTurn, at) + apartMs;
  share.lastTurn = Math.min(turn, at + longestPauseMs);
  return share.lastTurn - at;
}

/** Answers what ends it. */
function beginLook(share: Share, time: () => number): () => void {
  const since = time();
  const look = Symbol('look');
  share.looks.set(look, since);
  return () => {
    share.looks.delete(look);
    if (time() - since > slowMs) share.slowUntil = time() + rememberedMs;
  };
}

async function timed<Result>(look: () => Promise<Result>, end: () => void): Promise<Result> {
  return look().finally(end);
}
