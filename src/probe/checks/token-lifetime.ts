import { problem } from '../../problem.ts';
import { claimsOf } from '../token.ts';
import { type Check, failed, passed, warning } from './check.ts';

/** OpenShift's tokens of `oc login` (RFC 7519 does not know them); they end within a day. */
const openshiftLogin = /^sha256~/;

/**
 * The token lives until it is revoked. Any end is one that breaks all jobs of the cluster some
 * day, so the tokens of `kubectl create token` fail here, whatever their duration.
 */
export const tokenLifetime: Check = (_, { jobsNamespace, kubeconfig }) => {
  if (kubeconfig.credentials.type !== 'token') return undefined;
  const { token } = kubeconfig.credentials;
  const expires = problem('token-expires', { namespace: jobsNamespace });
  if (openshiftLogin.test(token)) return failed(expires, 'made by a login');
  const claims = claimsOf(token);
  if (claims === undefined) {
    return warning(problem('token-lifetime-unknown', {}), 'an opaque token');
  }
  if (claims.exp === undefined) return passed('no expiry');
  return failed(expires, `expires ${dateOf(claims.exp)}`);
};

function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? 'at no real date' : date.toISOString();
}
