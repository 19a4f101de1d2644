import * as z from 'zod';
import type { TrustFault } from '../../../kubeconfig/x509/trust.ts';
import type { ClusterFailure } from '../../../probe/cluster.ts';
import { certificateFaults } from '../../../problems/certificate.ts';

/** The codes of the errors with which a connection ends; as Node's, where it has the same. */
const codes = {
  'host name': 'ERR_TLS_CERT_ALTNAME_INVALID',
  'host name missing': 'ERR_CERTIFICATE_WITHOUT_HOST',
  'not valid yet': 'CERT_NOT_YET_VALID',
  expired: 'CERT_HAS_EXPIRED',
  'issuer is no CA': 'INVALID_CA',
  'issuer name': 'ERR_CERTIFICATE_ISSUER_NAME',
  'path length': 'PATH_LENGTH_EXCEEDED',
  'signature algorithm': 'CA_MD_TOO_WEAK',
  purpose: 'INVALID_PURPOSE',
  'name constraints': 'ERR_CERTIFICATE_NAME_CONSTRAINTS',
  policies: 'ERR_CERTIFICATE_POLICIES',
} as const satisfies Record<TrustFault, string>;

/** Ends a handshake with a server that Prow's client would not trust. */
export function refusalOf(fault: TrustFault): Error {
  return errorOf({ code: codes[fault] });
}

const unreadCode = 'ERR_CERTIFICATE_UNREAD';

const unread = z.object({
  code: z.literal(unreadCode),
  fault: z.enum([...certificateFaults, 'too many']),
  position: z.number().optional(),
});

type Unread = Omit<z.infer<typeof unread>, 'code'>;

/** Ends a handshake with a certificate that OpenSSL must not see. */
export function unreadError(what: Unread): Error {
  return errorOf({ code: unreadCode, ...what });
}

/** What {@link unreadError} made, wherever it went. */
export function unreadFailure(error: unknown): ClusterFailure | undefined {
  const { data } = unread.safeParse(error);
  return data && { type: 'certificate', fault: data.fault, position: data.position };
}

function errorOf(details: { readonly code: string }): Error {
  return Object.assign(new Error(details.code), details);
}
