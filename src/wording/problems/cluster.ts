import type { ProblemDetails } from '../../problem.ts';
import type { clusterProblems } from '../../problems/cluster.ts';
import { commandWords } from '../commands.ts';
import { serverError } from './cluster-error.ts';
import { tlsTexts } from './cluster-tls.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';
import { otherServer, remake } from './remedies.ts';

const unreachable: Phrases<ProblemDetails['cluster-unreachable']['reason']> = {
  'name not found': 'The name of the API server cannot be resolved.',
  refused: 'The API server refuses connections at its address and port.',
  timeout: 'The API server does not answer in time.',
  'connection lost': 'The connection to the API server is interrupted.',
  'no TLS': 'What answers at the address of the API server does not use TLS.',
};

const reach: Partial<Phrases<ProblemDetails['cluster-unreachable']['reason']>> = {
  'name not found':
    'Check that `server` has the right name, and that public DNS servers know that name.',
  'connection lost':
    'Check the firewalls in front of the API server; a proxy that serves several names can need one in `tls-server-name`.',
  'no TLS': 'Check that `server` has the port of the API server, such as 6443.',
};

const addresses: Phrases<ProblemDetails['cluster-address']['server']> = {
  'this machine':
    'The `server` in the kubeconfig is the machine itself, such as `127.0.0.1`, which nobody can reach from outside.',
  'private address':
    'The `server` in the kubeconfig is an address of a private network, which nobody can reach from outside.',
  'private name':
    'The `server` in the kubeconfig is a name that only a network or the cluster itself knows, which nobody can reach from outside.',
  name: 'The name of the API server resolves to an address that is not public, so the bot does not connect to it.',
};

export const clusterTexts: Pick<ProblemTexts, keyof typeof clusterProblems> = {
  ...tlsTexts,
  'cluster-address': ({ server }, context) => ({
    what: addresses[server],
    fix: 'In the first line, write a public address in the certificate of the API server after `SERVER=`, or ask a maintainer to allow its network.',
    command: remake(context, otherServer),
  }),
  'cluster-too-costly': () => ({
    what: 'The answers of the cluster take far more time or memory to read than they should.',
    fix: 'Check that `server` is the API server itself, and check the proxy or load balancer in front of it.',
  }),
  'cluster-crash': () => ({
    what: 'The program that checks clusters stopped while it checked this one.',
    fix: 'Check that `server` is the API server itself; if it is, a maintainer finds the reason in the log of the bot.',
  }),
  'cluster-unreachable': ({ reason }) => ({
    what: unreachable[reason],
    fix:
      reach[reason] ??
      'Make the API server reachable from the internet through all firewalls; this tests it, outside your network.',
    command:
      'curl --insecure --max-time 10 "$(kubectl config view --minify --output jsonpath=\'{.clusters[0].cluster.server}\')/version"',
  }),
  'cluster-not-kubernetes': () => ({
    what: 'What answers at the address of the API server is not a Kubernetes API.',
    fix: 'Check that `server` is the address of the API itself, not of a web console or a login page.',
    command: 'kubectl get --raw /version',
  }),
  'cluster-error': serverError,
  'cluster-registered': () => ({
    what: 'This cluster is already registered under another name.',
    fix: 'Close this issue, or submit the kubeconfig of another cluster.',
  }),
  'cluster-in-both-kinds': ({ kind }) => ({
    what: `The same server is already registered as ${kind === 'build-cluster' ? 'a build cluster' : 'an external provider'}.`,
    fix: 'Nothing to do if it is meant to be both: a maintainer decides at the review.',
  }),
  'cluster-shares-ca': () => ({
    what: 'A cluster with the same CA is already registered, with another address or another TLS server name.',
    fix: 'Nothing to do if they are two clusters: a maintainer decides at the review.',
  }),
  'cluster-changed': () => ({
    what: 'The kubeconfig has another server, or trusts another certificate authority, than the cluster that is registered under this name.',
    fix: `A maintainer who knows that it is the same cluster comments ${commandWords('confirm-server')}; if it is another one, remove this cluster and add the other.`,
  }),
};
