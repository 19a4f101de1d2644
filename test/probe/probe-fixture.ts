import { expect } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { createConnectCluster } from '../../src/adapters/kubernetes/cluster-api.ts';
import { type Network, parseNetwork } from '../../src/adapters/kubernetes/network-address.ts';
import type { TimeLimits } from '../../src/adapters/kubernetes/transport.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { type CheckId, checks } from '../../src/probe/check-table.ts';
import type { ProbeContext } from '../../src/probe/checks/check.ts';
import type { Evidence } from '../../src/probe/evidence.ts';
import { probeCluster } from '../../src/probe/probe.ts';
import type { Report } from '../../src/probe/report.ts';

export const jobsNamespace = account.namespace;

/** The checks of a new build cluster, in the order in which a reader sees them. */
export const buildClusterChecks: readonly CheckId[] = checks
  .map(({ id }) => id)
  .filter((id) => id !== 'cluster-admin' && id !== 'same-cluster');

export const providerChecks = [
  'reachable',
  'credentials',
  'token-lifetime',
  'cluster-admin',
  'not-registered',
];

const document = z.object({
  clusters: z.tuple([
    z.object({
      cluster: z.object({ server: z.string(), 'certificate-authority-data': z.base64() }),
    }),
  ]),
  users: z.tuple([
    z.object({
      user: z.object({
        token: z.string().optional(),
        'client-certificate-data': z.base64().default(''),
        'client-key-data': z.base64().default(''),
      }),
    }),
  ]),
});

/** The simulator's own kubeconfigs are no foreign input, so they need no vetting here. */
export function kubeconfigOf(yaml: string): Kubeconfig {
  const { clusters, users } = document.parse(parse(yaml));
  const { server, ...authority } = clusters[0].cluster;
  const { token, ...pair } = users[0].user;
  return {
    server,
    certificateAuthority: decode(authority['certificate-authority-data']),
    credentials:
      token === undefined
        ? {
            type: 'client-certificate',
            certificate: decode(pair['client-certificate-data']),
            key: decode(pair['client-key-data']),
          }
        : { type: 'token', token },
  };
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

const loopback: readonly Network[] = ['127.0.0.0/8', '::1/128'].flatMap(
  (cidr) => parseNetwork(cidr) ?? [],
);

export interface ProbeOptions extends Partial<ProbeContext> {
  readonly limits?: Partial<TimeLimits>;
  readonly allowedNetworks?: readonly Network[];
}

export function probe(kubeconfig: Kubeconfig, options: ProbeOptions = {}): Promise<Report> {
  const { limits, allowedNetworks = loopback, ...context } = options;
  return probeCluster(
    kubeconfig,
    {
      now: new Date(),
      kind: 'build-cluster',
      jobsNamespace,
      controlPlaneNodes: 3,
      registered: [],
      replaces: [],
      ...context,
    },
    createConnectCluster({ allowedNetworks, ...(limits && { limits }) }),
  );
}

/** Every check that did not pass, with its outcome and problem. */
export function complaintsOf({ checks }: Report): readonly object[] {
  return checks.flatMap((result) =>
    result.outcome === 'passed'
      ? []
      : [{ check: result.check, outcome: result.outcome, ...result.problem }],
  );
}

const complaint =
  (outcome: string) =>
  (check: string, id: string, details: object = {}) => ({
    check,
    outcome,
    id,
    details,
  });

/** As {@link complaintsOf} tells them. */
export const failed = complaint('failed');
export const warning = complaint('warning');
export const unverifiable = complaint('unverifiable');

export function checksOf(report: Report): readonly CheckId[] {
  return report.checks.map(({ check }) => check);
}

/** What `reachable` says; nothing but what needs no cluster may stand beside it. */
export function outageIn(report: Report): object {
  expect(checksOf(report)).toEqual(['reachable', 'token-lifetime']);
  const [reachable] = report.checks;
  return reachable && 'problem' in reachable ? reachable.problem : {};
}

export const unreachable = (reason: string) => ({ id: 'cluster-unreachable', details: { reason } });
export const badTls = (reason: string) => ({ id: 'cluster-tls', details: { reason } });

export function evidenceOf({ checks }: Report, id: CheckId): Evidence | undefined {
  const found = checks.find(({ check }) => check === id);
  return found && 'evidence' in found ? found.evidence : undefined;
}
