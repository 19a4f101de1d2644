import type { ProblemDetails } from '../../problem.ts';
import type { clusterProblems } from '../../problems/cluster.ts';
import { commandWords } from '../commands.ts';
import { setServer } from '../submitted-file.ts';
import { serverError } from './cluster-error.ts';
import { tlsTexts } from './cluster-tls.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';
import { encrypt } from './remedies.ts';

const unreachable: Phrases<ProblemDetails['cluster-unreachable']['reason']> = {
  'name not found': "The name of the API server can't be resolved.",
  refused: 'The API server refuses connections at its address and port.',
  timeout: 'The API server does not answer in time.',
  'connection lost': 'The connection to the API server breaks off.',
  'no TLS': 'What answers at the address of the API server does not speak TLS.',
};

const reach: Partial<Phrases<ProblemDetails['cluster-unreachable']['reason']>> = {
  'name not found':
    'See that `server` has the right name, and that servers for names on the internet know it.',
  'connection lost':
    'See that firewalls let it through; what knows several names and none without one may want one in `tls-server-name`.',
  'no TLS': 'See that `server` has the port of the API server, such as 6443.',
};

const addresses: Phrases<ProblemDetails['cluster-address']['server']> = {
  'this machine':
    'The `server` in the kubeconfig is the machine itself, such as `127.0.0.1`, which leads nowhere from outside.',
  'private address':
    'The `server` in the kubeconfig is an address of a private network, which leads nowhere from outside.',
  'private name':
    'The `server` in the kubeconfig is a name that is known within a network or the cluster only, which leads nowhere from outside.',
  name: 'The name of the API server leads to an address that is not a public one, so the bot does not connect to it.',
};

export const clusterTexts: Pick<ProblemTexts, keyof typeof clusterProblems> = {
  ...tlsTexts,
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
    fix:
      reach[reason] ??
      'See that the API server can be reached from the internet, firewalls included; try it from outside your network.',
    command:
      'curl --insecure --max-time 10 "$(kubectl config view --minify --output jsonpath=\'{.clusters[0].cluster.server}\')/version"',
  }),
  'cluster-not-kubernetes': () => ({
    what: 'What answers at the address of the API server is not a Kubernetes API.',
    fix: 'See that `server` leads to the API itself, not to a web console or a login page.',
    command: 'kubectl get --raw /version',
  }),
  'cluster-error': serverError,
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
