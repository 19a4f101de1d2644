import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import * as z from 'zod';

/** PEM texts. Throws where OpenSSL can't use one; what it throws is not for anybody's eyes. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * What Go 1.26 offers by default, as Prow does: what the bot agrees on with a server, Prow can
 * agree on too. Without finite fields, where the server would choose how long it takes.
 */
const offered = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
    'ECDHE-ECDSA-AES128-SHA',
    'ECDHE-RSA-AES128-SHA',
    'ECDHE-ECDSA-AES256-SHA',
    'ECDHE-RSA-AES256-SHA',
  ].join(':'),
  ecdhCurve: 'X25519MLKEM768:SecP256r1MLKEM768:SecP384r1MLKEM1024:X25519:P-256:P-384:P-521',
  sigalgs: [
    'rsa_pss_rsae_sha256',
    'ecdsa_secp256r1_sha256',
    'ed25519',
    'rsa_pss_rsae_sha384',
    'rsa_pss_rsae_sha512',
    'rsa_pkcs1_sha256',
    'rsa_pkcs1_sha384',
    'rsa_pkcs1_sha512',
    'ecdsa_secp384r1_sha384',
    'ecdsa_secp521r1_sha512',
  ].join(':'),
  // A server that shakes hands a second time would show what nobody looks at any more. As in Go.
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
} as const;

export function secureContextOf(material: TlsMaterial): SecureContext {
  return createSecureContext({ ...material, ...offered, allowPartialTrustChain: true });
}

/** The code of the error with which a handshake ends that had no common ground. */
const noCommonGround = 'ERR_NO_COMMON_GROUND';

const withCode = z.object({ code: z.string() });

/**
 * Whether OpenSSL refuses a chain in words that do not tell why: Node has none for the names in it,
 * and OpenSSL one for whatever a certificate may not be used for.
 */
export function isVague(error: Error): boolean {
  const { code = '' } = withCode.safeParse(error).data ?? {};
  return ['UNSPECIFIED', 'INVALID_PURPOSE', 'INVALID_CA'].includes(code);
}

/** An error before keys were agreed on: where the peer spoke TLS at all, it wanted another one. */
export function nothingInCommon(error: Error): Error {
  const { code = '' } = withCode.safeParse(error).data ?? {};
  const isOtherTls =
    /^ERR_SSL_(?:.*ALERT_(?:HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY|ILLEGAL_PARAMETER)$|WRONG_(?:CIPHER|CURVE|SIGNATURE)|UNKNOWN_CIPHER|BAD_KEY_SHARE|NO_SUITABLE)/;
  return isOtherTls.test(code)
    ? Object.assign(new Error(noCommonGround), { code: noCommonGround })
    : error;
}
