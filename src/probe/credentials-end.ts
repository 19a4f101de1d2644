import { X509Certificate } from 'node:crypto';
import type { Credentials } from '../kubeconfig/kubeconfig.ts';
import { claimsOf } from './token.ts';

/** In milliseconds since 1970; undefined where nobody can know. */
export function endOf(credentials: Credentials): number | 'none' | undefined {
  if (credentials.type === 'client-certificate') {
    return new X509Certificate(credentials.certificate).validToDate.getTime();
  }
  const claims = claimsOf(credentials.token);
  return claims && (claims.exp === undefined ? 'none' : claims.exp * 1000);
}
