import { mostCertificates } from '../../kubeconfig/kubeconfig.ts';
import type { ProblemDetails } from '../../problem.ts';
import type { CertificateFault } from '../../problems/certificate.ts';
import { listAndMakeAuthority } from '../certificates.ts';
import { faultyCertificate, isRule, whichOne } from './certificate-faults.ts';
import type { Phrases, ProblemText, ProblemTexts, TextContext } from './problem-text.ts';
import { ownAuthority, remake } from './remedies.ts';

/** Those that have their words in `certificate-faults.ts`. */
type Rule = Exclude<CertificateFault, 'not a certificate'>;
type AuthorityReason = ProblemDetails['kubeconfig-ca']['reason'];
type ClientReason = ProblemDetails['kubeconfig-client-certificate']['reason'];

const authorities: Phrases<Exclude<AuthorityReason, Rule>> = {
  'not base64': 'is not Base64',
  'PEM itself': 'is PEM text that is not encoded in Base64',
  'cut off': 'is cut off',
  'encoded twice': 'is encoded in Base64 twice',
  DER: 'is a certificate in DER format instead of PEM',
  'private key': 'is a private key, not a certificate',
  'not a certificate': 'is not a certificate in PEM format',
  'too many': `contains too many certificates; together with a client certificate, at most ${mostCertificates} are allowed`,
  'not valid yet': 'is not valid yet',
  expired: 'has expired',
};

const certificates: Phrases<Exclude<ClientReason, Rule>> = {
  'not base64': 'The client certificate or its key is not Base64.',
  'PEM itself': 'The client certificate or its key is PEM text that is not encoded in Base64.',
  'cut off': 'The client certificate or its key is cut off.',
  'encoded twice': 'The client certificate is encoded in Base64 twice.',
  DER: 'The client certificate is in DER format instead of PEM.',
  'private key': 'The field of the client certificate contains a private key.',
  'not a certificate': 'The client certificate is not a certificate in PEM format.',
  'too many': `The client certificate comes with too many others; together with the authorities, at most ${mostCertificates} are allowed.`,
  'not valid yet': 'The client certificate is not valid yet.',
  expired: 'The client certificate has expired.',
  'not a key':
    'The key of the client certificate is not an unencrypted RSA, ECDSA or Ed25519 key in PEM format.',
  'key with passphrase': 'The key of the client certificate has a passphrase.',
  'key missing': 'The key of the client certificate is missing.',
  'certificate missing': 'The certificate of the client key is missing.',
  'key of another certificate': 'The client key belongs to another certificate.',
};

type Certificates = 'kubeconfig-ca' | 'kubeconfig-client-certificate';

export const certificateTexts: Pick<ProblemTexts, Certificates> = {
  'kubeconfig-ca': ({ reason, position }, context) => {
    const field = 'The `certificate-authority-data`';
    if (!isRule(reason)) {
      return {
        what: `${field} of the kubeconfig ${authorities[reason]}${whichOne(position)}.`,
        ...authorityRemedy(reason, context),
      };
    }
    return {
      what: `${field} contains ${faultyCertificate(reason, position)}.`,
      fix: 'Remove the refused certificate if the API server does not need it; otherwise issue the certificate of the API server from a CA like the one that the last command creates.',
      command: listAndMakeAuthority,
    };
  },
  'kubeconfig-client-certificate': ({ reason, position }, context) => ({
    what: isRule(reason)
      ? `The client certificate is ${faultyCertificate(reason, position)}.`
      : certificates[reason].replace(/\.$/, `${whichOne(position)}.`),
    fix: 'Submit a kubeconfig with the token of a service account instead.',
    command: remake(context),
  }),
};

/** kubectl itself cannot read a file with these. */
const unreadable: readonly AuthorityReason[] = ['not base64', 'PEM itself', 'cut off'];

function authorityRemedy(
  reason: Exclude<AuthorityReason, Rule>,
  context: TextContext,
): Pick<ProblemText, 'fix' | 'command'> {
  if (unreadable.includes(reason)) {
    return {
      fix: 'Write the kubeconfig again with the CA of the API server.',
      command: remake(context),
    };
  }
  return {
    fix: 'Set `certificate-authority-data` to the CA of the API server only; these commands take it from the cluster.',
    command: remake(context, ownAuthority),
  };
}
