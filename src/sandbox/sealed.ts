import {
  CompactEncrypt,
  type CryptoKey,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';

/**
 * What the bot passes on from one process to another and cannot read itself: a compact JWE (RFC
 * 7516).
 */
export type Sealed = string;

/** The public half of the key of one process; JWK (RFC 7517). */
export type PublicKey = Pick<JWK, 'kty' | 'crv' | 'x'>;

const encoding = { enc: 'A256GCM' } as const;

/** Seals a value for the one process that has the private half of a key. */
export async function sealFor(publicKey: PublicKey, value: unknown): Promise<Sealed> {
  const key = await importJWK(publicKey, 'ECDH-ES');
  return encrypt({ alg: 'ECDH-ES', ...encoding }, key, value);
}

/** What only the process can open that has made it: once it ends, nobody can. */
export interface OwnKey {
  readonly publicKey: PublicKey;
  /** Throws for what was not sealed for it. */
  readonly open: (sealed: Sealed) => Promise<unknown>;
}

export async function makeOwnKey(): Promise<OwnKey> {
  const pair = await generateKeyPair('ECDH-ES', { crv: 'X25519' });
  const { kty, crv, x } = await exportJWK(pair.publicKey);
  return {
    publicKey: { kty, crv, x },
    open: (sealed) => decrypt('ECDH-ES', pair.privateKey, sealed),
  };
}

/** Opens what another process with the same secret has sealed. */
export interface SharedKey {
  readonly seal: (value: unknown) => Promise<Sealed>;
  /** Throws for what nobody with the secret has sealed. */
  readonly open: (sealed: Sealed) => Promise<unknown>;
}

/** Derives a key (RFC 5869) from a secret that several processes hold. */
export async function deriveSharedKey(secret: Uint8Array<ArrayBuffer>): Promise<SharedKey> {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode('cluster-onboarding: from one sandbox to another');
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  const key = new Uint8Array(await crypto.subtle.deriveBits(how, material, 256));
  return {
    seal: (value) => encrypt({ alg: 'dir', ...encoding }, key, value),
    open: (sealed) => decrypt('dir', key, sealed),
  };
}

type Algorithm = 'ECDH-ES' | 'dir';

function encrypt(
  header: { readonly alg: Algorithm; readonly enc: string },
  key: CryptoKey | Uint8Array,
  value: unknown,
): Promise<Sealed> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return new CompactEncrypt(bytes).setProtectedHeader(header).encrypt(key);
}

async function decrypt(
  algorithm: Algorithm,
  key: CryptoKey | Uint8Array,
  sealed: Sealed,
): Promise<unknown> {
  const { plaintext } = await compactDecrypt(sealed, key, {
    keyManagementAlgorithms: [algorithm],
    contentEncryptionAlgorithms: [encoding.enc],
  });
  return JSON.parse(new TextDecoder().decode(plaintext));
}
