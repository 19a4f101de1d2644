import { expect, test } from 'vitest';
import { isRefusedAtAdmission, refuserOf } from '../../src/probe/admission-refusal.ts';
import { broken, done, refused } from './observations.ts';

const pod = (why: string) => `pods "onboarding-check-x7k2p" is forbidden: ${why}`;
const secret = (why: string) => `secrets "onboarding-check-x7k2p" is forbidden: ${why}`;
const denied = (webhook: string, why: string) =>
  `admission webhook "${webhook}" denied the request: ${why}`;
const restricted =
  'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "test")';

/** In the words of kube-apiserver 1.37, and of what people run in front of it. */
test.each<[string, number, string]>([
  ['Pod Security', 403, pod(restricted)],
  ['Pod Security', 403, pod('violates PodSecurity "baseline:v1.34": host namespaces')],
  ['Pod Security', 403, denied('pod-security-webhook.kubernetes.io', pod(restricted))],
  ['security context', 403, pod('unable to validate against any security context constraint: []')],
  ['security context', 403, pod('PodSecurityPolicy: unable to admit pod: []')],
  [
    'quota',
    403,
    pod(
      'exceeded quota: compute, requested: requests.cpu=100m, used: requests.cpu=2, limited: requests.cpu=2',
    ),
  ],
  [
    'quota',
    403,
    secret('exceeded quota: q, requested: secrets=1, used: secrets=5, limited: secrets=5'),
  ],
  [
    'quota without defaults',
    403,
    pod('failed quota: compute: must specify limits.cpu for: place-entrypoint,sidecar,test'),
  ],
  ['quota not counted', 403, pod('status unknown for quota: compute, resources: pods')],
  ['LimitRange', 403, pod('maximum cpu usage per Container is 50m, but request is 100m')],
  ['LimitRange', 403, pod('maximum memory usage per Pod is 1Gi.  No limit is specified')],
  [
    'LimitRange',
    403,
    pod(
      '[minimum memory usage per Container is 256Mi, but request is 128Mi, maximum cpu usage per Container is 50m, but request is 100m]',
    ),
  ],
  [
    'LimitRange',
    403,
    pod(
      'memory max limit to request ratio per Container is 2, but no limit is specified or limit is 0',
    ),
  ],
  [
    'LimitRange',
    422,
    'Pod "onboarding-check-x7k2p" is invalid: spec.containers[0].resources.requests: Invalid value: "100m": must be less than or equal to cpu limit of 50m',
  ],
  [
    'LimitRange',
    422,
    'Pod "onboarding-check-x7k2p" is invalid: [spec.containers[0].resources.requests: Invalid value: "128Mi": must be less than or equal to memory limit of 64Mi, spec.containers[0].resources.requests: Invalid value: "100m": must be less than or equal to cpu limit of 50m]',
  ],
  [
    'policy',
    422,
    pod(
      "ValidatingAdmissionPolicy 'images' with binding 'jobs' denied request: failed expression: false",
    ),
  ],
  ['policy', 403, pod("ValidatingAdmissionPolicy 'images' denied request: no")],
  ['policy', 422, pod("policy 'defaults' with binding 'jobs' denied request: no such key")],
  ['webhook', 400, denied('validate.kyverno.svc-fail', 'resource Pod/jobs/x was blocked')],
  ['webhook', 403, denied('validation.gatekeeper.sh', '[registries] image is not allowed')],
  ['webhook', 400, 'admission webhook "w.example.org" denied the request without explanation'],
  [
    'webhook down',
    500,
    'Internal error occurred: failed calling webhook "w.example.org": failed to call webhook: Post "https://w.jobs.svc:443/?timeout=10s": dial tcp 10.0.0.9:443: connect: connection refused',
  ],
  [
    'webhook down',
    500,
    'Internal error occurred: failed calling webhook "w.example.org": context deadline exceeded',
  ],
  [
    'namespace going',
    403,
    pod('unable to create new content in namespace jobs because it is being terminated'),
  ],
  [
    'service account missing',
    403,
    pod('error looking up service account jobs/default: serviceaccount "default" not found'),
  ],
  [
    'service account missing',
    403,
    pod('service account jobs/default was not found, retry after the service account is created'),
  ],
  [
    'service account missing',
    403,
    pod('no API token found for service account "default", retry after the token is created'),
  ],
  ['quota', 403, pod('insufficient quota to match these scopes: [{PriorityClass In [high]}]')],
  ['policy', 422, pod("MutatingAdmissionPolicy 'm' with binding 'b' denied request: no such key")],
  // What others quote is not what refuses.
  ['webhook', 400, denied('validate.kyverno.svc-fail', `It ${restricted}`)],
  ['webhook', 400, denied('quota.example.org', pod('exceeded quota: projects'))],
  ['policy', 422, pod(`ValidatingAdmissionPolicy 'p' denied request: ${restricted}`)],
  ['something else', 403, pod('exceeded the patience of somebody, not a quota: exceeded quota: x')],
  // Nobody that is known.
  [
    'something else',
    403,
    pod('node label selector conflicts with its namespace node label selector'),
  ],
  [
    'something else',
    422,
    'Pod "onboarding-check-x7k2p" is invalid: spec.containers: Required value',
  ],
  ['something else', 404, 'namespaces "jobs" not found'],
  ['something else', 403, ''],
  ['something else', 400, 'unknown'],
])('%s refuses with HTTP %i %j', (by, status, message) => {
  expect(refuserOf({ type: 'http', status, reason: '', message })).toBe(by);
});

test.each([
  [500, ''],
  [500, 'Internal error occurred: resource quota evaluation timed out'],
  [503, 'the server is currently unable to handle the request'],
  [504, 'Timeout: request did not complete within requested timeout'],
  [429, 'Too many requests, please try again later.'],
])('with HTTP %i %j nothing but the server itself fails', (status, message) => {
  expect(refuserOf({ type: 'http', status, reason: '', message })).toBeUndefined();
  expect(isRefusedAtAdmission(refused(status, '', message))).toBe(false);
});

test('what was admitted, or not answered, is not refused', () => {
  expect([done, broken('ECONNRESET'), undefined].map(isRefusedAtAdmission)).toEqual([
    false,
    false,
    false,
  ]);
  expect(isRefusedAtAdmission(refused(403))).toBe(true);
});
