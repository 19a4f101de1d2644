import { account } from '../../simulator/cluster/build-cluster.ts';
import type { CheckContext } from '../../src/probe/checks/check.ts';
import type { Answer } from '../../src/probe/cluster.ts';
import type { Observations } from '../../src/probe/observe.ts';
import { accessInExcess, accessOfProw } from '../../src/probe/required-access.ts';
import { jobsNamespace } from './probe-fixture.ts';

export function ok<Value>(value: Value): Answer<Value> {
  return { ok: true, value };
}

export const done: Answer<void> = { ok: true, value: undefined };

export function refused(status: number, reason = '', message = ''): Answer<never> {
  return { ok: false, failure: { type: 'http', status, reason, message } };
}

export const forbidden = refused(403, 'Forbidden', 'you can not');

export function broken(code: string): Answer<never> {
  return { ok: false, failure: { type: 'transport', code } };
}

export function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'ES256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

export const user = `system:serviceaccount:${jobsNamespace}:${account.name}`;

/** What a flawless build cluster shows. */
export const healthy: Observations = {
  version: ok('v1.34.2'),
  whoAmI: ok(user),
  namespace: done,
  serviceAccount: done,
  tokenSecrets: ok([
    { name: 'automation-token', serviceAccount: account.name, holdsOurToken: true },
  ]),
  access: accessOfProw(jobsNamespace).map((access) => ({ access, answer: ok(true) })),
  accessInExcess: accessInExcess.map((access) => ({ access, answer: ok(false) })),
  podAdmission: done,
  secretAdmission: done,
  controlPlaneNodes: forbidden,
  apiServerAddresses: ok(['192.0.2.1', '192.0.2.2', '192.0.2.3']),
};

export const context: CheckContext = {
  now: new Date('2026-11-30T12:00:00.000Z'),
  kind: 'build-cluster',
  jobsNamespace,
  controlPlaneNodes: 3,
  registered: [],
  replaces: [],
  kubeconfig: {
    server: 'https://api.example.org:6443',
    credentials: { type: 'token', token: jwt({ sub: user }) },
  },
};
