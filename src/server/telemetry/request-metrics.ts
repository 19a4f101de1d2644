import type { Gauge } from '@prometheus-io/client';

/** What is told of the requests that there are. */
export interface SeenRequests {
  /** A resync saw all open requests, filed at these times. */
  readonly resynced: (openSince: readonly Date[], now: Date) => void;
  /** Another replica sees the open requests now. */
  readonly resyncedElsewhere: () => void;
}

type MakeGauge = (name: string, help: string) => Gauge;

export function requestMetrics(
  gauge: MakeGauge,
): SeenRequests & { readonly lookAt: (now: Date) => void } {
  const open = gauge('open_requests', 'Requests whose issue was open at the last resync.');
  const age = gauge(
    'oldest_open_request_age_seconds',
    'Age of the oldest of these requests; 0 where there is none.',
  );
  const last = gauge(
    'last_resync_timestamp_seconds',
    'When all open requests were looked up last; seconds since 1970.',
  );
  let seen: readonly Date[] | undefined;
  return {
    resynced: (openSince: readonly Date[], now: Date) => {
      seen = openSince;
      last.set(now.getTime() / 1000);
    },
    resyncedElsewhere: () => {
      seen = undefined;
    },
    lookAt: (now: Date) => {
      open.remove();
      age.remove();
      if (!seen) return;
      open.set(seen.length);
      age.set((now.getTime() - Math.min(now.getTime(), ...seen.map(Number))) / 1000);
    },
  };
}
