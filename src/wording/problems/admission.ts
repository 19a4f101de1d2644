import type { ProblemDetails } from '../../problem.ts';
import { inlineCode } from '../escape.ts';
import { createNamespace, script, setVariables, shellWord } from '../kubectl.ts';
import type { ProblemText } from './problem-text.ts';

type Refused = ProblemDetails['admission-refused'];

interface Refusal {
  readonly why: string;
  readonly fix: string;
  readonly command: (refused: Refused) => string;
}

const objects: Readonly<Record<Refused['object'], string>> = {
  pod: 'a typical pod of a job',
  secret: 'a secret for jobs',
};

/** What each refuser means, and its own remedy. */
const refusals: Readonly<Record<Refused['by'], Refusal>> = {
  'Pod Security': {
    why: 'Pod Security refuses it',
    fix: 'Allow privileged pods in this namespace; jobs often need them.',
    command: ({ namespace }) =>
      `kubectl label namespace ${shellWord(namespace)} pod-security.kubernetes.io/enforce=privileged --overwrite`,
  },
  'security context': {
    why: 'no security context constraint, or pod security policy, lets it in',
    fix: 'Let the service accounts of this namespace use one that does.',
    command: () => 'kubectl get securitycontextconstraints',
  },
  quota: {
    why: 'a quota leaves no room for it',
    fix: 'Raise the quota, or remove it.',
    command: ofNamespace('resourcequotas'),
  },
  'quota without defaults': {
    why: 'a quota demands requests or limits that it does not have',
    fix: 'Give the namespace a LimitRange with defaults for them, or take them out of the quota.',
    command: ofNamespace('resourcequotas,limitranges'),
  },
  'quota not counted': {
    why: 'the cluster has not counted yet what a quota leaves',
    fix: 'Nothing if the quota is new; else see that the controller manager of the cluster is well.',
    command: ofNamespace('resourcequotas'),
  },
  LimitRange: {
    why: 'a LimitRange does not allow what it requests',
    fix: 'Change the LimitRange, or remove it.',
    command: ofNamespace('limitranges'),
  },
  policy: {
    why: 'an admission policy of the cluster denies it',
    fix: 'Exempt this namespace from the policy.',
    command: () =>
      'kubectl get validatingadmissionpolicies,validatingadmissionpolicybindings --output yaml',
  },
  webhook: {
    why: 'an admission webhook denies it',
    fix: 'Exempt this namespace from the policies of the webhook, such as those of Kyverno or Gatekeeper.',
    command: () => 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
  },
  'webhook down': {
    why: 'an admission webhook does not answer',
    fix: 'Bring the webhook up again, or remove its configuration.',
    command: () => `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations \\
  --output custom-columns='NAME:.metadata.name,SERVICE:.webhooks[*].clientConfig.service.name,FAILURE:.webhooks[*].failurePolicy'`,
  },
  'namespace going': {
    why: 'the namespace is being deleted',
    fix: 'Wait until it is gone, then create it and all in it anew and submit a kubeconfig with the new token.',
    command: ({ namespace }) =>
      script(
        `kubectl wait --for=delete namespace/${shellWord(namespace)} --timeout=10m`,
        createNamespace(namespace),
      ),
  },
  'service account missing': {
    why: 'the namespace has no service account `default`',
    fix: 'Create it, and see that the controller manager of the cluster is well, which does so itself.',
    command: ({ namespace }) =>
      `kubectl create serviceaccount default --namespace ${shellWord(namespace)}`,
  },
  'something else': {
    why: 'something refuses it',
    fix: 'Try the same as the service account, and see what refuses it.',
    command: ({ namespace, object }) => script(setVariables(namespace), trials[object]),
  },
};

/** Nothing is stored. */
const trials: Readonly<Record<Refused['object'], string>> = {
  pod: tryAsAccount('run onboarding-check --image registry.k8s.io/pause:3.10'),
  secret: tryAsAccount('create secret generic onboarding-check'),
};

function tryAsAccount(command: string): string {
  return `kubectl ${command} --dry-run=server --namespace "$NAMESPACE" \\
  --as "system:serviceaccount:$NAMESPACE:$SERVICE_ACCOUNT"`;
}

function ofNamespace(resources: string): Refusal['command'] {
  return ({ namespace }) => `kubectl describe ${resources} --namespace ${shellWord(namespace)}`;
}

export function admissionRefused(refused: Refused): ProblemText {
  const { why, fix, command } = refusals[refused.by];
  const { object, namespace } = refused;
  return {
    what: `The cluster would not admit ${objects[object]} in the namespace ${inlineCode(namespace)}: ${why}.`,
    fix,
    command: command(refused),
  };
}
