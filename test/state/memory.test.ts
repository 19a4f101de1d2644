import { describe, expect, test } from 'vitest';
import { problem } from '../../src/problem.ts';
import { deriveMarkerKey, signMarker } from '../../src/state/marker.ts';
import { freshMemory, readMemory, writeMemory } from '../../src/state/memory.ts';
import { candidatesKey, examinationKey, undecidedKey } from '../../src/state/request-keys.ts';
import { uniteMemories } from '../../src/state/unite-memories.ts';
import { proposed, request, submission } from '../reconcile/situations.ts';

const key = deriveMarkerKey('secret');
const { memory } = proposed;
const place = { repository: 1, issue: 5 };
const markerPlace = { kind: 'memory', repository: 1, of: '5' } as const;
const signed = writeMemory('Hello', memory, { place, key });

describe('what the bot remembers', () => {
  test('is read back from its comment, whatever stands around it', () => {
    expect(readMemory(`${signed}\n`, place, key)).toMatchObject({ memory, isWhole: true });
  });

  test('is read back where others have changed its words, which is told', () => {
    const changed = signed.replace('Hello', 'All is fine');
    expect(readMemory(changed, place, key)).toMatchObject({ memory, isWhole: false });
  });

  test('is read back with all that it may hold', () => {
    const seen = { by: 'maintainer', examined: 'first' };
    const failure = { retracted: 30, failedAt: '2026-11-24T12:00:00Z' };
    const all = {
      ...memory,
      confirmed: seen,
      confirmedServer: seen,
      confirmedRecipients: { ...seen, readers: 'all' },
      confirmedAuthor: { by: 'maintainer', request: 'this' },
      strangers: [{ id: 3, at: '2026-11-24T12:00:00Z' }],
      restored: { comment: ['2026-11-24T12:00:00Z'] },
      cancelledBy: 'contributor',
      afterMerge: { ...failure, silentSince: '2026-11-24T12:00:00Z' },
      undeployment: failure,
    };
    expect(readMemory(writeMemory('', all, { place, key }), place, key)?.memory).toEqual(all);
    for (const outcome of ['problem', 'failed', 'passed'] as const) {
      const at = '2026-11-24T12:00:00Z';
      const examined = { key: 'k', outcome, at, failingSince: at };
      const again = readMemory(
        writeMemory('', { ...memory, examined }, { place, key }),
        place,
        key,
      )?.memory;
      expect(again?.examined).toEqual(examined);
    }
  });

  test.each([
    ['in another issue', signed, 6, key],
    ['with another secret', signed, 5, deriveMarkerKey('other')],
    ['nowhere', 'Hello', 5, key],
    ['in another shape', signMarker({ ...memory, answered: 'all' }, markerPlace, key), 5, key],
    ['without a status', signMarker({ ...memory, status: null }, markerPlace, key), 5, key],
    ['with a word for a status', signMarker({ ...memory, status: '' }, markerPlace, key), 5, key],
  ])('is not read %s', (_where, body, issue, markerKey) => {
    expect(readMemory(body, { repository: 1, issue }, markerKey)).toBeUndefined();
  });

  const known = problem('cluster-error', { status: 500 });
  const unknown = { id: 'cluster-asleep', details: {} };
  const checking = { type: 'checking' };
  const failed = (...problems: readonly unknown[]) => ({
    type: 'checks-failed',
    checks: problems.map((each) => ({ check: 'api', outcome: 'failed', problem: each })),
    until: '2026-11-24T12:00:00Z',
  });

  test.each([
    ['a problem that it knows', { type: 'needs-change', problem: known }, undefined],
    [
      'a problem that only another version knows',
      { type: 'needs-change', problem: unknown },
      checking,
    ],
    ['checks with problems that it knows', failed(known, known), undefined],
    [
      'checks without a problem',
      { ...failed(), checks: [{ check: 'api', outcome: 'passed' }] },
      undefined,
    ],
    ['a check with one that it does not', failed(known, unknown), checking],
  ])('is read with %s, or else without it alone', (_what, phase, instead) => {
    const status = { ...memory.status, phase };
    const body = signMarker({ ...memory, status, said: '' }, markerPlace, key);
    expect(readMemory(body, place, key)?.memory).toEqual({
      ...memory,
      status: { ...status, phase: instead ?? phase },
    });
  });

  test('at first is next to nothing', () => {
    expect(freshMemory(request)).toEqual({
      status: { ...request, phase: { type: 'checking' }, notices: [] },
      leaked: [],
      answered: [],
      retracted: 0,
      heldPull: 0,
    });
    expect(freshMemory(request, ['one']).answered).toEqual(['one']);
  });
});

describe('what two status comments remember', () => {
  const fresh = freshMemory(request);
  const older = { ...fresh, leaked: ['a'], answered: ['b'], retracted: 2, heldPull: 3 };

  test('is what the newer one says, and what only the older one knows', () => {
    const confirmed = { by: 'maintainer', examined: 's' };
    const newer = { ...fresh, leaked: ['a', 'c'], answered: ['d'], retracted: 1, heldPull: 4 };
    expect(uniteMemories([{ ...older, confirmed }, newer])).toEqual({
      ...newer,
      confirmed,
      leaked: ['a', 'c'],
      answered: ['b', 'd'],
      retracted: 2,
    });
  });

  test('is a hold of the bot, though the newer one took it for that of a person', () => {
    expect(uniteMemories([older, fresh])?.heldPull).toBe(3);
  });

  test('is each time that a text was restored', () => {
    const at = (minute: number) => `2026-11-24T11:0${minute}:00.000Z`;
    const earlier = { ...fresh, restored: { comment: [at(1), at(3)], pull: [at(2)] } };
    const later = { ...fresh, restored: { comment: [at(2), at(3)], deployment: [at(4)] } };
    const all = { comment: [at(1), at(2), at(3)], pull: [at(2)], deployment: [at(4)] };
    expect(uniteMemories([earlier, later])?.restored).toEqual(all);
    expect(uniteMemories([earlier, fresh])?.restored).toEqual(earlier.restored);
    expect(uniteMemories([fresh, later])?.restored).toEqual(later.restored);
    const { comment } = earlier.restored;
    const same = { ...fresh, restored: { comment } };
    expect(uniteMemories([same, same])?.restored).toEqual({ comment });
  });

  test('is nothing where there are none', () => {
    expect(uniteMemories([])).toBeUndefined();
  });
});

test('an examination is of one kind, name and submission', () => {
  const one = examinationKey(request, submission);
  expect(one).toMatch(/^[0-9a-f]{32}$/);
  expect(examinationKey({ ...request }, { ...submission })).toBe(one);
  const others = [
    examinationKey({ ...request, kind: 'external-provider' }, submission),
    examinationKey({ ...request, name: 'rosa-2' }, submission),
    examinationKey(request, { ...submission, fingerprint: 'second' }),
  ];
  expect(others).not.toContain(one);
});

test('what was looked into is told again, in its order, and so is that there is one at most', () => {
  const file = (fingerprint: string) => ({ type: 'link', url: '', fingerprint }) as const;
  const own = (fingerprint: string) =>
    ({ submission: file(fingerprint), standing: 'own', number: 1 }) as const;
  const [one, two] = [own('1'), own('2')];
  expect(candidatesKey([])).toBeUndefined();
  expect(candidatesKey([one])).toBeUndefined();
  expect(candidatesKey([one, two])).toBe(candidatesKey([one, two]));
  expect(candidatesKey([one, two])).not.toBe(candidatesKey([two, one]));
  expect(candidatesKey([one, two])).not.toBe(candidatesKey([one, { ...two, standing: 'struck' }]));
  // What is no message changes nothing.
  const publicKey = {
    ...own('3'),
    submission: { ...file('3'), type: 'armored', text: '' },
  } as const;
  expect(candidatesKey([{ ...publicKey, holds: 'nothing' }, one, two])).toBe(
    candidatesKey([one, two]),
  );
  expect(undecidedKey([])).toBeUndefined();
  expect(undecidedKey([one])).not.toEqual(undecidedKey([two]));
});
