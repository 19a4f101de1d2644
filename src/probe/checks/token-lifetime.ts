import { isShortLived, tokenFormOf } from '../../kubeconfig/vet/token-forms.ts';
import { type ProblemDetails, problem } from '../../problem.ts';
import { endOf } from '../credentials-end.ts';
import { type Check, type Finding, failed, passed, warning } from './check.ts';

const day = 24 * 60 * 60 * 1000;
const shortest = 29 * day;
const year = 365 * day;

/**
 * The credentials live on. Their end breaks all jobs of the cluster, so it must not be near. Where it
 * is known, whoever reviews is told of it.
 */
export const tokenLifetime: Check = (_, { kubeconfig, now }) => {
  const { credentials } = kubeconfig;
  if (credentials.type === 'token') {
    const form = tokenFormOf(credentials.token);
    if (isShortLived(form)) return failed(problem('token-expires', { of: form }));
    if (form === 'Rancher') return unknown('Rancher');
  }
  const end = endOf(credentials);
  if (end === undefined) return unknown('others');
  if (end === 'none') return passed;
  const left = end - now.getTime();
  if (left >= year) return passed;
  return left < shortest
    ? failed(tooSoon[credentials.type])
    : warning(problem('credentials-end', { credentials: names[credentials.type] }));
};

const names = { token: 'token', 'client-certificate': 'client certificate' } as const;

const tooSoon = {
  token: problem('token-expires', { of: 'others' }),
  'client-certificate': problem('certificate-expires', {}),
};

function unknown(of: ProblemDetails['token-lifetime-unknown']['of']): Finding {
  return warning(problem('token-lifetime-unknown', { of }));
}
