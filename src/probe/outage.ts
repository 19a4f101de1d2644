import { type Problem, problem } from '../problem.ts';
import type { Answer, ClusterFailure, HttpFailure } from './cluster.ts';

type UnreachableReason = Extract<Problem, { id: 'cluster-unreachable' }>['details']['reason'];
type TlsReason = Extract<Problem, { id: 'cluster-tls' }>['details']['reason'];

/** Error codes of Node (errors, dns, tls), OpenSSL, undici, and the bot's own connections. */
const unreachable: Readonly<Record<string, UnreachableReason>> = {
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'name not found',
  EAI_FAIL: 'name not found',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  EPROTO: 'no TLS',
};

const tls: Readonly<Record<string, TlsReason>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other host name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'other CA',
  UNABLE_TO_GET_ISSUER_CERT: 'other CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'other CA',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'other CA',
  SELF_SIGNED_CERT_IN_CHAIN: 'other CA',
  CERT_SIGNATURE_FAILURE: 'other CA',
  CERT_UNTRUSTED: 'other CA',
  INVALID_CA: 'issuer is no CA',
  INVALID_PURPOSE: 'purpose',
  CA_MD_TOO_WEAK: 'signature algorithm',
  PATH_LENGTH_EXCEEDED: 'path length',
  CERT_CHAIN_TOO_LONG: 'chain',
  CA_KEY_TOO_SMALL: 'chain',
  EE_KEY_TOO_SMALL: 'chain',
  // What Node has no word for: names that an authority may not issue for, and such.
  UNSPECIFIED: 'chain',
  ERR_CERTIFICATE_ISSUER_NAME: 'issuer name',
  ERR_CERTIFICATE_NAME_CONSTRAINTS: 'name constraints',
  ERR_CERTIFICATE_POLICIES: 'policies',
  ERR_CERTIFICATE_WITHOUT_HOST: 'host name missing',
  ERR_NO_COMMON_GROUND: 'nothing in common',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'old TLS',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'old TLS',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'HTTP/2 only',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'name wanted',
};

/** Alerts with which a server ends the handshake because of the client's certificate. */
const certificateAlert =
  /^ERR_SSL_(?:(?!ALERT).)*ALERT.*(?:CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE)/;

/** The others with which it ends, for reasons of its own. OpenSSL leaves the word out at times. */
const otherAlert = /^ERR_SSL_(?:.*ALERT|TLSV1_)/;

/**
 * The problem of a call that got no answer worth judging: nothing came, or the server itself
 * failed. Undefined where the server answered, be it with a refusal.
 */
export function outageOf(failure: ClusterFailure): Problem | undefined {
  switch (failure.type) {
    case 'address-refused':
      return problem('cluster-address', { server: 'name' });
    case 'timeout':
      return problem('cluster-unreachable', { reason: 'timeout' });
    case 'certificate':
      return problem('cluster-certificate', {
        fault: failure.fault,
        ...(failure.position && { position: failure.position }),
      });
    case 'transport':
      return problemOfTransport(failure.code);
    case 'not-kubernetes':
      return problem('cluster-not-kubernetes', {});
    case 'http':
      return isServerTrouble(failure.status)
        ? problem('cluster-error', { status: failure.status })
        : undefined;
  }
}

/**
 * Whether a Kubernetes API answers at all. Every one of them has a version, though it may be kept
 * from some users. One that also does not say who the user is may be no API, or under another path.
 */
export function isApiServer({ version, whoAmI }: FirstAnswers): boolean {
  if (version.ok) return true;
  const { failure } = version;
  if (failure.type !== 'http') return false;
  return failure.status === 401 || (failure.reason === 'Forbidden' && whoAmI.ok);
}

interface FirstAnswers {
  readonly version: Answer<string>;
  readonly whoAmI: Answer<string>;
}

/**
 * An answer as the checks judge it: what was asked for, or the server's refusal. Undefined where
 * there was none; the check `reachable` tells that once, for all of them.
 */
export function judgeable<Value>(
  answer: Answer<Value> | undefined,
): { readonly value: Value } | { readonly refusal: HttpFailure } | undefined {
  if (answer === undefined) return undefined;
  if (answer.ok) return { value: answer.value };
  const { failure } = answer;
  if (failure.type !== 'http' || isServerTrouble(failure.status)) return undefined;
  return { refusal: failure };
}

function isServerTrouble(status: number): boolean {
  return status >= 500 || status === 429;
}

function problemOfTransport(code: string): Problem {
  const tlsReason = tls[code];
  if (tlsReason !== undefined) return problem('cluster-tls', { reason: tlsReason });
  if (certificateAlert.test(code)) {
    return problem('cluster-tls', { reason: 'client certificate wanted' });
  }
  if (otherAlert.test(code)) return problem('cluster-tls', { reason: 'alert' });
  const reason = unreachable[code] ?? (code.startsWith('ERR_SSL_') ? 'no TLS' : 'connection lost');
  return problem('cluster-unreachable', { reason });
}
