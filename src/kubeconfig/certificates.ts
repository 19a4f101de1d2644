import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { fail } from '../problem.ts';

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

type CertificateFault = 'not base64' | 'not a certificate' | 'expired';

/** Reads `certificate-authority-data`: PEM certificates, at least one of which is in force. */
export function readAuthority(data: string, now: Date): string {
  return readCertificates(data, now, (reason) => fail('kubeconfig-ca', { reason })).pem;
}

/** Reads a client certificate and the key that belongs to it; both PEM. */
export function readClientCertificate(
  data: { readonly certificate?: string; readonly key?: string },
  now: Date,
): { readonly certificate: string; readonly key: string } {
  const refuse = (reason: CertificateFault) => fail('kubeconfig-client-certificate', { reason });
  if (!data.certificate) fail('kubeconfig-client-certificate', { reason: 'certificate missing' });
  if (!data.key) fail('kubeconfig-client-certificate', { reason: 'key missing' });
  const { pem: certificate, first } = readCertificates(data.certificate, now, refuse);
  const key = readKey(decode(data.key) ?? refuse('not base64'));
  if (!isInForce(first, now)) refuse('expired');
  if (!first.checkPrivateKey(key)) {
    fail('kubeconfig-client-certificate', { reason: 'key of another certificate' });
  }
  return { certificate, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function readCertificates(data: string, now: Date, refuse: (reason: CertificateFault) => never) {
  const text = decode(data) ?? refuse('not base64');
  const blocks = text.match(block) ?? [];
  const certificates = blocks.map((pem) => readCertificate(pem) ?? refuse('not a certificate'));
  // A damaged block does not match the pattern, and must not be passed over.
  const begun = text.split('-----BEGIN CERTIFICATE-----').length - 1;
  if (begun !== blocks.length) refuse('not a certificate');
  const [first] = certificates;
  if (!first) return refuse('not a certificate');
  // OpenSSL passes over an authority that is out of date, and trusts the others.
  if (!certificates.some((certificate) => isInForce(certificate, now))) refuse('expired');
  // Written anew, so that text between the certificates can't go along.
  return { first, pem: certificates.map((certificate) => certificate.toString()).join('') };
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    // What is wrong with it is no help to whoever sent it.
    return undefined;
  }
}

function isInForce({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now <= validToDate;
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // The error's words could hold parts of the key.
    return fail('kubeconfig-client-certificate', { reason: 'not a key' });
  }
}

/** Strict: Node's own decoder passes over whatever is no base64. Line breaks are fine. */
function decode(data: string): string | undefined {
  const compact = data.replaceAll(/\s/g, '');
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(compact) && compact.length % 4 === 0;
  return isBase64 ? Buffer.from(compact, 'base64').toString() : undefined;
}
