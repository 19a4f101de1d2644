import * as z from 'zod';
import { type ResourceType, resourceTypes } from './resources.ts';
import { type ApiAnswer, badRequest, notAdmitted } from './status.ts';
import type { Store, StoredObject } from './store.ts';

/** An object on its way into the store. */
export interface Admission {
  readonly type: ResourceType;
  readonly object: StoredObject;
  readonly dryRun: boolean;
}

/** Names of admission webhooks that have side effects and so can't take part in a dry run. */
export type WebhooksWithSideEffects = ReadonlyMap<ResourceType, string>;

/** Refuses what the cluster's policies do not let in; undefined for what is admitted. */
export function refuse(
  store: Store,
  webhooks: WebhooksWithSideEffects,
  admission: Admission,
): ApiAnswer | undefined {
  const webhook = webhooks.get(admission.type);
  if (admission.dryRun && webhook !== undefined) {
    return badRequest(`admission webhook "${webhook}" does not support dry run`);
  }
  return refuseByPodSecurity(store, admission) ?? refuseByQuota(store, admission);
}

const capabilities = z.object({ drop: z.array(z.string()).default([]) });

const securityContext = z.object({
  allowPrivilegeEscalation: z.boolean().optional(),
  capabilities: capabilities.optional(),
  runAsNonRoot: z.boolean().optional(),
  seccompProfile: z.object({ type: z.string() }).optional(),
});

type SecurityContext = z.infer<typeof securityContext>;

const containers = z
  .array(z.object({ name: z.string(), securityContext: securityContext.default({}) }))
  .default([]);

const podSchema = z.object({
  spec: z.object({
    securityContext: securityContext.default({}),
    containers,
    initContainers: containers,
  }),
});

/** The four controls of the Pod Security Standard "restricted" that plain pods do not meet. */
const restrictedControls: readonly {
  readonly name: string;
  readonly isMet: (container: SecurityContext, pod: SecurityContext) => boolean;
}[] = [
  {
    name: 'allowPrivilegeEscalation != false',
    isMet: (container) => container.allowPrivilegeEscalation === false,
  },
  {
    name: 'unrestricted capabilities',
    isMet: (container) => container.capabilities?.drop.includes('ALL') === true,
  },
  {
    name: 'runAsNonRoot != true',
    isMet: (container, pod) => (container.runAsNonRoot ?? pod.runAsNonRoot) === true,
  },
  {
    name: 'seccompProfile',
    isMet: (container, pod) =>
      ['RuntimeDefault', 'Localhost'].includes(
        (container.seccompProfile ?? pod.seccompProfile)?.type ?? '',
      ),
  },
];

function refuseByPodSecurity(store: Store, { type, object }: Admission): ApiAnswer | undefined {
  if (type !== resourceTypes.pods) return undefined;
  const { namespace = '', name } = object.metadata;
  const labels = store.get(resourceTypes.namespaces, { name: namespace })?.metadata.labels;
  if (labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted') return undefined;
  const { spec } = podSchema.parse(object);
  const all = [...spec.initContainers, ...spec.containers];
  const unmet = restrictedControls.flatMap(({ name: control, isMet }) => {
    const bad = all.filter((container) => !isMet(container.securityContext, spec.securityContext));
    const names = bad.map((container) => `"${container.name}"`).join(', ');
    return bad.length > 0 ? [`${control} (containers ${names})`] : [];
  });
  if (unmet.length === 0) return undefined;
  return notAdmitted(type, name, `violates PodSecurity "restricted:latest": ${unmet.join(', ')}`);
}

const quotaSchema = z.object({ spec: z.object({ hard: z.record(z.string(), z.string()) }) });

function refuseByQuota(store: Store, { type, object }: Admission): ApiAnswer | undefined {
  const { namespace, name } = object.metadata;
  for (const quota of store.list(resourceTypes.resourceQuotas, namespace)) {
    const limit = quotaSchema.parse(quota).spec.hard[type.plural];
    const used = store.list(type, namespace).length;
    if (namespace === undefined || limit === undefined || used < Number(limit)) continue;
    const counts = `requested: ${type.plural}=1, used: ${type.plural}=${used}`;
    const limited = `limited: ${type.plural}=${limit}`;
    const why = `exceeded quota: ${quota.metadata.name}, ${counts}, ${limited}`;
    return notAdmitted(type, name, why);
  }
  return undefined;
}
