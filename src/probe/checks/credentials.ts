import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import { isShortLived, tokenFormOf } from '../../kubeconfig/vet/token-forms.ts';
import { type ProblemDetails, problem } from '../../problem.ts';
import type { Answer } from '../cluster.ts';
import { evidenceOf } from '../evidence.ts';
import { isApiServer, judgeable } from '../outage.ts';
import { claimsOf } from '../token.ts';
import { isRefused } from '../user.ts';
import { type Check, failed, passed } from './check.ts';

type Cause = ProblemDetails['credentials-refused']['cause'];

/** The server takes the token or the certificate for that of a user it knows. */
export const credentials: Check = ({ version, whoAmI }, { kubeconfig, now }) => {
  if (!isApiServer({ version, whoAmI }) || judgeable(whoAmI) === undefined) return undefined;
  if (!isRefused(whoAmI)) return passed;
  return failed(
    problem('credentials-refused', { cause: causeOf(whoAmI, kubeconfig, now) }),
    whoAmI.ok ? { type: 'user', user: whoAmI.value } : evidenceOf(whoAmI.failure),
  );
};

/** As far as the credentials themselves, the address and the answer tell. */
function causeOf(
  whoAmI: Answer<string>,
  { server, credentials: own }: Kubeconfig,
  now: Date,
): Cause {
  if (own.type === 'client-certificate') return 'client certificate';
  const form = tokenFormOf(own.token);
  if (form === 'Rancher') return 'token of Rancher';
  if (isShortLived(form) || hasEnded(own.token, now)) return 'token ended';
  if (isRancher(server)) return 'Rancher';
  return isOfKubernetes(whoAmI) ? 'unknown' : 'proxy';
}

function hasEnded(token: string, now: Date): boolean {
  const { exp } = claimsOf(token) ?? {};
  return exp !== undefined && exp * 1000 <= now.getTime();
}

/** Its proxy takes tokens of its own, and none of the cluster behind it. */
function isRancher(server: string): boolean {
  return /^\/k8s\/clusters\/[^/]+$/.test(new URL(server).pathname);
}

/** An API server says so with a Status; what stands before it does otherwise. */
function isOfKubernetes(answer: Answer<string>): boolean {
  return answer.ok || answer.failure.type !== 'http' || answer.failure.reason !== '';
}
