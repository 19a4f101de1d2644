import type { ProblemDetails } from '../../problem.ts';
import type { probeProblems } from '../../problems/probe.ts';
import { commandWords } from '../commands.ts';
import { inlineCode } from '../escape.ts';
import { nameAccount } from '../kubectl.ts';
import { inSubshell } from '../shell.ts';
import { admissionRefused } from './admission.ts';
import type { Phrases, ProblemTexts, TextContext } from './problem-text.ts';
import { remake, serverItself } from './remedies.ts';

/** Of checks that only a build cluster has. */
const prepareBuildCluster = (
  context: TextContext,
  { namespace }: { readonly namespace: string },
): string => remake({ ...context, kind: 'build-cluster', jobsNamespace: namespace });

const goAround =
  'In the first line, check the address of the API server itself after `SERVER=`; these commands also put in its CA.';
const renewToken =
  'Submit a kubeconfig with the token of a Secret, which is valid as long as the Secret exists.';

const refusedCredentials: Readonly<
  Record<ProblemDetails['credentials-refused']['cause'], { what: string; fix: string }>
> = {
  unknown: {
    what: 'The API server does not accept the token: perhaps it is of another cluster, or its service account or Secret was deleted.',
    fix: 'Submit a kubeconfig with the current token of the service account.',
  },
  'token ended': {
    what: 'The API server does not accept the token in the kubeconfig, because it has expired.',
    fix: renewToken,
  },
  'token of Rancher': {
    what: 'The token in the kubeconfig is a Rancher token that has expired, was deleted, or belongs to another Rancher or another cluster.',
    fix: renewToken,
  },
  Rancher: {
    what: 'The `server` in the kubeconfig is the Rancher proxy, which does not accept service account tokens.',
    fix: goAround,
  },
  proxy: {
    what: 'What is in front of the API server refuses the credentials: the answer does not come from Kubernetes.',
    fix: goAround,
  },
  'client certificate': {
    what: 'The API server does not accept the client certificate, or a proxy in front of it does not pass it on.',
    fix: 'Submit a kubeconfig with the token of a service account instead.',
  },
};

const shortLived: Phrases<ProblemDetails['token-expires']['of']> = {
  others:
    'The token in the kubeconfig expires within 29 days or has expired, as tokens of `kubectl create token` do.',
  'Amazon EKS':
    'The token in the kubeconfig is from `aws eks get-token` and expires after 15 minutes.',
  'Google Cloud': 'The token in the kubeconfig is from `gcloud` and expires after an hour.',
  'Alibaba Cloud': 'The token in the kubeconfig is from `ack-ram-tool` and expires within minutes.',
  'OpenShift login': 'The token in the kubeconfig is from `oc login` and expires within a day.',
};

const unknownEnds: Phrases<ProblemDetails['token-lifetime-unknown']['of']> = {
  Rancher:
    'The token in the kubeconfig is a Rancher token, which expires after 30 days by default.',
  others: 'The token in the kubeconfig does not show whether it expires.',
};

export const probeTexts: Pick<ProblemTexts, keyof typeof probeProblems> = {
  'credentials-refused': ({ cause }, context) => {
    const { what, fix } = refusedCredentials[cause];
    const isBehind = cause === 'Rancher' || cause === 'proxy';
    return {
      what,
      fix,
      command: remake(context, isBehind ? serverItself : {}),
    };
  },
  'identity-not-service-account': ({ namespace }, context) => ({
    what: 'The user in the kubeconfig is not a service account.',
    fix: `Submit a kubeconfig with the token of a service account in the namespace ${inlineCode(namespace)}.`,
    command: prepareBuildCluster(context, { namespace }),
  }),
  'identity-other-namespace': ({ namespace }, context) => ({
    what: `The service account in the kubeconfig is not in the namespace ${inlineCode(namespace)}.`,
    fix: `Submit a kubeconfig with the token of a service account in the namespace ${inlineCode(namespace)}.`,
    command: prepareBuildCluster(context, { namespace }),
  }),
  'token-expires': ({ of }, context) => ({
    what: shortLived[of],
    fix: renewToken,
    command: remake(context),
  }),
  'certificate-expires': (_, context) => ({
    what: 'The client certificate in the kubeconfig expires within 29 days or has expired.',
    fix: renewToken,
    command: remake(context),
  }),
  'credentials-end': ({ credentials }) => ({
    what: `The ${credentials} in the kubeconfig expires within a year; the reviewers see the date.`,
    fix: "Request a rotation before that date; the token of a service account's Secret does not expire.",
  }),
  'token-lifetime-unknown': ({ of }) => ({
    what: unknownEnds[of],
    fix: "Make sure that the token does not expire; the token of a service account's Secret does not.",
  }),
  'namespace-missing': ({ namespace }, context) => ({
    what: `The namespace ${inlineCode(namespace)} does not exist.`,
    fix: `Create the namespace ${inlineCode(namespace)}.`,
    command: prepareBuildCluster(context, { namespace }),
  }),
  'service-account-missing': ({ namespace }, context) => ({
    what: `The service account in the kubeconfig does not exist in the namespace ${inlineCode(namespace)}.`,
    fix: 'Create the service account, and submit a kubeconfig with its token.',
    command: prepareBuildCluster(context, { namespace }),
  }),
  'token-secret-missing': ({ namespace }, context) => ({
    what: `The service account has no token Secret in the namespace ${inlineCode(namespace)}.`,
    fix: 'Create a token Secret for the service account, and submit a kubeconfig with its token.',
    command: prepareBuildCluster(context, { namespace }),
  }),
  'token-secret-other': ({ namespace }, context) => ({
    what: 'The token in the kubeconfig is not the token in the Secret of the service account.',
    fix: 'Submit a kubeconfig with the token in the Secret of the service account.',
    command: prepareBuildCluster(context, { namespace }),
  }),
  'permissions-missing': ({ namespace, resource, verbs }, context) => ({
    what: `The service account cannot ${listVerbs(verbs)} ${inlineCode(resource)} in the namespace ${inlineCode(namespace)}.`,
    fix: 'Give the service account the rights that Prow needs in its namespace.',
    command: prepareBuildCluster(context, { namespace }),
  }),
  'permissions-excess': ({ namespace }) => ({
    what: 'The service account has more rights in the cluster than Prow needs.',
    fix: `If you can, remove the bindings of the service account outside the namespace ${inlineCode(namespace)}; they do not block the request.`,
    command: inSubshell(
      nameAccount('build-cluster', namespace),
      'kubectl get clusterrolebindings,rolebindings --all-namespaces --output wide | grep "$SERVICE_ACCOUNT"',
    ),
  }),
  'admission-refused': admissionRefused,
  'dry-run-unsupported': ({ object }) => ({
    what: `An admission webhook of the cluster does not support dry runs, so the bot cannot tell whether the cluster admits a ${object} of a job.`,
    fix: 'If the webhook has no side effects, declare that in its configuration; otherwise a maintainer decides.',
    command: `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations --output=custom-columns='NAME:.metadata.name,SIDE-EFFECTS:.webhooks[*].sideEffects'`,
  }),
  'control-plane-small': ({ found, needed }) => ({
    what: `The control plane has ${found} ${found === 1 ? 'node' : 'nodes'}, and Prow needs at least ${needed}.`,
    fix: 'Add control-plane nodes: a build cluster that does not answer affects all of Prow.',
    command: 'kubectl get nodes --selector node-role.kubernetes.io/control-plane',
  }),
  'control-plane-not-ready': ({ listed, ready, needed }) => ({
    what: `Of ${listed} control-plane ${listed === 1 ? 'node' : 'nodes'}, ${ready} ${ready === 1 ? 'is' : 'are'} ready, and Prow needs at least ${needed}.`,
    fix: `Check the nodes that are not ready, then comment ${commandWords('retry')}; otherwise a maintainer must confirm the control plane.`,
    command: 'kubectl get nodes --selector node-role.kubernetes.io/control-plane',
  }),
  'control-plane-hidden': ({ addresses, needed }) => ({
    what: `The cluster lists no control-plane nodes and ${addresses} ${addresses === 1 ? 'address' : 'addresses'} of API servers, perhaps of a load balancer, so the bot cannot tell whether there are ${needed}.`,
    fix: 'The author has nothing to do: a maintainer must confirm the control plane.',
  }),
  'control-plane-unreadable': ({ needed, namespace }, context) => ({
    what: `The service account is not allowed to see whether the control plane has ${needed} nodes.`,
    fix: 'Let the service account list nodes and get the EndpointSlice `kubernetes` in `default`; otherwise a maintainer must confirm the control plane.',
    command: prepareBuildCluster(context, { namespace }),
  }),
  'not-cluster-admin': (_, context) => ({
    what: 'The user in the kubeconfig is not an administrator of the whole cluster.',
    fix: 'Submit a kubeconfig of a cluster administrator, such as the service account that these commands create.',
    command: remake({ ...context, kind: 'external-provider' }),
  }),
  'answer-unclear': () => ({
    what: 'The API server did not give a clear answer.',
    fix: 'Nothing to do now: the bot checks again, and a maintainer decides if this does not change.',
  }),
};

function listVerbs(verbs: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(verbs);
}
