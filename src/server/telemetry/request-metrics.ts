import type { Gauge } from '@prometheus-io/client';

/** What is told of the requests that there are. */
export interface SeenRequests {
  /** A resync saw all open requests, filed at these times. */
  readonly resynced: (openSince: readonly Date[], now: Date) => void;
  /** Another replica sees the open requests now. */
  readonly resyncedElsewhere: () => void;
  /** A run has looked at a request. */
  readonly looked: (issueNumber: number, isSetAside: boolean) => void;
}

type MakeGauge = (name: string, help: string) => Gauge;

export function requestMetrics(
  gauge: MakeGauge,
): SeenRequests & { readonly lookAt: (now: Date) => void } {
  const { resynced, resyncedElsewhere, lookAt } = openRequests(gauge);
  const { looked, forget } = setAside(gauge);
  return {
    looked,
    lookAt,
    resynced: (openSince, now) => {
      forget();
      resynced(openSince, now);
    },
    resyncedElsewhere: () => {
      forget();
      resyncedElsewhere();
    },
  };
}

function openRequests(gauge: MakeGauge) {
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

/** After a resync all are looked at again, be it by another replica. */
function setAside(gauge: MakeGauge) {
  const requests = gauge(
    'set_aside_requests',
    'Requests that have ended the process alone, among those looked at since the last resync.',
  );
  const found = new Set<number>();
  return {
    looked: (issueNumber: number, isSetAside: boolean) => {
      if (isSetAside) found.add(issueNumber);
      else found.delete(issueNumber);
      requests.set(found.size);
    },
    forget: () => {
      found.clear();
      requests.set(0);
    },
  };
}
