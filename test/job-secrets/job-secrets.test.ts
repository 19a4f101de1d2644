import { describe, expect, test } from 'vitest';
import {
  applyJobSecret,
  type JobSecretOutcome,
  lookForSecret,
  namedWithoutNeeded,
  neededSecrets,
  parseJobSecrets,
} from '../../src/job-secrets/job-secrets.ts';
import type { Answer, ClusterApi } from '../../src/probe/cluster.ts';

const http = (status: number) =>
  ({ ok: false, failure: { type: 'http', status, reason: '', message: '' } }) as const;
const timeout = { ok: false, failure: { type: 'timeout' } } as const;
const managedBy = (...value: readonly string[]) => ({ ok: true, value }) as const;
const done = { ok: true, value: undefined } as const;

type Asked = Pick<ClusterApi, 'secretManagers' | 'applySecret'>;

describe('a secret for jobs', () => {
  const secret = { namespace: 'jobs', name: 'gcs', data: new Map() };

  test.each<[string, Answer<readonly string[]>, Answer<void> | undefined, JobSecretOutcome]>([
    ['is not there: it is applied', http(404), done, 'applied'],
    ["is the bot's: it is applied again", managedBy('cluster-onboarding'), done, 'applied'],
    ['is shared with the bot', managedBy('kubectl', 'cluster-onboarding'), done, 'applied'],
    ["is somebody else's: it is not touched", managedBy('kubectl-create'), undefined, 'foreign'],
    ["is nobody's: it is not touched", managedBy(), undefined, 'foreign'],
    ['was changed by somebody', managedBy('cluster-onboarding'), http(409), 'foreign'],
    ['may not be read', http(403), undefined, 'failed'],
    ['may not be applied', http(404), http(403), 'failed'],
    ['is behind a server that does not answer', timeout, undefined, 'failed'],
    ['is behind a server that stops to answer', http(404), timeout, 'failed'],
  ])('%s', async (_story, managers, applied, outcome) => {
    const api: Asked = {
      secretManagers: async () => managers,
      applySecret: async () => applied ?? expect.unreachable('it was touched'),
    };
    expect(await applyJobSecret(api, secret)).toBe(outcome);
  });
});

describe('the secret without which no job starts', () => {
  const name = 'gcs-credentials';
  const own = { name, items: [{ key: 'service-account.json', entry: 'gcs' }] };
  const other = { name: 'gcs', items: [{ key: 'service-account.json', entry: 'gcs' }] };

  test.each([
    ['is looked for', [], [{ name, items: [] }]],
    ['is looked for beside others', [other], [other, { name, items: [] }]],
    ['is created where the operator names it', [other, own], [other, own]],
  ])('%s', (_what, named, needed) => {
    expect(neededSecrets(named)).toEqual(needed);
  });

  test.each([
    ['where it is among those named', [other, own], []],
    ['where none is named', [], []],
    ['but names those where it is not', [other], ['gcs']],
    [
      'or has another key',
      [{ name, items: [{ key: 'sa.json', entry: 'gcs' }] }],
      ['gcs-credentials'],
    ],
  ])('warns of nothing %s', (_what, named, warned) => {
    expect(namedWithoutNeeded(named)).toEqual(warned);
  });

  test.each<[JobSecretOutcome, Answer<readonly string[]>]>([
    ['present', managedBy('kubectl')],
    ['present', managedBy()],
    ['missing', http(404)],
    ['unseen', http(403)],
    ['unseen', timeout],
  ])('is %s', async (outcome, managers) => {
    const api = { secretManagers: async () => managers };
    expect(await lookForSecret(api, { namespace: 'jobs', name })).toBe(outcome);
  });
});

describe('JOB_SECRETS', () => {
  test('names secrets, their keys, and the entries with the values', () => {
    expect(parseJobSecrets('gcs/service-account.json=gcs, a/x=e_1,gcs/other=other-entry')).toEqual([
      {
        name: 'gcs',
        items: [
          { key: 'service-account.json', entry: 'gcs' },
          { key: 'other', entry: 'other-entry' },
        ],
      },
      { name: 'a', items: [{ key: 'x', entry: 'e_1' }] },
    ]);
  });

  test('names a file by its path', () => {
    expect(parseJobSecrets('a/b=secrets/prow/gcs.json,a/c=x_1/y-2.d')).toEqual([
      {
        name: 'a',
        items: [
          { key: 'b', entry: 'secrets/prow/gcs.json' },
          { key: 'c', entry: 'x_1/y-2.d' },
        ],
      },
    ]);
  });

  test.each([
    'gcs/key=/a/b',
    'gcs/key=a/../b',
    'gcs/key=a//b',
    'gcs/key=a/.gitattributes',
    'gcs/key=a/',
    'gcs/key=./a',
    'gcs',
    'gcs=entry',
    'gcs/key',
    'gcs/key=',
    'gcs/key=a.b',
    'GCS/key=a',
    'gcs/a/b=c',
    'gcs/a=b,',
    'gcs/a=b,gcs/a=c',
    'gcs/a b=c',
    'gcs/$(id)=c',
    '-gcs/a=b',
  ])('is not %j', (text) => {
    expect(parseJobSecrets(text)).toBeUndefined();
  });
});
