import * as z from 'zod';
import { type Attributes, authorize } from './rbac.ts';
import type { ApiAnswer } from './status.ts';
import type { Store } from './store.ts';
import type { User } from './users.ts';

/** Answers "who am I". */
export function reviewSelf(user: User): ApiAnswer {
  return created({
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: new Date().toISOString() },
    status: { userInfo: user },
  });
}

/** Empty strings are how the API says "absent". */
const optional = z
  .string()
  .optional()
  .transform((value) => value || undefined);

const resourceAttributes = z
  .object({
    verb: z.string().default(''),
    group: z.string().default(''),
    resource: z.string().default(''),
    subresource: optional,
    namespace: optional,
    name: optional,
  })
  .transform(({ verb, group, resource, ...rest }) => ({ ...rest, verb, group, resource }));

const accessReview = z.object({
  spec: z.object({
    resourceAttributes: resourceAttributes.optional(),
    nonResourceAttributes: z.object({ verb: z.string(), path: z.string() }).optional(),
  }),
});

/** Answers "may I". Undefined where it is not asked for anything. */
export function reviewAccess(store: Store, user: User, body: unknown): ApiAnswer | undefined {
  const spec = accessReview.safeParse(body).data?.spec;
  const attributes: Attributes | undefined =
    spec?.resourceAttributes ?? spec?.nonResourceAttributes;
  if (attributes === undefined) return undefined;
  return created({
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec,
    status: authorize(store, user, attributes),
  });
}

function created(body: object): ApiAnswer {
  return { status: 201, body };
}
