import {
  applyJobSecret,
  type JobSecret,
  type JobSecretOutcome,
  lookForSecret,
} from '../job-secrets/job-secrets.ts';
import type { ClusterApi, ConnectCluster } from '../probe/cluster.ts';
import { probeCluster } from '../probe/probe.ts';
import { type Handover, readHandover } from '../sandbox/handover.ts';
import { makeOwnKey } from '../sandbox/sealed.ts';
import type { ApplyTask, Probe, Prober } from './prober.ts';

/** A probe in the process of whoever calls it. */
export async function createProbe(connect: ConnectCluster): Promise<Probe> {
  const { publicKey, open } = await makeOwnKey();
  return {
    publicKey,
    look: async ({ kubeconfig, context }) =>
      probeCluster(readHandover(await open(kubeconfig)).kubeconfig, context, connect),
    applyJobSecrets: async (task) => {
      const { kubeconfig, entries } = readHandover(await open(task.kubeconfig));
      const api = await connect(kubeconfig);
      try {
        return await applyAll(task, entries, api);
      } finally {
        await api.close();
      }
    },
  };
}

/** Probes without a process of their own, as many at once as are asked for. */
export function createLocalProber(connect: ConnectCluster): Prober {
  return { use: async (work) => work(await createProbe(connect)) };
}

function applyAll(
  { secrets, namespace }: ApplyTask,
  entries: Handover['entries'],
  api: ClusterApi,
): Promise<readonly JobSecretOutcome[]> {
  const values = new Map(Object.entries(entries));
  return Promise.all(
    secrets.map(async ({ name, items }) => {
      if (items.length === 0) return lookForSecret(api, { namespace, name });
      const data = dataOf(items, values);
      return data ? applyJobSecret(api, { namespace, name, data }) : 'failed';
    }),
  );
}

/** The values by their keys; undefined where one is missing. */
function dataOf(
  items: JobSecret['items'],
  values: ReadonlyMap<string, string>,
): ReadonlyMap<string, Uint8Array> | undefined {
  const data = new Map<string, Uint8Array>();
  for (const { key, entry } of items) {
    const value = values.get(entry);
    if (value === undefined) return undefined;
    data.set(key, new TextEncoder().encode(value));
  }
  return data;
}
