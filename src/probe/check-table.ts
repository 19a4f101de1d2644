import { podAdmission, secretAdmission } from './checks/admission.ts';
import type { Check } from './checks/check.ts';
import { clusterAdmin } from './checks/cluster-admin.ts';
import { controlPlane } from './checks/control-plane.ts';
import { credentials } from './checks/credentials.ts';
import { identity } from './checks/identity.ts';
import { leastPrivilege } from './checks/least-privilege.ts';
import { namespace } from './checks/namespace.ts';
import { notRegistered } from './checks/not-registered.ts';
import { pods, podsLog, secrets } from './checks/permissions.ts';
import { reachable } from './checks/reachable.ts';
import { sameCluster } from './checks/same-cluster.ts';
import { serviceAccount } from './checks/service-account.ts';
import { tokenLifetime } from './checks/token-lifetime.ts';
import { tokenSecret } from './checks/token-secret.ts';

interface CheckRow {
  readonly id: string;
  readonly check: Check;
  /** What it tells of; whom the cluster has not let in, nothing is told of the secrets. */
  readonly about: 'cluster' | 'secrets';
  /** Whether a maintainer judges what can't be verified at the review, or confirms it before. */
  readonly unverifiable: 'reviewed' | 'confirmed';
}

/** The checks in the order in which a reader sees them. `wording/check-labels.ts` says what each proves. */
export const checks = [
  { id: 'reachable', check: reachable, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'credentials', check: credentials, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'identity', check: identity, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'token-lifetime', check: tokenLifetime, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'namespace', check: namespace, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'service-account', check: serviceAccount, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'token-secret', check: tokenSecret, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'pods', check: pods, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'pods-log', check: podsLog, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'secrets', check: secrets, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'pod-admission', check: podAdmission, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'secret-admission', check: secretAdmission, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'least-privilege', check: leastPrivilege, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'control-plane', check: controlPlane, about: 'cluster', unverifiable: 'confirmed' },
  { id: 'cluster-admin', check: clusterAdmin, about: 'cluster', unverifiable: 'reviewed' },
  { id: 'not-registered', check: notRegistered, about: 'secrets', unverifiable: 'reviewed' },
  { id: 'same-cluster', check: sameCluster, about: 'secrets', unverifiable: 'confirmed' },
] as const satisfies readonly CheckRow[];

type Row = (typeof checks)[number];

export type CheckId = Row['id'];

/** One that a maintainer has to confirm before the merge where nobody could verify it. */
export type ConfirmableCheck = Extract<Row, { readonly unverifiable: 'confirmed' }>['id'];
