import { problem } from '../../problem.ts';
import { judgeable } from '../outage.ts';
import { serviceAccountOf, userOf } from '../user.ts';
import { type Check, failed, passed, unclear } from './check.ts';

/** The namespace of the jobs exists. */
export const namespace: Check = (observations, { jobsNamespace, kubeconfig }) => {
  const answer = judgeable(observations.namespace);
  if (answer === undefined) return undefined;
  if (!('refusal' in answer)) return passed;
  if (answer.refusal.status === 404) {
    return failed(problem('namespace-missing', { namespace: jobsNamespace }));
  }
  const user = userOf(observations.whoAmI, kubeconfig.credentials);
  // A service account can't be without its namespace, and the server has just accepted this one.
  if (user !== undefined && serviceAccountOf(user)?.namespace === jobsNamespace) {
    return passed;
  }
  return unclear(answer.refusal);
};
