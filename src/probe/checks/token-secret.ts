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
  const holder = attached.find((secret) => secret.holdsOurToken);
  if (holder) return passed(holder.name);
  const details = { namespace: jobsNamespace };
  const isOthers = attached.length > 0 || answer.value.some((secret) => secret.holdsOurToken);
  return isOthers
    ? failed(problem('token-secret-other', details), namesOf(answer.value))
    : failed(problem('token-secret-missing', details), namesOf(answer.value));
};

function namesOf(secrets: readonly { readonly name: string }[]): string {
  return `token secrets: ${secrets.map(({ name }) => name).join(', ') || 'none'}`;
}
