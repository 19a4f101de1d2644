import type { Curve } from './public-key.ts';

/**
 * What the rules leave to a cryptographic library: OpenSSL in Node, another one in a browser. It is
 * asked about nothing that they refuse already.
 */
export interface CryptoProvider {
  /** Why it can't read a certificate. A key that it can't read is a point on no curve. */
  readonly faultOf: (certificate: Uint8Array) => 'not a certificate' | 'key form' | undefined;
  /** Undefined where the numbers make no key. */
  readonly makeKey: (numbers: PrivateNumbers) => MadeKey | undefined;
}

/** What a private key is made of. */
export type PrivateNumbers =
  | { readonly type: 'rsa'; readonly numbers: RsaNumbers }
  | { readonly type: 'ec'; readonly curve: Curve; readonly scalar: Uint8Array }
  | { readonly type: 'ed25519'; readonly seed: Uint8Array };

/** As JSON Web Keys call them. */
export type RsaNumbers = Readonly<Record<'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', bigint>>;

export interface MadeKey {
  /** PKCS #8 */
  readonly pem: string;
  /** The public half, worked out from the private one. That of RSA is among its numbers. */
  readonly point?: Uint8Array;
}
