import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';

/**
 * Tells a credential again without holding it: hexadecimal SHA-256. It never leaves the process as
 * it is, since whoever reads it could try guesses on it; what is written down is keyed.
 */
export function tokenFingerprint(token: string): string {
  return fingerprint('token', token);
}

/** Of a private key in PEM, whatever its form: by its public half. None where it can't be read. */
export function keyFingerprint(pem: string): readonly string[] {
  try {
    const publicKey = createPublicKey(createPrivateKey(pem));
    return [fingerprint('key', publicKey.export({ type: 'spki', format: 'der' }))];
  } catch {
    // Damaged, locked or of OpenPGP: no kubeconfig can hold it. The error could quote it.
    return [];
  }
}

function fingerprint(kind: 'token' | 'key', data: string | Buffer): string {
  return createHash('sha256').update(`${kind}\n`).update(data).digest('hex');
}
