import { generateKey, type PrivateKey, readPrivateKey } from 'openpgp';

export interface KeyPair {
  readonly armoredPrivateKey: string;
  readonly armoredPublicKey: string;
  /** Sixteen upper-case hexadecimal digits of the primary key. */
  readonly keyId: string;
}

export interface KeyWishes {
  readonly name: string;
  readonly email?: string;
  readonly passphrase?: string;
  /** `rsa` takes a second or more to make. */
  readonly type?: 'cv25519' | 'nistp256' | 'rsa';
}

/** Makes a fresh key pair as gpg 2.2 would: a primary key to sign with, a subkey to encrypt to. */
export async function makeKeyPair(wishes: KeyWishes): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKey({
    ...algorithms[wishes.type ?? 'cv25519'],
    userIDs: [{ name: wishes.name, email: wishes.email }],
    passphrase: wishes.passphrase,
    format: 'armored',
    // A guess costs less than it should, and so does unlocking it hundreds of times in the tests.
    config: { s2kIterationCountByte: 96 },
  });
  const key: PrivateKey = await readPrivateKey({ armoredKey: privateKey });
  return {
    armoredPrivateKey: privateKey,
    armoredPublicKey: publicKey,
    keyId: key.getKeyID().toHex().toUpperCase(),
  };
}

const algorithms = {
  cv25519: { type: 'ecc', curve: 'curve25519Legacy' },
  nistp256: { type: 'ecc', curve: 'nistP256' },
  rsa: { type: 'rsa', rsaBits: 2048 },
} as const;
