import type { ProblemDetails } from '../../problem.ts';
import { inlineCode } from '../escape.ts';
import { nameAccount } from '../kubectl.ts';
import { inSubshell, shellWord } from '../shell.ts';
import type { ProblemText, TextContext } from './problem-text.ts';
import { remake } from './remedies.ts';

type Refused = ProblemDetails['admission-refused'];

interface Refusal {
  readonly why: string;
  readonly fix: string;
  readonly command: (refused: Refused, context: TextContext) => string;
}

const objects: Readonly<Record<Refused['object'], string>> = {
  pod: 'a typical pod of a job',
  secret: 'a secret for jobs',
};

/** What each refuser means, and its own remedy. */
const refusals: Readonly<Record<Refused['by'], Refusal>> = {
  'Pod Security': {
    why: 'Pod Security refuses it',
    fix: 'Allow privileged pods in the namespace for jobs, because jobs often need them.',
    command: ({ namespace }) =>
      `kubectl label namespace ${shellWord(namespace)} pod-security.kubernetes.io/enforce=privileged --overwrite`,
  },
  'security context': {
    why: 'no security context constraint or pod security policy admits it',
    fix: 'Let the service accounts of the namespace for jobs use a security context constraint that admits the pod.',
    command: () => 'kubectl get securitycontextconstraints',
  },
  quota: {
    why: 'a ResourceQuota leaves no room for it',
    fix: 'Raise or remove the ResourceQuota.',
    command: ofNamespace('resourcequotas'),
  },
  'quota without defaults': {
    why: 'a ResourceQuota requires requests or limits that it does not have',
    fix: 'Add a LimitRange with default requests and limits to the namespace for jobs, or remove them from the ResourceQuota.',
    command: ofNamespace('resourcequotas,limitranges'),
  },
  'quota not counted': {
    why: 'the cluster has not calculated yet what a ResourceQuota leaves',
    fix: 'Wait if the ResourceQuota is new; otherwise check the controller manager of the cluster.',
    command: ofNamespace('resourcequotas'),
  },
  LimitRange: {
    why: 'a LimitRange does not allow what it requests',
    fix: 'Change or remove the LimitRange.',
    command: ofNamespace('limitranges'),
  },
  policy: {
    why: 'an admission policy of the cluster denies it',
    fix: 'Exempt the namespace for jobs from the admission policy.',
    command: () =>
      'kubectl get validatingadmissionpolicies,validatingadmissionpolicybindings --output yaml',
  },
  webhook: {
    why: 'an admission webhook denies it',
    fix: 'Exempt the namespace for jobs from the policies of the webhook, such as those of Kyverno or Gatekeeper.',
    command: () => 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
  },
  'webhook down': {
    why: 'an admission webhook does not answer',
    fix: 'Make the admission webhook available again, or remove its configuration.',
    command: () =>
      `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations --output=custom-columns='NAME:.metadata.name,SERVICE:.webhooks[*].clientConfig.service.name,FAILURE:.webhooks[*].failurePolicy'`,
  },
  'namespace going': {
    why: 'the namespace is being deleted',
    fix: 'Wait until the namespace is deleted, create it again and submit a new kubeconfig.',
    command: ({ namespace }, context) =>
      remake(context, {
        before: [`kubectl wait --for=delete namespace/${shellWord(namespace)} --timeout=10m`],
      }),
  },
  'service account missing': {
    why: 'the namespace has no service account `default`',
    fix: 'Create the service account `default`, and check the controller manager of the cluster, which normally creates it.',
    command: ({ namespace }) =>
      `kubectl create serviceaccount default --namespace=${shellWord(namespace)} --dry-run=client --output=json | kubectl apply -f -`,
  },
  'something else': {
    why: 'the bot does not know what refuses it',
    fix: 'Try the same as the service account to see what refuses it.',
    command: ({ namespace, object }) =>
      inSubshell(nameAccount('build-cluster', namespace), trials[object]),
  },
};

/** Nothing is stored. */
const trials: Readonly<Record<Refused['object'], string>> = {
  pod: tryAsAccount('run onboarding-check --image registry.k8s.io/pause:3.10'),
  secret: tryAsAccount('create secret generic onboarding-check'),
};

function tryAsAccount(command: string): string {
  return `kubectl ${command} --dry-run=server --namespace="$NAMESPACE" --as="system:serviceaccount:$NAMESPACE:$SERVICE_ACCOUNT"`;
}

function ofNamespace(resources: string): Refusal['command'] {
  return ({ namespace }) => `kubectl describe ${resources} --namespace ${shellWord(namespace)}`;
}

export function admissionRefused(refused: Refused, context: TextContext): ProblemText {
  const { why, fix, command } = refusals[refused.by];
  const { object, namespace } = refused;
  return {
    what: `The cluster does not admit ${objects[object]} in the namespace ${inlineCode(namespace)}: ${why}.`,
    fix,
    command: command(refused, context),
  };
}
