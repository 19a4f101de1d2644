import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAuthority } from '../../simulator/certificates.ts';
import { account } from '../../simulator/cluster/build-cluster.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import type { ClusterInUse } from '../../src/kubeconfig/server-identity.ts';
import { type CheckId, checks } from '../../src/probe/check-table.ts';
import type { CheckContext } from '../../src/probe/checks/check.ts';
import { credentials } from '../../src/probe/checks/credentials.ts';
import type { Answer } from '../../src/probe/cluster.ts';
import type { Observations } from '../../src/probe/observe.ts';
import { runChecks } from '../../src/probe/probe.ts';
import { verdictOf } from '../../src/probe/report.ts';
import {
  broken,
  context,
  done,
  forbidden,
  healthy,
  jwt,
  ok,
  refused,
  user,
} from './observations.ts';
import {
  buildClusterChecks,
  checksOf,
  complaintsOf,
  evidenceOf,
  failed,
  jobsNamespace,
} from './probe-fixture.ts';

/** `check outcome problem` of whatever did not pass, or `check passed`, or nothing. */
function verdict(
  check: CheckId,
  observations: Partial<Observations>,
  changes: Partial<CheckContext> = {},
): string | undefined {
  const report = runChecks({ ...healthy, ...observations }, { ...context, ...changes });
  const result = report.checks.find((candidate) => candidate.check === check);
  if (result === undefined) return undefined;
  return 'problem' in result ? `${result.outcome} ${result.problem.id}` : result.outcome;
}

test('a flawless build cluster passes, in the order in which people read', () => {
  const report = runChecks(healthy, context);
  expect(complaintsOf(report)).toEqual([]);
  expect(checksOf(report)).toEqual(buildClusterChecks);
});

test('no two checks have the same identifier', () => {
  const ids = checks.map(({ id }) => id);
  expect(new Set<string>(ids).size).toBe(ids.length);
});

describe('reachable', () => {
  const answers: readonly [Answer<string>, string][] = [
    [broken('ENOTFOUND'), 'name not found'],
    [broken('EAI_AGAIN'), 'name not found'],
    [broken('ECONNREFUSED'), 'refused'],
    [broken('ETIMEDOUT'), 'timeout'],
    [{ ok: false, failure: { type: 'timeout' } }, 'timeout'],
    [broken('ECONNRESET'), 'connection lost'],
    [broken('EHOSTUNREACH'), 'connection lost'],
    [broken('unknown'), 'connection lost'],
    [broken('EPROTO'), 'no TLS'],
    [broken('ERR_SSL_WRONG_VERSION_NUMBER'), 'no TLS'],
    [broken('ERR_SSL_PACKET_LENGTH_TOO_LONG'), 'no TLS'],
    [broken('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'other CA'],
    [broken('DEPTH_ZERO_SELF_SIGNED_CERT'), 'other CA'],
    [broken('SELF_SIGNED_CERT_IN_CHAIN'), 'other CA'],
    [broken('CERT_HAS_EXPIRED'), 'expired'],
    [broken('CERT_NOT_YET_VALID'), 'not valid yet'],
    [broken('ERR_TLS_CERT_ALTNAME_INVALID'), 'other host name'],
    [broken('UND_ERR_SOCKET'), 'client certificate wanted'],
    [broken('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'client certificate wanted'],
    [broken('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), 'client certificate wanted'],
    [broken('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'), 'client certificate wanted'],
    [broken('ERR_SSL_UNSUPPORTED_PROTOCOL'), 'old TLS'],
    [broken('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'), 'old TLS'],
    [broken('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'), 'HTTP/2 only'],
    [broken('ERR_SSL_TLSV1_UNRECOGNIZED_NAME'), 'name wanted'],
    [broken('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR'), 'alert'],
    [broken('ERR_SSL_TLSV1_ALERT_ACCESS_DENIED'), 'alert'],
    [broken('ERR_SSL_TLSV13_ALERT_MISSING_EXTENSION'), 'alert'],
    [broken('ERR_SSL_TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE'), 'alert'],
  ];

  test.each(answers)('%j is "%s"', (version, reason) => {
    const [result] = runChecks({ version, whoAmI: version }, context).checks;
    expect(result).toMatchObject({ outcome: 'failed', problem: { details: { reason } } });
  });

  test.each([
    [{ ok: false, failure: { type: 'address-refused' } }, 'failed cluster-address'],
    [{ ok: false, failure: { type: 'not-kubernetes' } }, 'failed cluster-not-kubernetes'],
    [refused(404), 'failed cluster-not-kubernetes'],
    [refused(429), 'failed cluster-error'],
    [refused(502), 'failed cluster-error'],
    [refused(403), 'failed cluster-error'],
    [refused(401), 'passed'],
    [forbidden, 'passed'],
  ] satisfies [Answer<never>, string][])('a version that is %j: %s', (version, expected) => {
    expect(verdict('reachable', { version })).toBe(expected);
  });

  test.each([
    ['https://kubernetes.default.svc', 'failed cluster-address'],
    ['https://api.lab.local:6443', 'failed cluster-address'],
    ['https://host.k3d.internal:6550', 'failed cluster-address'],
    ['https://master-0:6443', 'failed cluster-address'],
    ['https://api.lab.example.org:6443', 'failed cluster-unreachable'],
    ['https://internal.example.org', 'failed cluster-unreachable'],
  ])('the name of %s, which is not found: %s', (server, expected) => {
    const kubeconfig = { ...context.kubeconfig, server };
    expect(verdict('reachable', { version: broken('ENOTFOUND') }, { kubeconfig })).toBe(expected);
  });

  test('an API server that refuses everything may be none', () => {
    const refusing = { version: forbidden, whoAmI: forbidden };
    expect(verdict('reachable', refusing)).toBe('failed cluster-not-kubernetes');
    expect(verdict('credentials', refusing)).toBeUndefined();
    expect(verdict('identity', refusing)).toBeUndefined();
  });

  const parts: readonly [CheckId, Partial<Observations>][] = [
    ['identity', { whoAmI: broken('ECONNRESET') }],
    ['namespace', { namespace: broken('ECONNRESET') }],
    ['service-account', { serviceAccount: refused(500) }],
    ['token-secret', { tokenSecrets: broken('ECONNRESET') }],
    ['pods', { access: healthy.access?.map((part) => ({ ...part, answer: refused(503) })) }],
    ['pod-admission', { podAdmission: broken('ECONNRESET') }],
    ['secret-admission', { secretAdmission: broken('ECONNRESET') }],
    ['control-plane', { apiServerAddresses: broken('ECONNRESET') }],
    ['cluster-admin', { clusterAdmin: broken('ECONNRESET') }],
  ];

  test.each(parts)('tells of the answer that "%s" lacks, which then says nothing', (id, change) => {
    expect(verdict('reachable', change)).toMatch(/^failed cluster-(unreachable|error)$/);
    expect(verdict(id, change)).toBeUndefined();
  });
});

describe('credentials', () => {
  test.each([
    ['a user', ok('jo'), 'passed'],
    ['401', refused(401, 'Unauthorized'), 'failed credentials-refused'],
    ['nobody', ok('system:anonymous'), 'failed credentials-refused'],
    [
      'nobody, who may not ask',
      refused(403, 'Forbidden', 'reviews is forbidden: User "system:anonymous" cannot create'),
      'failed credentials-refused',
    ],
    ['somebody who may not ask', forbidden, 'passed'],
    ['a server that can not say, as before Kubernetes 1.28', refused(404), 'passed'],
    ['a server that does not answer', broken('ECONNRESET'), undefined],
  ])('%s', (_, whoAmI, expected) => {
    expect(verdict('credentials', { whoAmI })).toBe(expected);
  });
});

describe('refused credentials tell why, as far as anybody can know', () => {
  const unauthorized = refused(401, 'Unauthorized', 'Unauthorized');
  const rancher = 'https://rancher.example.org/k8s/clusters/c-m-abc123';
  const pair = { type: 'client-certificate', certificate: '', key: '' } as const;
  test.each([
    ['a token that lives', unauthorized, {}, 'unknown'],
    ['a token that has ended', unauthorized, withToken(jwt({ sub: user, exp: 1 })), 'token ended'],
    ['a token of a login', unauthorized, withToken('sha256~abc'), 'token ended'],
    ['a token of aws', unauthorized, withToken('k8s-aws-v1.aHR0cHM6'), 'token ended'],
    ['a token of Rancher', refused(401), withToken('kubeconfig-u-1:x9'), 'token of Rancher'],
    ["Rancher's proxy", refused(401), { server: rancher }, 'Rancher'],
    ['another proxy', refused(401), {}, 'proxy'],
    ['another proxy that lets anonymous users through', ok('system:anonymous'), {}, 'unknown'],
    ['a certificate', unauthorized, { credentials: pair }, 'client certificate'],
    ['a certificate that a proxy keeps', refused(401), { credentials: pair }, 'client certificate'],
  ])('%s', (_, whoAmI, change, cause) => {
    const kubeconfig = { ...context.kubeconfig, ...change };
    const found = credentials({ ...healthy, whoAmI }, { ...context, kubeconfig });
    expect(found).toMatchObject({ outcome: 'failed', problem: { details: { cause } } });
  });
});

describe('identity', () => {
  test.each([
    ['the service account', ok(user), 'passed'],
    ['a person', ok('jo'), 'failed identity-not-service-account'],
    [
      'a service account of another namespace',
      ok('system:serviceaccount:default:jo'),
      'failed identity-other-namespace',
    ],
    [
      'a name that Kubernetes does not allow',
      ok(`system:serviceaccount:${jobsNamespace}:a\nb`),
      'failed identity-not-service-account',
    ],
    [
      'a name with a path in it',
      ok(`system:serviceaccount:${jobsNamespace}:../b`),
      'failed identity-not-service-account',
    ],
    ['refused credentials', refused(401), undefined],
    ['a server that can not say, and the token does', refused(404), 'passed'],
  ])('%s', (_, whoAmI, expected) => {
    expect(verdict('identity', { whoAmI })).toBe(expected);
  });

  test('a server that can not say, and neither can the token', () => {
    const kubeconfig = withToken('opaque');
    const change = { whoAmI: refused(404) };
    expect(verdict('identity', change, { kubeconfig })).toBe('unverifiable answer-unclear');
    expect(runChecks({ ...healthy, ...change }, { ...context, kubeconfig }).serviceAccount).toBe(
      undefined,
    );
  });

  test('does not matter for a provider', () => {
    expect(verdict('identity', {}, { kind: 'external-provider' })).toBeUndefined();
  });
});

function withToken(token: string): CheckContext['kubeconfig'] {
  return { ...context.kubeconfig, credentials: { type: 'token', token } };
}

describe('token-lifetime', () => {
  const day = 24 * 60 * 60;
  const at = (seconds: number) => jwt({ sub: user, exp: context.now.getTime() / 1000 + seconds });

  test.each([
    ['without an expiry', jwt({ sub: user }), 'passed'],
    ['that ends after a year', at(365 * day), 'passed'],
    ['that ends at no real date', jwt({ exp: 1e300 }), 'passed'],
    ['that ends before a year is over', at(365 * day - 1), 'warning credentials-end'],
    ['that ends after 29 days', at(29 * day), 'warning credentials-end'],
    ['that ends before 29 days are over', at(29 * day - 1), 'failed token-expires'],
    ['of kubectl create token', at(60 * 60), 'failed token-expires'],
    ['that has ended', at(-1), 'failed token-expires'],
    ["of OpenShift's login", 'sha256~abcdef', 'failed token-expires'],
    ['of Amazon EKS', 'k8s-aws-v1.aHR0cHM6Ly9zdHM', 'failed token-expires'],
    ['of Google Cloud', 'ya29.a0AfB_byD-x', 'failed token-expires'],
    ['of Alibaba Cloud', 'k8s-ack-v2.aHR0cHM6Ly9zdHM', 'failed token-expires'],
    ['of Rancher', 'kubeconfig-u-abc:xyz', 'warning token-lifetime-unknown'],
    ['of Rancher, for its API', 'token-abcde:xyz123', 'warning token-lifetime-unknown'],
    ['of kubeadm', 'abcdef.0123456789abcdef', 'warning token-lifetime-unknown'],
    ['that is opaque', '0123456789abcdef', 'warning token-lifetime-unknown'],
    ['that only looks like one', 'a.b.c', 'warning token-lifetime-unknown'],
    ['that only begins like one', 'k8s-aws-v1', 'warning token-lifetime-unknown'],
    ['with an expiry that is no number', jwt({ exp: 'soon' }), 'warning token-lifetime-unknown'],
  ])('a token %s', (_, token, expected) => {
    expect(verdict('token-lifetime', {}, { kubeconfig: withToken(token) })).toBe(expected);
  });

  test.each([
    [365, 'passed'],
    [364, 'warning credentials-end'],
    [29, 'warning credentials-end'],
    [28, 'failed certificate-expires'],
    [-1, 'failed certificate-expires'],
  ])('a client certificate that ends in %s days', async (days, expected) => {
    const notAfter = new Date(context.now.getTime() + days * day * 1000);
    const notBefore = new Date(notAfter.getTime() - 1000);
    const authority = await createAuthority('test-ca');
    const issued = await authority.issue({ clientAuth: true, notBefore, notAfter });
    const credentials = { type: 'client-certificate', ...issued } as const;
    const kubeconfig = { ...context.kubeconfig, credentials };
    expect(verdict('token-lifetime', {}, { kubeconfig })).toBe(expected);
  });

  test('whoever reviews is told of the end, and nobody else', () => {
    const kubeconfig = withToken(at(100 * day));
    const { checks, seen } = runChecks(healthy, { ...context, kubeconfig });
    const found = checks.find(({ check }) => check === 'token-lifetime');
    expect(seen?.credentials).toEqual({ type: 'token', ends: '2027-03-10T12:00:00.000Z' });
    expect(found && 'problem' in found && JSON.stringify(found.problem)).not.toContain('2027');
  });
});

describe('namespace and service account', () => {
  const stranger = ok('system:serviceaccount:default:jo');

  test.each([
    ['a namespace that is there', done, ok(user), 'passed'],
    ['one that is not', refused(404), stranger, 'failed namespace-missing'],
    ['one that its own service account may not read', forbidden, ok(user), 'passed'],
    ['one that a stranger may not read', forbidden, stranger, 'unverifiable answer-unclear'],
  ])('%s', (_, namespace, whoAmI, expected) => {
    expect(verdict('namespace', { namespace, whoAmI })).toBe(expected);
  });

  test.each([
    ['a service account that is there', done, 'passed'],
    ['one that is not', refused(404), 'failed service-account-missing'],
    ['one that may not read itself, but was accepted', forbidden, 'passed'],
  ])('%s', (_, serviceAccount, expected) => {
    expect(verdict('service-account', { serviceAccount })).toBe(expected);
  });
});

describe('token-secret', () => {
  const ours = { name: 'ours', serviceAccount: account.name };
  const others = { name: 'others', serviceAccount: 'default' };

  test.each([
    ['one with the token', ok([{ ...ours, holdsOurToken: true }]), 'passed'],
    [
      'one of the account with another token',
      ok([{ ...ours, holdsOurToken: false }]),
      'failed token-secret-other',
    ],
    [
      'one of another account with the token',
      ok([{ ...others, holdsOurToken: true }]),
      'failed token-secret-other',
    ],
    [
      'one of another account only',
      ok([{ ...others, holdsOurToken: false }]),
      'failed token-secret-missing',
    ],
    [
      'an unattached one with the token',
      ok([{ name: 'loose', holdsOurToken: true }]),
      'failed token-secret-other',
    ],
    ['none', ok([]), 'failed token-secret-missing'],
    ['a list that may not be read', forbidden, 'unverifiable answer-unclear'],
  ])('%s', (_, tokenSecrets, expected) => {
    expect(verdict('token-secret', { tokenSecrets })).toBe(expected);
  });
});

describe('permissions', () => {
  const answerTo = (wanted: string, answer: Answer<boolean>) => ({
    access: healthy.access?.map((part) => {
      const { resource, subresource = '', verb } = part.access;
      return `${verb} ${resource}/${subresource}` === wanted ? { ...part, answer } : part;
    }),
  });

  test.each<[string, CheckId]>([
    ['watch pods/', 'pods'],
    ['patch pods/', 'pods'],
    ['get pods/log', 'pods-log'],
    ['list secrets/', 'secrets'],
  ])('without "%s" the check "%s" fails, and no other', (wanted, check) => {
    const report = runChecks({ ...healthy, ...answerTo(wanted, ok(false)) }, context);
    expect(complaintsOf(report)).toMatchObject([{ check, id: 'permissions-missing' }]);
  });

  test('a question that is refused leaves it open', () => {
    expect(verdict('pods', answerTo('get pods/', forbidden))).toBe('unverifiable answer-unclear');
  });

  test('a permission that is missing counts more than an answer that is', () => {
    const access = healthy.access?.map((part, index) => ({
      ...part,
      answer: index === 0 ? ok(false) : broken('ECONNRESET'),
    }));
    expect(verdict('pods', { access })).toBe('failed permissions-missing');
  });

  test('more than is needed is a warning', () => {
    const excess = healthy.accessInExcess ?? [];
    for (const granted of excess) {
      const accessInExcess = excess.map((part) =>
        part === granted ? { ...part, answer: ok(true) } : part,
      );
      expect(verdict('least-privilege', { accessInExcess })).toBe('warning permissions-excess');
    }
    expect(excess).toHaveLength(3);
  });
});

describe('admission', () => {
  const webhookDown =
    'Internal error occurred: failed calling webhook "w.example.org": failed to call webhook: EOF';
  const noDryRun = refused(400, 'BadRequest', 'admission webhook "w" does not support dry run');

  test.each([
    ['admitted', done, 'passed'],
    ['refused by Pod Security', refused(403, 'Forbidden', 'violates PodSecurity "x"'), 'failed'],
    ['refused by a webhook that fails', refused(500, 'InternalError', webhookDown), 'failed'],
    ['refused as something is invalid', refused(422, 'Invalid', ''), 'failed'],
    ['refused for another bad request', refused(400, 'BadRequest', 'unknown'), 'failed'],
    ['not tried, as a webhook can not', noDryRun, 'unverifiable'],
  ])('%s', (_, answer, outcome) => {
    for (const object of ['pod', 'secret'] as const) {
      const report = runChecks({ ...healthy, [`${object}Admission`]: answer }, context);
      const result = report.checks.find(({ check }) => check === `${object}-admission`);
      expect(result?.outcome).toBe(outcome);
      expect(report.checks[0]?.outcome).toBe('passed');
    }
  });

  test.each([
    ['for no reason', refused(500, 'InternalError', 'Internal error occurred: etcd'), 500],
    ['as it is too busy', refused(429), 429],
    ['with a page of a proxy', refused(502), 502],
  ])('a server that fails itself %s', (_how, answer, status) => {
    for (const object of ['pod', 'secret'] as const) {
      const report = runChecks({ ...healthy, [`${object}Admission`]: answer }, context);
      expect(complaintsOf(report)).toEqual([failed('reachable', 'cluster-error', { status })]);
    }
  });

  test('says nothing where pods may not be created, as that is said already', () => {
    const access = healthy.access?.map((part) => ({ ...part, answer: ok(false) }));
    expect(verdict('pod-admission', { access, podAdmission: forbidden })).toBeUndefined();
    expect(verdict('secret-admission', { access, secretAdmission: forbidden })).toBeUndefined();
  });

  test('says nothing where the namespace is missing', () => {
    const change = { namespace: refused(404), podAdmission: refused(404) };
    expect(verdict('pod-admission', change)).toBeUndefined();
  });
});

describe('control-plane', () => {
  const servers = (count: number) =>
    ok(Array.from({ length: count }, (_, index) => `192.0.2.${index}`));
  const nodes = (ready: number, others = 0) =>
    ok(
      Array.from({ length: ready + others }, (_, index) => ({
        name: `n${index}`,
        isReady: index < ready,
      })),
    );

  test.each([
    // Either view proves it, whatever the other one shows.
    [nodes(3), servers(3), 'passed'],
    [nodes(3), forbidden, 'passed'],
    [nodes(5), servers(1), 'passed'],
    [nodes(3, 1), servers(1), 'passed'],
    [forbidden, servers(3), 'passed'],
    [nodes(0), servers(3), 'passed'],
    [nodes(2), servers(3), 'passed'],
    [nodes(1, 2), servers(3), 'passed'],
    [broken('ECONNRESET'), servers(3), 'passed'],
    [nodes(3), broken('ECONNRESET'), 'passed'],
    // A control plane that is listed, and all of it ready.
    [nodes(1), servers(2), 'failed control-plane-small'],
    [nodes(2), servers(0), 'failed control-plane-small'],
    [nodes(2), forbidden, 'failed control-plane-small'],
    [nodes(2), refused(404), 'failed control-plane-small'],
    // Some of it may be rebooting.
    [nodes(2, 1), servers(1), 'unverifiable control-plane-not-ready'],
    [nodes(1, 2), forbidden, 'unverifiable control-plane-not-ready'],
    [nodes(1, 1), servers(2), 'unverifiable control-plane-not-ready'],
    [nodes(0, 1), servers(0), 'unverifiable control-plane-not-ready'],
    [nodes(0, 3), forbidden, 'unverifiable control-plane-not-ready'],
    // Somebody else runs it, or a load balancer stands before it.
    [nodes(0), servers(0), 'unverifiable control-plane-hidden'],
    [nodes(0), servers(1), 'unverifiable control-plane-hidden'],
    [nodes(0), servers(2), 'unverifiable control-plane-hidden'],
    // One more right may prove it.
    [forbidden, servers(1), 'unverifiable control-plane-unreadable'],
    [forbidden, servers(0), 'unverifiable control-plane-unreadable'],
    [nodes(0), forbidden, 'unverifiable control-plane-unreadable'],
    [forbidden, forbidden, 'unverifiable control-plane-unreadable'],
    [forbidden, refused(404), 'unverifiable control-plane-unreadable'],
    // What the other one would have shown, nobody knows.
    [nodes(2), broken('ECONNRESET'), undefined],
    [nodes(0), broken('ECONNRESET'), undefined],
    [broken('ECONNRESET'), servers(1), undefined],
  ])('nodes %j and API servers %j: %s', (controlPlaneNodes, apiServerAddresses, expected) => {
    expect(verdict('control-plane', { controlPlaneNodes, apiServerAddresses })).toBe(expected);
  });

  test('one address thrice is one API server', () => {
    const apiServerAddresses = ok(['192.0.2.1', '192.0.2.1', '192.0.2.1']);
    expect(verdict('control-plane', { apiServerAddresses })).toBe(
      'unverifiable control-plane-unreadable',
    );
  });

  test('needs as many as the operator says', () => {
    const small = 'failed control-plane-small';
    const seen = { controlPlaneNodes: nodes(3), apiServerAddresses: servers(1) };
    expect(verdict('control-plane', seen, { controlPlaneNodes: 4 })).toBe(small);
    expect(verdict('control-plane', seen, { controlPlaneNodes: 3 })).toBe('passed');
    const apiServerAddresses = servers(1);
    const one = { controlPlaneNodes: 1 };
    expect(verdict('control-plane', { apiServerAddresses }, one)).toBe('passed');
  });

  test('what was seen is told to maintainers', () => {
    const seen = { controlPlaneNodes: nodes(1, 2), apiServerAddresses: servers(2) };
    const report = runChecks({ ...healthy, ...seen }, context);
    expect(report.seen?.controlPlane).toEqual({
      nodes: { found: 3 },
      ready: 1,
      addresses: { found: 2 },
    });
  });
});

describe('cluster-admin', () => {
  test.each([
    [ok(true), 'passed'],
    [ok(false), 'failed not-cluster-admin'],
    [forbidden, 'unverifiable answer-unclear'],
    [undefined, undefined],
  ])('%j: %s', (clusterAdmin, expected) => {
    expect(verdict('cluster-admin', { ...(clusterAdmin && { clusterAdmin }) })).toBe(expected);
  });
});

describe('not-registered', () => {
  const at = (address: string) => ({ ...context.kubeconfig, server: address });
  const server = 'https://api.example.org';
  const { kind } = context;
  const other = 'external-provider' as const;
  let authorities: { readonly mine: string; readonly theirs: string };

  beforeAll(async () => {
    const [mine, theirs] = await Promise.all([createAuthority('ca'), createAuthority('ca')]);
    authorities = { mine: mine.certificate, theirs: theirs.certificate };
  });

  test.each([
    ['https://api.example.org', 'https://api.example.org', 'failed cluster-registered'],
    ['https://api.example.org', 'https://API.example.org:443/', 'failed cluster-registered'],
    ['https://api.example.org', 'https://api.example.org./', 'failed cluster-registered'],
    ['https://a.example/k8s/c-1', 'https://a.example/k8s/c-1/', 'failed cluster-registered'],
    ['https://a.example/k8s/c-1', 'https://a.example/k8s/c-2', 'passed'],
    ['https://api.example.org', 'https://api.example.org:6443', 'passed'],
    ['https://api.example.org', 'no URL', 'passed'],
  ])('%s beside %s: %s', (mine, known, expected) => {
    const registered = [{ kind, name: 'known', server: known }];
    expect(verdict('not-registered', {}, { kubeconfig: at(mine), registered })).toBe(expected);
  });

  test.each<[string, Omit<ClusterInUse, 'name'>, string]>([
    ['of another kind', { kind: other, server }, 'warning cluster-in-both-kinds'],
    [
      'of another kind, spelled otherwise',
      { kind: other, server: `${server}:443/` },
      'warning cluster-in-both-kinds',
    ],
    ['of another kind at another address', { kind: other, server: `${server}:6443` }, 'passed'],
    ['of another kind behind it', { kind: other, server, tlsServerName: 'b' }, 'passed'],
    ['that shows another name', { kind, server, tlsServerName: 'b.example' }, 'passed'],
    [
      'that shows the name of the address',
      { kind, server, tlsServerName: 'API.example.org.' },
      'failed cluster-registered',
    ],
  ])('beside one %s: %s', (_what, known, expected) => {
    const registered = [{ name: 'known', ...known }];
    expect(verdict('not-registered', {}, { kubeconfig: at(server), registered })).toBe(expected);
  });

  test.each([
    ['a.example', 'b.example', 'passed'],
    ['a.example', undefined, 'passed'],
    ['a.example', 'A.example.', 'failed cluster-registered'],
  ])('asked for as %s beside %s at the same address: %s', (mine, tlsServerName, expected) => {
    const kubeconfig = { ...at(server), tlsServerName: mine };
    const registered = [{ kind, name: 'known', server, ...(tlsServerName && { tlsServerName }) }];
    expect(verdict('not-registered', {}, { kubeconfig, registered })).toBe(expected);
  });

  test('two at one address are told of by the authority that they share', () => {
    const certificateAuthority = authorities.mine;
    const kubeconfig = { ...at(server), tlsServerName: 'a.example', certificateAuthority };
    const registered = [
      { kind, name: 'known', server, tlsServerName: 'b.example', certificateAuthority },
    ];
    expect(verdict('not-registered', {}, { kubeconfig, registered })).toBe(
      'warning cluster-shares-ca',
    );
  });

  test('one of the same kind counts more than one of another', () => {
    const registered = [
      { kind: other, name: 'provider', server },
      { kind, name: 'known', server },
    ];
    const report = runChecks(healthy, { ...context, kubeconfig: at(server), registered });
    const found = report.checks.find(({ check }) => check === 'not-registered');
    expect(found).toMatchObject({
      outcome: 'failed',
      evidence: { type: 'registered cluster', name: 'known' },
    });
  });

  test('the warning names the other kind in public, and its name to maintainers', () => {
    const registered = [{ kind: other, name: 's390x-test', server }];
    const report = runChecks(healthy, { ...context, kubeconfig: at(server), registered });
    const found = report.checks.find(({ check }) => check === 'not-registered');
    expect(found).toMatchObject({
      problem: { details: { kind: other } },
      evidence: { name: 's390x-test' },
    });
    expect(JSON.stringify(found && 'problem' in found && found.problem)).not.toContain('s390x');
    expect(verdictOf(report)).toBe('passed');
  });

  test('new credentials of one in both kinds change nothing', () => {
    const mine = { name: 'mine', server };
    const registered = [
      { kind: other, name: 'provider', server },
      { kind, ...mine },
    ];
    const about = { kubeconfig: at(server), registered, replaces: [mine] };
    expect(verdict('not-registered', {}, about)).toBeUndefined();
    expect(verdict('same-cluster', {}, about)).toBe('passed');
  });

  test('new credentials that lead to another cluster at the same address', () => {
    const mine = { name: 'mine', server, tlsServerName: 'a.example' };
    const theirs = { name: 'theirs', server, tlsServerName: 'b.example' };
    const registered = [mine, theirs].map((each) => ({ kind, ...each }));
    const kubeconfig = { ...at(server), tlsServerName: 'b.example' };
    const about = { kubeconfig, registered, replaces: [mine] };
    expect(verdict('not-registered', {}, about)).toBe('failed cluster-registered');
  });

  test('an authority in common is a warning, however it is written', () => {
    const { mine, theirs } = authorities;
    const kubeconfig = { ...context.kubeconfig, certificateAuthority: `# mine\n${mine}` };
    const known = (certificateAuthority: string) => ({
      kubeconfig,
      registered: [{ kind, name: 'known', server: 'https://known.example', certificateAuthority }],
    });
    const verdictBeside = (pem: string) => verdict('not-registered', {}, known(pem));
    expect(verdictBeside(theirs)).toBe('passed');
    expect(verdictBeside('garbage')).toBe('passed');
    expect(verdictBeside(theirs + mine.replaceAll('\n', '\r\n'))).toBe('warning cluster-shares-ca');
  });
});

describe('of the secrets nothing is told to whom the cluster has not let in', () => {
  const { kind, kubeconfig } = context;
  const { server } = kubeconfig;
  const replaced = { name: 'mine', server: 'https://elsewhere.example' };
  const registered = [{ name: 'known', server }, replaced].map((each) => ({ kind, ...each }));
  const about = { registered, replaces: [replaced] };
  const aboutSecrets = ['not-registered', 'same-cluster'] as const;

  test.each<[string, Partial<Observations>]>([
    ['refused', { whoAmI: refused(401, 'Unauthorized') }],
    ['anonymous', { whoAmI: ok('system:anonymous') }],
    [
      'anonymous, and forbidden to ask',
      { whoAmI: refused(403, 'Forbidden', 'User "system:anonymous" cannot create') },
    ],
    ['out of reach', { version: broken('ECONNREFUSED'), whoAmI: broken('ECONNREFUSED') }],
    ['of another authority', { version: broken('SELF_SIGNED_CERT_IN_CHAIN') }],
    ['no API', { version: refused(404), whoAmI: refused(404) }],
    ['silent later on', { controlPlaneNodes: { ok: false, failure: { type: 'timeout' } } }],
  ])('%s', (_what, seen) => {
    expect(aboutSecrets.map((check) => verdict(check, seen, about))).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('let in', () => {
    expect(aboutSecrets.map((check) => verdict(check, {}, about))).toEqual([
      'failed cluster-registered',
      'unverifiable cluster-changed',
    ]);
  });

  const answer = fc.constantFrom<Answer<string>>(
    ok('v1'),
    ok('system:anonymous'),
    forbidden,
    refused(401),
    refused(404),
    refused(503),
    broken('EPROTO'),
  );

  test('what is not told has never passed without it', () => {
    fc.assert(
      fc.property(answer, answer, (version, whoAmI) => {
        const report = runChecks({ ...healthy, version, whoAmI }, { ...context, ...about });
        const told = aboutSecrets.filter((id) => report.checks.some(({ check }) => check === id));
        if (told.length < aboutSecrets.length) expect(verdictOf(report)).toBe('failed');
      }),
    );
  });
});

test('what a server says is one short line', () => {
  const hostile = `v1\u0007.34\n\n## heading\u2028${'x'.repeat(500)}`;
  const { seen } = runChecks({ ...healthy, version: ok(hostile) }, context);
  expect(seen?.version).toMatch(/^v1 \.34 ## heading x+…$/);
  expect(seen?.version?.length).toBeLessThanOrEqual(301);
  const report = runChecks({ ...healthy, whoAmI: ok(hostile) }, context);
  expect(evidenceOf(report, 'identity')).toEqual({ type: 'user', user: seen?.version });
});

describe('what whoever reviews has to know', () => {
  const seenWith = (changes: Partial<Kubeconfig>, observations: Partial<Observations> = {}) => {
    const kubeconfig = { ...context.kubeconfig, ...changes };
    return runChecks({ ...healthy, ...observations }, { ...context, kubeconfig }).seen;
  };

  test('is the server, the end of the credentials, the version and the control plane', () => {
    expect(seenWith({ tlsServerName: 'api.internal' })).toEqual({
      server: 'https://api.example.org:6443',
      tlsServerName: 'api.internal',
      authorities: [],
      credentials: { type: 'token', ends: 'none' },
      user,
      version: 'v1.34.2',
      controlPlane: { nodes: { status: 403 }, ready: 0, addresses: { found: 3 } },
    });
  });

  test('is the fingerprint and the end of each authority of a bundle', async () => {
    const authorities = await Promise.all([createAuthority('one'), createAuthority('two')]);
    const pem = authorities.map(({ certificate }) => certificate);
    expect(seenWith({ certificateAuthority: pem.join('') })?.authorities).toEqual(
      pem.map((each) => {
        const { fingerprint256, validToDate } = new X509Certificate(each);
        return { fingerprint: fingerprint256, ends: validToDate.toISOString() };
      }),
    );
  });

  test.each<[string, string, string]>([
    ['tells of no end', jwt({ sub: user }), 'none'],
    ['is no token of Kubernetes', 'opaque', 'unknown'],
    ['tells of an end that is no date', jwt({ sub: user, exp: 1e20 }), 'unknown'],
    ['tells of its end', jwt({ sub: user, exp: 1_900_000_000 }), '2030-03-17T17:46:40.000Z'],
  ])('is the end of a token that %s', (_, token, ends) => {
    expect(seenWith({ credentials: { type: 'token', token } })?.credentials.ends).toBe(ends);
  });

  test('holds no token, also where the server sends it back', () => {
    const token = 'secret-opaque-token';
    const credentials = { type: 'token', token } as const;
    const seen = seenWith({ credentials }, { version: ok(`v1 ${token}`), whoAmI: ok(token) });
    expect(seen?.version).toBe('v1 [token]');
    expect(JSON.stringify(seen)).not.toContain(token);
  });
});
