import { problem } from '../../problem.ts';
import { kinds } from '../../request/request.ts';
import { isApiServer, judgeable } from '../outage.ts';
import { isRefused, serviceAccountOf, userOf } from '../user.ts';
import { type Check, failed, passed, unclear } from './check.ts';

/** The user is a service account of the namespace of the jobs. */
export const identity: Check = ({ version, whoAmI }, { kind, jobsNamespace, kubeconfig }) => {
  if (!kinds[kind].needsServiceAccount) return undefined;
  if (!isApiServer({ version, whoAmI }) || judgeable(whoAmI) === undefined || isRefused(whoAmI)) {
    return undefined;
  }
  const user = userOf(whoAmI, kubeconfig.credentials);
  if (user === undefined) return whoAmI.ok ? undefined : unclear(whoAmI.failure);
  const account = serviceAccountOf(user);
  const details = { namespace: jobsNamespace };
  const seen = { type: 'user', user } as const;
  if (account === undefined) {
    return failed(problem('identity-not-service-account', details), seen);
  }
  if (account.namespace !== jobsNamespace) {
    return failed(problem('identity-other-namespace', details), seen);
  }
  return passed;
};
