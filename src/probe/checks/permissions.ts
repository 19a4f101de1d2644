import { problem } from '../../problem.ts';
import type { ObservedAccess } from '../observe.ts';
import { judgeable } from '../outage.ts';
import { type Check, type Finding, failed, passed, unclear } from './check.ts';

/** Every verb that Prow needs on pods. */
export const pods = permissionCheck('pods');
/** Reading the logs of pods, which Prow's deck shows. */
export const podsLog = permissionCheck('pods/log');
/** Every verb that it takes to keep the secrets of jobs. */
export const secrets = permissionCheck('secrets');

function permissionCheck(resource: string): Check {
  return ({ access = [] }, { jobsNamespace }) => {
    const relevant = access.filter((observed) => resourceOf(observed) === resource);
    return judge(relevant, { namespace: jobsNamespace, resource });
  };
}

function judge(
  observed: readonly ObservedAccess[],
  details: { readonly namespace: string; readonly resource: string },
): Finding | undefined {
  const answers = observed.map(({ access, answer }) => ({ verb: access.verb, answer }));
  const denied = answers.filter(({ answer }) => answer.ok && !answer.value);
  if (denied.length > 0) {
    const verbs = denied.map(({ verb }) => verb);
    return failed(problem('permissions-missing', { ...details, verbs }));
  }
  const judged = answers.map(({ answer }) => judgeable(answer));
  if (judged.length === 0 || judged.includes(undefined)) return undefined;
  const refused = judged.flatMap((answer) => (answer && 'refusal' in answer ? [answer] : []));
  if (refused[0]) return unclear(refused[0].refusal);
  return passed;
}

function resourceOf({ access }: ObservedAccess): string {
  return access.subresource ? `${access.resource}/${access.subresource}` : access.resource;
}
