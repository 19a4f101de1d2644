import { problem } from '../../problem.ts';
import { judgeable } from '../outage.ts';
import { serviceAccountOf, userOf } from '../user.ts';
import { type Check, failed, passed, unclear } from './check.ts';

/** The token is the one of a secret that is attached to the service account. */
export const tokenSecret: Check = (observations, { jobsNamespace, kubeconfig }) => {
  const answer = judgeable(observations.tokenSecrets);
  const user = userOf(observations.whoAmI, kubeconfig.credentials);
  if (answer === undefined || user === undefined) return undefined;
  if ('refusal' in answer) return unclear(answer.refusal);
  const name = serviceAccountOf(user)?.name;
  const attached = answer.value.filter((secret) => secret.serviceAccount === name);
  if (attached.some((secret) => secret.holdsOurToken)) return passed;
  const details = { namespace: jobsNamespace };
  const names = answer.value.slice(0, 10).map((secret) => secret.name);
  const evidence = { type: 'token secrets', names } as const;
  const isOthers = attached.length > 0 || answer.value.some((secret) => secret.holdsOurToken);
  return isOthers
    ? failed(problem('token-secret-other', details), evidence)
    : failed(problem('token-secret-missing', details), evidence);
};
