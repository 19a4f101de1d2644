import { X509Certificate } from 'node:crypto';
import type { Credentials } from '../../kubeconfig/kubeconfig.ts';
import { isShortLived, tokenFormOf } from '../../kubeconfig/vet/token-forms.ts';
import { type ProblemDetails, problem } from '../../problem.ts';
import { claimsOf } from '../token.ts';
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
    if (isShortLived(form)) {
      return failed(problem('token-expires', { of: form }), `a token of ${form}`);
    }
    if (form === 'Rancher') return unknown('Rancher', 'a token of Rancher');
  }
  const end = endOf(credentials);
  if (end === undefined) return unknown('others', 'an opaque token');
  if (end === 'none') return passed('no expiry');
  const left = end - now.getTime();
  if (left >= year) return passed(`expires ${dateOf(end)}`);
  return left < shortest
    ? failed(tooSoon[credentials.type], `expires ${dateOf(end)}`)
    : warning(
        problem('credentials-end', { credentials: names[credentials.type] }),
        `expires ${dateOf(end)}`,
      );
};

const names = { token: 'token', 'client-certificate': 'client certificate' } as const;

const tooSoon = {
  token: problem('token-expires', { of: 'others' }),
  'client-certificate': problem('certificate-expires', {}),
};

/** In milliseconds since 1970; undefined where nobody can know. */
function endOf(credentials: Credentials): number | 'none' | undefined {
  if (credentials.type === 'client-certificate') {
    return new X509Certificate(credentials.certificate).validToDate.getTime();
  }
  const claims = claimsOf(credentials.token);
  return claims && (claims.exp === undefined ? 'none' : claims.exp * 1000);
}

function unknown(of: ProblemDetails['token-lifetime-unknown']['of'], evidence: string): Finding {
  return warning(problem('token-lifetime-unknown', { of }), evidence);
}

function dateOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? 'at no real date' : date.toISOString();
}
