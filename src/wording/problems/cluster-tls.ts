import type { ProblemDetails } from '../../problem.ts';
import { showAndIssue, showCertificates } from '../certificates.ts';
import { faultyCertificate, isRule, whichOne } from './certificate-faults.ts';
import type { ProblemText, ProblemTexts, TextContext } from './problem-text.ts';
import { otherServerName, ownAuthority, remake } from './remedies.ts';

interface Refusal {
  readonly what: string;
  readonly fix: string;
  readonly command?: (context: TextContext) => string;
}

const show = () => showCertificates;
const showAndMake = () => showAndIssue;
const putName = (context: TextContext) => remake(context, otherServerName);
const issueAnew =
  'Issue the certificates of the API server again; these commands list them, and create one from your CA in `ca.crt` and `ca.key`.';
const showFewer =
  'Let the API server present only its own certificate and the intermediate CAs; these commands list what it presents.';
const renew =
  'Renew the expired certificate; these commands list what the API server presents, with the dates.';

const refusals: Readonly<Record<ProblemDetails['cluster-tls']['reason'], Refusal>> = {
  'other CA': {
    what: 'The certificate of the API server is not signed by the CA that the kubeconfig trusts.',
    fix: 'Set `certificate-authority-data` to the CA of the API server; these commands take it from the cluster.',
    command: (context) => remake(context, ownAuthority),
  },
  'other host name': {
    what: 'The certificate of the API server is for another host name.',
    fix: 'Use a `server` or a `tls-server-name` that is in the certificate; these commands set the name in the first line.',
    command: putName,
  },
  'host name missing': {
    what: 'The certificate of the API server names its host only in the common name, which Prow ignores.',
    fix: 'Issue the certificate of the API server again with a subject alternative name; these commands do so with your CA in `ca.crt` and `ca.key`.',
    command: showAndMake,
  },
  'not valid yet': {
    what: 'The certificate of the API server, or of a CA in its chain, is not valid yet.',
    fix: 'Check the clock of the machine that issued the certificate; these commands list what the API server presents, with the dates.',
    command: show,
  },
  expired: {
    what: 'The certificate of the API server, or of a CA in its chain, has expired.',
    fix: renew,
    command: show,
  },
  'client certificate wanted': {
    what: 'The API server, or a proxy in front of it, requires a client certificate that it accepts.',
    fix: 'Let the API server accept tokens, or submit a kubeconfig with a client certificate that it accepts.',
  },
  'issuer is no CA': {
    what: "An issuer in the certificate chain of the API server is not marked as a CA, which Go's `crypto/x509` requires.",
    fix: issueAnew,
    command: showAndMake,
  },
  'path length': {
    what: 'A CA of the API server has more CAs below it than it allows (`pathlen`).',
    fix: issueAnew,
    command: showAndMake,
  },
  'signature algorithm': {
    what: "A certificate of the API server is signed with an algorithm that Go's `crypto/x509` does not accept, such as SHA-1.",
    fix: issueAnew,
    command: showAndMake,
  },
  purpose: {
    what: 'A certificate of the API server is not meant for servers (`extendedKeyUsage`, `keyUsage`).',
    fix: issueAnew,
    command: showAndMake,
  },
  'name constraints': {
    what: 'A CA of the API server is not allowed to issue certificates for its names (`nameConstraints`).',
    fix: issueAnew,
    command: showAndMake,
  },
  policies: {
    what: 'A CA of the API server requires certificate policies in the certificates below it.',
    fix: issueAnew,
    command: showAndMake,
  },
  'issuer name': {
    what: "The issuer in a certificate of the API server differs from the name of that issuer, and Go's `crypto/x509` compares the bytes.",
    fix: issueAnew,
    command: showAndMake,
  },
  chain: {
    what: 'The certificates of the API server do not form a chain to the CA that Prow accepts.',
    fix: issueAnew,
    command: showAndMake,
  },
  'nothing in common': {
    what: 'The API server offers no cipher, key exchange or kind of key that Prow supports.',
    fix: 'Enable TLS 1.3, or TLS 1.2 with ECDHE and AES-GCM or ChaCha20; a proxy that serves several names can need one in `tls-server-name`, which these commands set.',
    command: putName,
  },
  'old TLS': {
    what: 'The API server supports neither TLS 1.2 nor TLS 1.3, one of which Prow needs.',
    fix: 'Enable TLS 1.2 or 1.3 (`--tls-min-version=VersionTLS12`) in the API server and in the proxy or load balancer in front of it.',
  },
  'HTTP/2 only': {
    what: 'What answers at the address of the API server supports only HTTP/2, but the bot uses HTTP/1.1.',
    fix: 'Let the proxy or load balancer in front of the API server offer `http/1.1` as well as `h2` (ALPN), as the API server itself does.',
  },
  'name wanted': {
    what: 'What answers at the address of the API server does not know a server with that name (SNI), or needs a name.',
    fix: 'Put a name that the proxy or load balancer knows into `server`, or into `tls-server-name` as these commands do.',
    command: putName,
  },
  alert: {
    what: 'The API server, or the proxy in front of it, ends the TLS handshake with an alert.',
    fix: 'Check the log of the API server or of the proxy; a proxy that serves several names can need one in `tls-server-name`, which these commands set.',
    command: putName,
  },
};

const unread: Readonly<Record<'not a certificate' | 'too many', string>> = {
  'not a certificate': 'What the API server presents is not a certificate.',
  'too many': 'The API server presents more than 10 certificates, or more than 16 KiB of them.',
};

export const tlsTexts: Pick<ProblemTexts, 'cluster-tls' | 'cluster-certificate'> = {
  'cluster-tls': ({ reason }, context): ProblemText => {
    const { what, fix, command } = refusals[reason];
    return { what, fix, ...(command && { command: command(context) }) };
  },
  'cluster-certificate': ({ fault, position }): ProblemText => ({
    what: isRule(fault)
      ? `The API server presents ${faultyCertificate(fault, position)}.`
      : unread[fault].replace(/\.$/, `${whichOne(position)}.`),
    fix: fault === 'too many' ? showFewer : issueAnew,
    command: fault === 'too many' ? show() : showAndMake(),
  }),
};
