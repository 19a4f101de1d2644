import type { ProblemDetails } from '../../problem.ts';
import type { clusterProblems } from '../../problems/cluster.ts';
import { commandWords } from '../commands.ts';
import { encryptKubeconfig, flattenKubeconfig, script } from '../kubectl.ts';
import { setServer } from '../submitted-file.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';
import { encrypt } from './remedies.ts';

const unreachable: Phrases<ProblemDetails['cluster-unreachable']['reason']> = {
  'name not found': "The name of the API server can't be resolved.",
  refused: 'The API server refuses connections at its address and port.',
  timeout: 'The API server does not answer in time.',
  'connection lost': 'The connection to the API server breaks off.',
  'no TLS': 'What answers at the address of the API server does not speak TLS.',
};

const tls: Phrases<ProblemDetails['cluster-tls']['reason']> = {
  'other CA':
    'The certificate of the API server is not signed by the CA that the kubeconfig trusts.',
  'other host name': 'The certificate of the API server is made out for another host name.',
  'host name missing':
    'The certificate of the API server names its host in the common name only, which Prow does not look at.',
  expired: 'The certificate of the API server is not valid today.',
  'client certificate wanted': 'The API server demands a client certificate that it accepts.',
  'not read by Go':
    'The API server shows a certificate that Prow, which is written in Go, can not read, or too many of them: the key, the serial number, the form or an extension is none that Go takes.',
  'not trusted by Go':
    'The certificates of the API server lead to the CA in a way that Prow, which is written in Go, does not follow.',
  'nothing in common':
    'The API server offers no version of TLS, cipher or kind of key that Prow would use.',
};

const tlsFixes: Phrases<ProblemDetails['cluster-tls']['reason']> = {
  'other CA':
    'Submit a kubeconfig whose `certificate-authority-data` holds the CA of the API server.',
  'other host name':
    'Submit a kubeconfig with a `server` or a `tls-server-name` that is in the certificate.',
  'host name missing':
    'Issue the certificate of the API server anew, with its name or address as a subject alternative name.',
  expired: 'Renew the certificate of the API server.',
  'client certificate wanted':
    'Let the API server accept tokens, or submit a kubeconfig with a client certificate that it accepts.',
  'not read by Go':
    'Issue the certificates of the API server anew: with a serial number that is not negative, and a key that is RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519.',
  'not trusted by Go':
    'See that each CA on the way says that it is one (`CA:TRUE`), signs with SHA-256 or better, and that the names of issuers are spelled as in their own certificates.',
  'nothing in common':
    'Let the API server speak TLS 1.3, or TLS 1.2 with ECDHE and AES-GCM or ChaCha20.',
};

const addresses: Phrases<ProblemDetails['cluster-address']['server']> = {
  'this machine':
    'The `server` in the kubeconfig is the machine itself, such as `127.0.0.1`, which leads nowhere from outside.',
  'private address':
    'The `server` in the kubeconfig is an address of a private network, which leads nowhere from outside.',
  name: 'The name of the API server leads to an address that is not a public one, so the bot does not connect to it.',
};

export const clusterTexts: Pick<ProblemTexts, keyof typeof clusterProblems> = {
  'cluster-address': ({ server }, context) => ({
    what: addresses[server],
    fix: "Put in a public address at which the API server can be reached, which its certificate has to name, or ask a maintainer to allow the cluster's network.",
    command: encrypt(context, setServer),
  }),
  'cluster-too-costly': () => ({
    what: 'What the cluster answers takes far more time or memory to read than it should.',
    fix: 'See that the kubeconfig names the API server itself, and what stands before it.',
  }),
  'cluster-crash': () => ({
    what: 'The program that looks at clusters ended while it looked at this one.',
    fix: 'See that the kubeconfig names the API server itself; if it does, the log of the bot tells a maintainer why.',
  }),
  'cluster-unreachable': ({ reason }) => ({
    what: unreachable[reason],
    fix: 'See that the API server can be reached from the internet, firewalls included; try it from outside your network.',
    command:
      'curl --insecure --max-time 10 "$(kubectl config view --minify --output jsonpath=\'{.clusters[0].cluster.server}\')/version"',
  }),
  'cluster-tls': ({ reason }, { keyId }) => ({
    what: tls[reason],
    fix: tlsFixes[reason],
    ...(reason === 'other CA' && { command: script(flattenKubeconfig, encryptKubeconfig(keyId)) }),
  }),
  'cluster-not-kubernetes': () => ({
    what: 'What answers at the address of the API server is not a Kubernetes API.',
    fix: 'See that `server` leads to the API itself, not to a web console or a login page.',
    command: 'kubectl get --raw /version',
  }),
  'cluster-error': ({ status }) => serverError(status),
  'cluster-registered': () => ({
    what: 'This cluster is registered already under another name.',
    fix: 'Close this issue, or submit the kubeconfig of another cluster.',
  }),
  'cluster-in-both-kinds': ({ kind }) => ({
    what: `The same server is registered already as ${kind === 'build-cluster' ? 'a build cluster' : 'an external provider'}.`,
    fix: 'Nothing if it is meant to be both; a maintainer looks at it before the merge.',
  }),
  'cluster-shares-ca': () => ({
    what: 'A cluster with the same CA is registered already, at another address or for another name in TLS.',
    fix: 'Nothing if they are two clusters; a maintainer looks at it before the merge.',
  }),
  'cluster-changed': () => ({
    what: 'The kubeconfig leads to another server, or trusts another certificate authority, than the one that is registered under this name.',
    fix: `A maintainer who knows that it is the same cluster comments ${commandWords('confirm-server')}; for another cluster, remove this one and add that one.`,
  }),
};

function serverError(status: number) {
  const command = "kubectl get --raw '/readyz?verbose'";
  if (status === 429) {
    return {
      what: 'The API server has more requests than it answers, and turns the bot away again and again (HTTP 429).',
      fix: 'See who asks so much of it; the bot looks again.',
      command: 'kubectl get --raw /debug/api_priority_and_fairness/dump_priority_levels',
    };
  }
  if ([502, 503, 504].includes(status)) {
    return {
      what: `The API server, or what stands before it, answers again and again that it can not (HTTP ${status}).`,
      fix: 'See to the health of the control plane, and of the load balancer or proxy before it.',
      command,
    };
  }
  return {
    what: `The API server answered with an error of its own (HTTP ${status}).`,
    fix: 'See to the health of the control plane.',
    command,
  };
}
