import { describe, expect, test } from 'vitest';
import { credentialFingerprint } from '../../../src/kubeconfig/fingerprint.ts';
import type { Kubeconfig } from '../../../src/kubeconfig/kubeconfig.ts';
import type { ClusterApi } from '../../../src/probe/cluster.ts';
import { createLocalProber } from '../../../src/prober/operations.ts';
import { applyJobSecrets } from '../../../src/reconcile/act/apply-job-secrets.ts';
import { attemptOf } from '../../../src/reconcile/act/examine.ts';
import { type PublicKey, sealFor } from '../../../src/sandbox/sealed.ts';
import { deriveMarkerKey, keyedDigest } from '../../../src/state/marker.ts';
import { clusterOf } from '../../model/cluster.ts';
import { createGitHub } from '../../model/github.ts';
import { layout, writeSecrets } from '../../model/layout.ts';
import { secretsRepository } from '../../model/ports.ts';
import { now, proposal, pull, request, situation } from '../situations.ts';

const markerKey = deriveMarkerKey('secret');
const old = deriveMarkerKey('old secret');
const renewed = deriveMarkerKey('secret', ['old secret']);
const github = createGitHub(writeSecrets([]), () => now.getTime());
const line = {
  read: async <Result>(look: (state: typeof github.state) => Result) => look(github.state),
  write: async <Result>(_name: string, effect: () => Result) => effect(),
};

const healthy = clusterOf(() => 'healthy');
const kubeconfigWith = (token: string): Kubeconfig => ({
  server: 'https://rosa.example',
  credentials: { type: 'token', token },
});
const digestOf = (token: string, key = markerKey) =>
  keyedDigest(credentialFingerprint({ type: 'token', token }), key);

/** How often a secret is given away where the secrets hold this token, and what is told. */
async function attempt(token: string, credential: string | undefined, key = markerKey) {
  let given = 0;
  const cluster: Pick<ClusterApi, 'secretManagers' | 'applySecret' | 'close'> = {
    secretManagers: async () => ({ ok: true, value: ['cluster-onboarding'] }),
    applySecret: async () => {
      given += 1;
      return { ok: true, value: undefined };
    },
    close: async () => undefined,
  };
  const claim = credential === undefined ? undefined : { credentials: [credential], since: '' };
  const merged = {
    pull: pull({ state: 'merged', proposal: { ...proposal, claim } }),
    jobSecrets: [{ name: 'gcs', items: [{ key: 'sa.json', entry: 'gcsAccount' }] }],
  };
  const ports = {
    secretsRepository: secretsRepository(github, line),
    layout,
    markerKey: key,
    explain: () => undefined,
    onUnexpected: (error: unknown) => {
      throw error;
    },
    sandbox: {
      findRegistered: async ({ prober }: { readonly prober: PublicKey }) => ({
        fingerprint: credentialFingerprint({ type: 'token', token }),
        forProber: await sealFor(prober, {
          kubeconfig: kubeconfigWith(token),
          entries: { gcsAccount: 'value' },
        }),
      }),
    },
    prober: createLocalProber(async (kubeconfig) => ({
      ...(await healthy(kubeconfig)),
      ...cluster,
    })),
    probe: { jobsNamespace: 'jobs' },
  };
  const [result] = await applyJobSecrets(request, merged, {
    ports,
    attempt: attemptOf(situation(), now),
  });
  return { given, result };
}

describe('the secrets of jobs go with the credential that was merged', () => {
  test.each([
    ['the very one', digestOf('merged'), markerKey],
    ['under an older webhook secret', digestOf('merged', old), renewed],
  ])('%s; which entries they are from is told to nobody', async (_what, credential, key) => {
    const { given, result } = await attempt('merged', credential, key);
    expect(given).toBe(1);
    expect(result).toEqual({
      ...{ name: 'gcs', items: [{ key: 'sa.json' }], namespace: 'jobs', outcome: 'applied' },
    });
  });

  test.each([
    ['another one that came in its place', digestOf('merged')],
    ['one that nobody knows of', undefined],
  ])('and with no other: %s', async (_what, credential) => {
    const { given, result } = await attempt('planted', credential);
    expect(given).toBe(0);
    expect(result?.outcome).toBe('failed');
  });
});
