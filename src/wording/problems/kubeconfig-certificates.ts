import { mostCertificates } from '../../kubeconfig/kubeconfig.ts';
import type { ProblemDetails } from '../../problem.ts';
import { makeAuthority, putAuthority } from '../submitted-file.ts';
import type { Phrases, ProblemTexts, TextContext } from './problem-text.ts';
import { flatten, remake, rewrite, submitAgain } from './remedies.ts';

const authorities: Phrases<ProblemDetails['kubeconfig-ca']['reason']> = {
  'not base64': 'is not Base64',
  'not a certificate': 'is not a certificate in PEM format',
  'too many': `holds too many certificates; together with a client certificate, at most ${mostCertificates} are taken`,
  'too large': 'holds a certificate larger than any that is in use',
  key: 'holds a certificate whose key is none that Prow takes: RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519',
  'serial number': 'holds a certificate with a negative serial number, which Prow can not read',
  'not read by Go':
    'holds a certificate that Prow, which is written in Go, can not read, for its form or one of its extensions',
  expired: 'has expired',
};

const authorityFix: Partial<Phrases<ProblemDetails['kubeconfig-ca']['reason']>> = {
  'not base64': 'Let kubectl write the kubeconfig with the CA of the API server.',
  key: `Let a CA with such a key, which this command makes, issue the certificate of the API server, put it in ${submitAgain}.`,
  'serial number': `Take that certificate out if the API server does not need it, else make the CA anew as this command does, ${submitAgain}.`,
  'not read by Go': `Take that certificate out if the API server does not need it, else make the CA anew as this command does, ${submitAgain}.`,
};

const certificates: Phrases<ProblemDetails['kubeconfig-client-certificate']['reason']> = {
  'not base64': 'The client certificate or its key is not Base64.',
  'not a certificate': 'The client certificate is not a certificate in PEM format.',
  'too many': `The client certificate comes with too many others; together with the authorities, at most ${mostCertificates} are taken.`,
  'too large': 'The client certificate is larger than any that is in use.',
  key: 'The key of the client certificate is none that Prow takes: RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519.',
  'serial number': 'The client certificate has a negative serial number, which Prow can not read.',
  'not read by Go':
    'The client certificate is one that Prow, which is written in Go, can not read, for its form or one of its extensions.',
  expired: 'The client certificate has expired.',
  'not a key':
    'The key of the client certificate is not an unencrypted RSA, ECDSA or Ed25519 key in PEM format.',
  'key missing': 'The client certificate comes without its key.',
  'certificate missing': 'The client key comes without its certificate.',
  'key of another certificate': 'The client key belongs to another certificate.',
};

/** Which one of several it is. */
const which = (position: number | undefined) => (position ? `; it is number ${position}` : '');

/** What makes a CA that Prow takes, or puts in the one that the cluster has. */
function authorityCommand(
  reason: ProblemDetails['kubeconfig-ca']['reason'],
  context: TextContext,
): string {
  // kubectl itself can't read a file with what is not Base64.
  if (reason === 'not base64') return flatten(context);
  const isUnfit = reason === 'key' || reason === 'serial number' || reason === 'not read by Go';
  return isUnfit ? makeAuthority : rewrite(context, putAuthority);
}

type Certificates = 'kubeconfig-ca' | 'kubeconfig-client-certificate';

export const certificateTexts: Pick<ProblemTexts, Certificates> = {
  'kubeconfig-ca': ({ reason, position }, context) => ({
    what: `The \`certificate-authority-data\` of the kubeconfig ${authorities[reason]}${which(position)}.`,
    fix:
      authorityFix[reason] ??
      'Put in the CA of the API server alone; these commands take it from the cluster.',
    command: authorityCommand(reason, context),
  }),
  'kubeconfig-client-certificate': ({ reason, position }, context) => ({
    what: certificates[reason].replace(/\.$/, `${which(position)}.`),
    fix: 'Use the token of a service account instead; these commands make the kubeconfig.',
    command: remake(context),
  }),
};
