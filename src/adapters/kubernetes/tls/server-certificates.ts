import { getCACertificates } from 'node:tls';
import { isSignedBy, openssl } from '../../../kubeconfig/openssl.ts';
import { readAuthorities } from '../../../kubeconfig/vet/certificates.ts';
import type { Certificate } from '../../../kubeconfig/x509/certificate.ts';
import { judgeTrust } from '../../../kubeconfig/x509/trust.ts';
import { refusalOf } from './refusal.ts';

interface Expected {
  readonly host: string;
  readonly authorities: readonly Certificate[] | undefined;
}

/** Judges what a server showed, after OpenSSL trusts it, as Prow's client would. */
export function judgeServer(
  shown: readonly Certificate[],
  { host, authorities }: Expected,
): Error | undefined {
  const roots = authorities ?? publicAuthoritiesOf(shown);
  const handshake = { shown, authorities: roots, host, now: new Date(), isSignedBy };
  const fault = judgeTrust(handshake);
  return fault && refusalOf(fault);
}

/** Of the public authorities those that one of the certificates names as its issuer. */
function publicAuthoritiesOf(shown: readonly Certificate[]): readonly Certificate[] {
  const texts = getCACertificates('default').filter((pem) => {
    const der = Buffer.from(pem.replaceAll(/-----.*-----/g, ''), 'base64');
    return shown.some(({ issuer }) => der.includes(issuer));
  });
  return texts.flatMap((pem) => readAuthorities(pem, openssl));
}
