import { problem } from '../../problem.ts';
import { refuserOf } from '../admission-refusal.ts';
import type { AdmittedObject, Answer, HttpFailure } from '../cluster.ts';
import type { Evidence } from '../evidence.ts';
import type { Observations } from '../observe.ts';
import { type Check, type Finding, failed, passed, unverifiable } from './check.ts';

/** A pod like those that Prow makes would be admitted. */
export const podAdmission: Check = (observations, { jobsNamespace }) => {
  if (!mayCreate(observations, 'pods')) return undefined;
  const { podAdmission: answer } = observations;
  return judge(answer, { object: 'pod', namespace: jobsNamespace });
};

/** A secret for jobs would be admitted. */
export const secretAdmission: Check = (observations, { jobsNamespace }) => {
  if (!mayCreate(observations, 'secrets')) return undefined;
  const { secretAdmission: answer } = observations;
  return judge(answer, { object: 'secret', namespace: jobsNamespace });
};

/** Without the permission or the namespace the refusal would only repeat what other checks say. */
function mayCreate({ access = [], namespace }: Observations, resource: string): boolean {
  const isNamespaceMissing =
    namespace?.ok === false &&
    namespace.failure.type === 'http' &&
    namespace.failure.status === 404;
  const isDenied = access.some(
    (observed) =>
      observed.access.verb === 'create' &&
      observed.access.resource === resource &&
      observed.answer.ok &&
      !observed.answer.value,
  );
  return !isNamespaceMissing && !isDenied;
}

function judge(
  answer: Answer<void> | undefined,
  details: { readonly object: AdmittedObject; readonly namespace: string },
): Finding | undefined {
  if (answer === undefined) return undefined;
  if (answer.ok) return passed;
  if (answer.failure.type !== 'http') return undefined;
  const evidence = refuserIn(answer.failure);
  if (isDryRunUnsupported(answer.failure)) {
    return unverifiable(problem('dry-run-unsupported', { object: details.object }), evidence);
  }
  const by = refuserOf(answer.failure);
  return by && failed(problem('admission-refused', { ...details, by }), evidence);
}

/** By the name that the cluster has for it: there may be many. */
function refuserIn({ message }: HttpFailure): Evidence | undefined {
  const [, name] = /(?:webhook|[Pp]olicy) ["']([^"']{1,253})["']/.exec(message) ?? [];
  return name === undefined ? undefined : { type: 'refuser', name };
}

/** Kubernetes refuses every dry run on which a webhook with side effects would have to be called. */
function isDryRunUnsupported({ status, message }: HttpFailure): boolean {
  return status === 400 && message.includes('does not support dry run');
}
