import type { ProblemDetails } from '../../problem.ts';
import type { probeProblems } from '../../problems/probe.ts';
import { commandWords } from '../commands.ts';
import { inlineCode } from '../escape.ts';
import {
  bindClusterAdmin,
  bindControlPlaneReader,
  bindNamespaceAdmin,
  createNamespace,
  createServiceAccount,
  createTokenSecret,
  encryptKubeconfig,
  script,
  setAdminVariables,
  setVariables,
  writeKubeconfig,
} from '../kubectl.ts';
import { putAuthority, setServer } from '../submitted-file.ts';
import { admissionRefused } from './admission.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';
import { encrypt, remake } from './remedies.ts';

const tokenOfSecret = ({ namespace }: { readonly namespace: string }, keyId: string) =>
  script(setVariables(namespace), createTokenSecret, writeKubeconfig, encryptKubeconfig(keyId));

const goAround =
  'Put in the address of the API server itself, in the first line, and its CA, which these commands take from the cluster.';
const renewToken =
  'Submit a kubeconfig with the token of a secret, which stays valid as long as the secret exists.';

const refusedCredentials: Readonly<
  Record<ProblemDetails['credentials-refused']['cause'], { what: string; fix: string }>
> = {
  unknown: {
    what: 'The API server refuses the token in the kubeconfig.',
    fix: 'See that it is of this cluster, and that the service account and its secret still exist; these commands put in the present token.',
  },
  'token ended': {
    what: 'The API server refuses the token in the kubeconfig, which has ended.',
    fix: renewToken,
  },
  'token of Rancher': {
    what: 'The token in the kubeconfig is one of Rancher, and has ended, was deleted, or is of another Rancher or another cluster.',
    fix: renewToken,
  },
  Rancher: {
    what: 'The `server` in the kubeconfig is the proxy of Rancher, which takes no token of a service account.',
    fix: goAround,
  },
  proxy: {
    what: 'What stands before the API server refuses the credentials: the answer is not one of Kubernetes.',
    fix: goAround,
  },
  'client certificate': {
    what: 'The API server does not accept the client certificate, or what stands before it ends TLS and keeps it.',
    fix: 'Use the token of a service account instead; these commands make the kubeconfig.',
  },
};

const shortLived: Phrases<ProblemDetails['token-expires']['of']> = {
  others:
    'The token in the kubeconfig has ended or ends within 29 days, as those of `kubectl create token` do.',
  'Amazon EKS':
    'The token in the kubeconfig is one of `aws eks get-token`, and ends after 15 minutes.',
  'Google Cloud': 'The token in the kubeconfig is one of `gcloud`, and ends after an hour.',
  'Alibaba Cloud': 'The token in the kubeconfig is one of `ack-ram-tool`, and ends within minutes.',
  'OpenShift login': 'The token in the kubeconfig is one of `oc login`, and ends within a day.',
};

const unknownEnds: Phrases<ProblemDetails['token-lifetime-unknown']['of']> = {
  Rancher: 'The token in the kubeconfig is one of Rancher, which end after 30 days by default.',
  others: 'The token in the kubeconfig does not tell whether it expires.',
};

export const probeTexts: Pick<ProblemTexts, keyof typeof probeProblems> = {
  'credentials-refused': ({ cause }, context) => {
    const { what, fix } = refusedCredentials[cause];
    const isBehind = cause === 'Rancher' || cause === 'proxy';
    return {
      what,
      fix,
      command: isBehind ? encrypt(context, setServer, putAuthority) : remake(context),
    };
  },
  'identity-not-service-account': ({ namespace }, { keyId }) => ({
    what: 'The user of the kubeconfig is not a service account.',
    fix: `Submit a kubeconfig with the token of a service account in the namespace ${inlineCode(namespace)}.`,
    command: tokenOfSecret({ namespace }, keyId),
  }),
  'identity-other-namespace': ({ namespace }, { keyId }) => ({
    what: `The service account of the kubeconfig is not in the namespace ${inlineCode(namespace)}.`,
    fix: 'Create one there and submit a kubeconfig with its token.',
    command: script(
      setVariables(namespace),
      createServiceAccount,
      createTokenSecret,
      bindNamespaceAdmin,
      writeKubeconfig,
      encryptKubeconfig(keyId),
    ),
  }),
  'token-expires': ({ of }, context) => ({
    what: shortLived[of],
    fix: renewToken,
    command: remake(context),
  }),
  'certificate-expires': (_, context) => ({
    what: 'The client certificate in the kubeconfig has ended or ends within 29 days.',
    fix: renewToken,
    command: remake(context),
  }),
  'credentials-end': ({ credentials }) => ({
    what: `The ${credentials} in the kubeconfig ends within a year; whoever reviews it sees the date.`,
    fix: "Ask for new credentials before that; the token of a service account's secret would stay valid.",
  }),
  'token-lifetime-unknown': ({ of }) => ({
    what: unknownEnds[of],
    fix: "Make sure that it stays valid; the token of a service account's secret does.",
  }),
  'namespace-missing': ({ namespace }) => ({
    what: `The namespace ${inlineCode(namespace)} does not exist.`,
    fix: 'Create it.',
    command: createNamespace(namespace),
  }),
  'service-account-missing': ({ namespace }) => ({
    what: `The service account of the kubeconfig does not exist in the namespace ${inlineCode(namespace)}.`,
    fix: 'Create it under the name that it has in the kubeconfig.',
    command: script(setVariables(namespace), createServiceAccount),
  }),
  'token-secret-missing': ({ namespace }) => ({
    what: `The service account has no token secret in the namespace ${inlineCode(namespace)}.`,
    fix: 'Create the secret.',
    command: script(setVariables(namespace), createTokenSecret),
  }),
  'token-secret-other': ({ namespace }, { keyId }) => ({
    what: 'The token in the kubeconfig is not the one in the secret of the service account.',
    fix: 'Submit a kubeconfig with the token of the secret.',
    command: script(setVariables(namespace), writeKubeconfig, encryptKubeconfig(keyId)),
  }),
  'permissions-missing': ({ namespace, resource, verbs }) => ({
    what: `In the namespace ${inlineCode(namespace)} the service account may not ${listVerbs(verbs)} ${inlineCode(resource)}.`,
    fix: "Give it what Prow needs; binding the ClusterRole `admin` in this namespace is enough, and the contributors' guide has a narrower role.",
    command: script(setVariables(namespace), bindNamespaceAdmin),
  }),
  'permissions-excess': ({ namespace }) => ({
    what: 'The service account may do more in the cluster than Prow needs.',
    fix: `Remove its bindings beyond the namespace ${inlineCode(namespace)} if you can; it is no obstacle.`,
    command: script(
      setVariables(namespace),
      'kubectl get clusterrolebindings,rolebindings --all-namespaces --output wide | grep "$SERVICE_ACCOUNT"',
    ),
  }),
  'admission-refused': admissionRefused,
  'dry-run-unsupported': ({ object }) => ({
    what: `An admission webhook of the cluster does not support dry runs, so nobody can tell whether a ${object} of a job would be admitted.`,
    fix: 'Declare that the webhook has no side effects if so; otherwise a maintainer decides.',
    command: `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations \\
  --output custom-columns='NAME:.metadata.name,SIDE-EFFECTS:.webhooks[*].sideEffects'`,
  }),
  'control-plane-small': ({ found, needed }) => ({
    what: `The control plane has ${found} ${found === 1 ? 'node' : 'nodes'}, and Prow needs at least ${needed}.`,
    fix: 'Add control-plane nodes; a build cluster that fails to answer disturbs all of Prow.',
    command: 'kubectl get nodes --selector node-role.kubernetes.io/control-plane',
  }),
  'control-plane-not-ready': ({ listed, ready, needed }) => ({
    what: `Of ${listed} control-plane ${listed === 1 ? 'node' : 'nodes'}, ${ready} ${ready === 1 ? 'is' : 'are'} ready, and Prow needs at least ${needed}.`,
    fix: `See to the others, then comment ${commandWords('retry')}; otherwise a maintainer has to confirm the control plane.`,
    command: 'kubectl get nodes --selector node-role.kubernetes.io/control-plane',
  }),
  'control-plane-hidden': ({ addresses, needed }) => ({
    what: `The cluster lists no control-plane node, and ${addresses} ${addresses === 1 ? 'address' : 'addresses'} of API servers, which may be a load balancer's: that does not tell whether there are ${needed}.`,
    fix: 'Nothing; a maintainer has to confirm the control plane.',
  }),
  'control-plane-unreadable': ({ needed, namespace }) => ({
    what: `The bot may not see whether the control plane has ${needed} nodes.`,
    fix: 'Let it list the nodes and get the EndpointSlice `kubernetes` in `default`; otherwise a maintainer has to confirm the control plane.',
    command: script(setVariables(namespace), bindControlPlaneReader),
  }),
  'not-cluster-admin': () => ({
    what: 'The user of the kubeconfig is not an administrator of the whole cluster.',
    fix: 'Bind the ClusterRole `cluster-admin` to it.',
    command: script(setAdminVariables, bindClusterAdmin),
  }),
  'answer-unclear': () => ({
    what: 'The API server gave an answer that proves neither yes nor no.',
    fix: 'Nothing for now: the bot looks again, and a maintainer decides if it stays so.',
  }),
};

function listVerbs(verbs: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(verbs);
}
