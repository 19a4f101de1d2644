import type { ProblemDetails } from '../problem.ts';
import type { Answer, HttpFailure } from './cluster.ts';

export type Refuser = ProblemDetails['admission-refused']['by'];

/**
 * How each begins its refusal, behind the name of the object. Webhooks and policies come first: they
 * may quote the words of the others, and then it is not the others that have to change.
 */
const words: readonly (readonly [Refuser, RegExp])[] = [
  ['webhook', /^admission webhook "(?!pod-security-webhook\.)[^"]*" denied the request/],
  ['webhook down', /^Internal error occurred: failed calling webhook /],
  ['policy', /^(?:(?:Validating|Mutating)AdmissionPolicy|policy) ['"]/],
  [
    'Pod Security',
    /^(?:admission webhook "pod-security-webhook\.[^"]*" denied .*)?violates PodSecurity "/,
  ],
  ['security context', /^(?:PodSecurityPolicy: )?unable to (?:validate against any|admit pod)/],
  ['quota', /^(?:exceeded quota: |insufficient quota to match these scopes: )/],
  ['quota without defaults', /^failed quota: /],
  ['quota not counted', /^status unknown for quota: /],
  ['LimitRange', /^\[?(?:(?:maximum|minimum) \S+ usage|\S+ max limit to request ratio) per /],
  // It sets limits where there are none, and the sample has none.
  ['LimitRange', /^\[?spec\.\S+\.resources\.requests: .* must be less than or equal to \S+ limit/],
  [
    'namespace going',
    /^unable to create new content in namespace \S+ because it is being terminated/,
  ],
  [
    'service account missing',
    /^(?:error looking up service account |service account \S+ was not found|no API token found for service account )/,
  ],
];

/** What has refused an object, undefined where the server itself has failed. */
export function refuserOf({ status, message }: HttpFailure): Refuser | undefined {
  const why = message.replace(/^[^\s"]+ "[^"]*" is (?:forbidden|invalid): /, '');
  const [known] = words.find(([, pattern]) => pattern.test(why)) ?? [];
  return known ?? (status >= 500 || status === 429 ? undefined : 'something else');
}

/** Whether an object was refused, and the server is well. */
export function isRefusedAtAdmission(answer: Answer<unknown> | undefined): boolean {
  if (answer === undefined || answer.ok || answer.failure.type !== 'http') return false;
  return refuserOf(answer.failure) !== undefined;
}
