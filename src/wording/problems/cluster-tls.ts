import type { ProblemDetails } from '../../problem.ts';
import { script } from '../kubectl.ts';
import {
  listShown,
  makeServerCertificate,
  putAuthority,
  setServerName,
} from '../submitted-file.ts';
import { faultyCertificate, isRule, whichOne } from './certificate-faults.ts';
import type { ProblemText, ProblemTexts, TextContext } from './problem-text.ts';
import { encrypt, rewrite } from './remedies.ts';

interface Refusal {
  readonly what: string;
  readonly fix: string;
  readonly command?: (context: TextContext) => string;
}

const show = () => listShown;
const showAndMake = () => script(listShown, makeServerCertificate);
const issueAnew =
  'Issue the certificates of the API server anew; these commands list what it shows, and make one from your CA in `ca.crt` and `ca.key`.';
const showFewer =
  'Let it show its own certificate and the CAs between, and no others; these commands list what it shows.';
const renew = 'Renew it; these commands list what the API server shows, with their dates.';

const refusals: Readonly<Record<ProblemDetails['cluster-tls']['reason'], Refusal>> = {
  'other CA': {
    what: 'The certificate of the API server is not signed by the CA that the kubeconfig trusts.',
    fix: 'Put the CA of the API server into `certificate-authority-data`; these commands take it from the cluster.',
    command: (context) => rewrite(context, putAuthority),
  },
  'other host name': {
    what: 'The certificate of the API server is made out for another host name.',
    fix: 'Use a `server` or a `tls-server-name` that is in the certificate; these commands list its names and put one in.',
    command: (context) => encrypt(context, listShown, setServerName),
  },
  'host name missing': {
    what: 'The certificate of the API server names its host in the common name only, which Prow does not look at.',
    fix: 'Issue it anew, with its name or address as a subject alternative name, as these commands do from your CA in `ca.crt` and `ca.key`.',
    command: showAndMake,
  },
  'not valid yet': {
    what: 'The certificate of the API server, or of a CA on the way, is not valid yet.',
    fix: 'See that the clock of the machine that issued it was right; these commands list what the API server shows, with their dates.',
    command: show,
  },
  expired: {
    what: 'The certificate of the API server, or of a CA on the way, has expired.',
    fix: renew,
    command: show,
  },
  'client certificate wanted': {
    what: 'The API server, or a proxy before it, demands a client certificate that it accepts.',
    fix: 'Let it accept tokens, or submit a kubeconfig with a client certificate that it accepts.',
  },
  'issuer is no CA': {
    what: "What issued a certificate of the API server does not say that it is a CA, which Go's `crypto/x509` demands.",
    fix: issueAnew,
    command: showAndMake,
  },
  'path length': {
    what: 'A CA of the API server may not have as many CAs below it as it has (`pathlen`).',
    fix: issueAnew,
    command: showAndMake,
  },
  'signature algorithm': {
    what: "A certificate of the API server is signed with an algorithm that Go's `crypto/x509` does not trust, such as SHA-1.",
    fix: issueAnew,
    command: showAndMake,
  },
  purpose: {
    what: 'A certificate of the API server says that it is for something else than servers (`extendedKeyUsage`, `keyUsage`).',
    fix: issueAnew,
    command: showAndMake,
  },
  'name constraints': {
    what: 'A CA of the API server may not issue certificates for its names (`nameConstraints`).',
    fix: issueAnew,
    command: showAndMake,
  },
  policies: {
    what: 'A CA of the API server demands certificate policies of those below it.',
    fix: issueAnew,
    command: showAndMake,
  },
  'issuer name': {
    what: "A certificate of the API server names its issuer otherwise than that is named, and Go's `crypto/x509` compares octet by octet.",
    fix: issueAnew,
    command: showAndMake,
  },
  chain: {
    what: 'The certificates of the API server lead to the CA in a way that Prow does not follow.',
    fix: issueAnew,
    command: showAndMake,
  },
  'nothing in common': {
    what: 'The API server offers no cipher, exchange or kind of key that Prow would use.',
    fix: 'Let it offer TLS 1.3, or TLS 1.2 with ECDHE and AES-GCM or ChaCha20; a proxy that knows several names may want one in `tls-server-name`, as these commands put in.',
    command: (context) => encrypt(context, setServerName),
  },
  'old TLS': {
    what: 'The API server speaks no version of TLS that Prow would use: 1.2 or 1.3.',
    fix: 'Let it speak TLS 1.3 or 1.2 (`--tls-min-version=VersionTLS12`), and whatever stands before it.',
  },
  'HTTP/2 only': {
    what: 'What answers at the address of the API server speaks HTTP/2 alone, and the bot HTTP/1.1.',
    fix: 'Let the proxy or load balancer before the API server offer `http/1.1` beside `h2` (ALPN), as the API server itself does.',
  },
  'name wanted': {
    what: 'What answers at the address of the API server knows no server by that name (SNI), or without one.',
    fix: 'Put a name that it knows into `server`, or into `tls-server-name`, as these commands do.',
    command: (context) => encrypt(context, setServerName),
  },
  alert: {
    what: 'The API server, or what stands before it, ends the handshake of TLS with an alert.',
    fix: 'See its log for the reason; one that knows several names may want one in `tls-server-name`, as these commands put in.',
    command: (context) => encrypt(context, setServerName),
  },
};

const unread: Readonly<Record<'not a certificate' | 'too many', string>> = {
  'not a certificate': 'What the API server shows is not a certificate.',
  'too many': 'The API server shows more certificates than are taken: 10, and 16 KiB.',
};

export const tlsTexts: Pick<ProblemTexts, 'cluster-tls' | 'cluster-certificate'> = {
  'cluster-tls': ({ reason }, context): ProblemText => {
    const { what, fix, command } = refusals[reason];
    return { what, fix, ...(command && { command: command(context) }) };
  },
  'cluster-certificate': ({ fault, position }): ProblemText => ({
    what: isRule(fault)
      ? `The API server shows ${faultyCertificate(fault, position)}.`
      : unread[fault].replace(/\.$/, `${whichOne(position)}.`),
    fix: fault === 'too many' ? showFewer : issueAnew,
    command: fault === 'too many' ? show() : showAndMake(),
  }),
};
