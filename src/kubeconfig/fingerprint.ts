import { keyFingerprint, tokenFingerprint } from '../attachment/fingerprint.ts';
import type { Credentials } from './kubeconfig.ts';

/** Tells the credentials of a kubeconfig again, however it is written or encrypted. */
export function credentialFingerprint(credentials: Credentials): string {
  if (credentials.type === 'token') return tokenFingerprint(credentials.token);
  return keyFingerprint(credentials.key).join();
}
