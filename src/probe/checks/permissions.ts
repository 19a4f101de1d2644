import { problem } from '../../problem.ts';
import { describeFailure } from '../evidence.ts';
import type { ObservedAccess } from '../observe.ts';
import { judgeable } from '../outage.ts';
import type { CheckId, CheckResult } from '../report.ts';
import { type Check, failed, passed, unverifiable } from './check.ts';

/** Every verb that Prow needs on pods. */
export const pods = permissionCheck('pods', 'pods');
/** Reading the logs of pods, which Prow's deck shows. */
export const podsLog = permissionCheck('pods-log', 'pods/log');
/** Every verb that it takes to keep the secrets of jobs. */
export const secrets = permissionCheck('secrets', 'secrets');

function permissionCheck(check: CheckId, resource: string): Check {
  return ({ access = [] }, { jobsNamespace }) => {
    const relevant = access.filter((observed) => resourceOf(observed) === resource);
    return runChecks(check, relevant, { namespace: jobsNamespace, resource });
  };
}

function runChecks(
  check: CheckId,
  observed: readonly ObservedAccess[],
  details: { readonly namespace: string; readonly resource: string },
): CheckResult | undefined {
  const answers = observed.map(({ access, answer }) => ({ verb: access.verb, answer }));
  const denied = answers.filter(({ answer }) => answer.ok && !answer.value);
  if (denied.length > 0) {
    const verbs = denied.map(({ verb }) => verb);
    const missing = problem('permissions-missing', { ...details, verbs });
    return failed(check, missing, `denied: ${verbs.join(', ')}`);
  }
  const judged = answers.map(({ answer }) => judgeable(answer));
  if (judged.length === 0 || judged.includes(undefined)) return undefined;
  const refused = judged.flatMap((answer) => (answer && 'refusal' in answer ? [answer] : []));
  if (refused[0]) {
    const evidence = describeFailure(refused[0].refusal);
    return unverifiable(check, problem('answer-unclear', {}), evidence);
  }
  return passed(check, answers.map(({ verb }) => verb).join(', '));
}

function resourceOf({ access }: ObservedAccess): string {
  return access.subresource ? `${access.resource}/${access.subresource}` : access.resource;
}
