import { describe, expect, test } from 'vitest';
import { attachmentHost } from '../../../src/attachment/address.ts';
import type { Content, Mention } from '../../../src/attachment/found-submissions.ts';
import { fail, ProblemError, type ProblemId } from '../../../src/problem.ts';
import { searchAttachments } from '../../../src/reconcile/act/search-attachments.ts';
import type { Candidate, Snapshot } from '../../../src/reconcile/snapshot.ts';
import { deriveMarkerKey } from '../../../src/state/marker.ts';
import { examinationKey } from '../../../src/state/request-keys.ts';
import { passedPhase, remembering, request, situation } from '../situations.ts';

/** What a file is when it is fetched and looked into, or why it can't be. */
type Fate = Content | 'leak' | 'dies' | 404 | 503 | 'large';

const source = { nodeId: 'IC_1' };
const fileOf = (number: number, changes: Partial<Mention> = {}): Candidate => ({
  submission: {
    type: 'link',
    url: `https://github.com/user-attachments/files/${number}/k.txt`,
    fingerprint: String(number),
  },
  ...{ standing: 'own', number, source, ...changes },
});

interface Changes extends Partial<Snapshot> {
  readonly each?: readonly Candidate[];
  readonly needsAuthorization?: boolean;
}

async function search(
  fates: Readonly<Record<number, Fate>>,
  { each, needsAuthorization = false, ...changes }: Changes = {},
) {
  const newestFirst = Object.keys(fates).map(Number).toReversed();
  const fetched: number[] = [];
  const fateOf = (number: number) => fates[number] ?? 'nothing';
  const candidates = { each: each ?? newestFirst.map((number) => fileOf(number)), isMore: false };
  const snapshot = situation({ candidates, submission: undefined, search: undefined, ...changes });
  const asks = { type: 'search-attachments', request, needsAuthorization } as const;
  const next = await searchAttachments(asks, snapshot, {
    tracker: {
      hasWriteAccess: async () => false,
      readEdits: never,
      readLastEdits: async () => ({}),
    },
    secretsRepository: { listMergedPulls: async () => [], repositoryId: async () => 1 },
    attachmentHost: attachmentHost(),
    markerKey: deriveMarkerKey('secret'),
    onUnexpected: () => undefined,
    explain: () => undefined,
    download: async (url) => {
      const number = Number(/\d+/.exec(url)?.[0]);
      fetched.push(number);
      const fate = fateOf(number);
      if (fate === 'large') fail('attachment-too-large', { limitBytes: 1 });
      return { status: typeof fate === 'number' ? fate : 200, body: Buffer.from([number]) };
    },
    sandbox: {
      ...neverUsed,
      lookInto: async ([number = 0]) => {
        const fate = fateOf(number);
        if (fate === 'dies') fail('submission-too-costly', {});
        const leak = { what: 'token', fingerprints: [String(number)] } as const;
        if (fate === 'leak') return { holds: 'nothing', leak };
        return { holds: fate === 'message' || fate === 'damaged' ? fate : 'nothing' };
      },
    },
  });
  return { next, fetched };
}

const never = async () => fail('internal', {});
const neverUsed = {
  ...{ readText: never, openSubmission: never, readSecrets: never, prepareProbe: never },
  ...{ findRegistered: never, findObstacle: never, changeSecrets: never },
};

describe('the newest file that holds a message is the submission', () => {
  test.each<[string, Readonly<Record<number, Fate>>, string, Content]>([
    ['the newest one', { 1: 'message', 2: 'message' }, '2', 'message'],
    ['one behind logs', { 1: 'message', 2: 'nothing', 3: 'nothing' }, '1', 'message'],
    ['a damaged one', { 1: 'message', 2: 'damaged', 3: 'nothing' }, '2', 'damaged'],
    ['one behind a leak', { 1: 'message', 2: 'leak' }, '1', 'message'],
    ['one behind what is too large', { 1: 'message', 2: 'large' }, '1', 'message'],
    ['one behind what ends its reader', { 1: 'message', 2: 'dies' }, '1', 'message'],
    ['the newest file, where none does', { 1: 'nothing', 2: 'nothing' }, '2', 'nothing'],
  ])('%s', async (_which, fates, fingerprint, holds) => {
    const { next, fetched } = await search(fates);
    expect(next.submission?.fingerprint).toBe(fingerprint);
    expect(next.source).toBe(source);
    expect(next.search?.holds).toBe(holds);
    // The older ones as well: the plaintext may be one of them.
    expect(fetched).toEqual(Object.keys(fates).map(Number).toReversed());
  });

  test('a credential in any of them is told', async () => {
    const { next } = await search({ 1: 'leak', 2: 'message', 3: 'leak' });
    expect(next.search?.leak).toMatchObject({
      what: 'token',
      credentials: [{}, {}].map(() => expect.any(String)),
    });
    expect(next.examination).toBeUndefined();
  });

  test('what is struck out is none, but is looked into', async () => {
    const each = [fileOf(1), fileOf(2, { standing: 'struck' })];
    const { next, fetched } = await search({ 1: 'nothing', 2: 'message' }, { each });
    expect(next.submission?.fingerprint).toBe('1');
    expect(fetched).toEqual([1, 2]);
  });

  test('what is known already is not fetched', async () => {
    const [one, two] = [fileOf(1), fileOf(2)];
    const known = { each: [two, one], submission: two.submission };
    const { next, fetched } = await search({ 1: 'message', 2: 'message' }, known);
    expect(next.submission).toBe(two.submission);
    expect(fetched).toEqual([1]);
  });
});

describe('what cannot be had', () => {
  const passing = { isLastAttempt: true };
  test('is tried again, and not passed over', async () => {
    await expect(search({ 1: 'message', 2: 503 })).rejects.toThrow(ProblemError);
    const { next, fetched } = await search({ 1: 'message', 2: 503, 3: 'leak' }, passing);
    expect(next.submission).toBeUndefined();
    expect(next.examination).toMatchObject({
      ...{ outcome: 'problem', problem: { id: 'attachment-unavailable' } },
      leak: { what: 'token' },
    });
    expect(fetched).toEqual([3, 2]);
  });

  test.each<[Fate, ProblemId]>([
    [404, 'attachment-gone'],
    [503, 'attachment-unavailable'],
  ])('%s behind the message is nobody’s business in the end', async (fate) => {
    const { next } = await search({ 1: fate, 2: 'message' }, passing);
    expect(next.submission?.fingerprint).toBe('2');
    expect(next.examination).toBeUndefined();
  });

  test('nor is it where it is struck out', async () => {
    const each = [fileOf(2, { standing: 'struck' }), fileOf(1)];
    const { next } = await search({ 1: 'message', 2: 404 }, { each });
    expect(next.submission?.fingerprint).toBe('1');
  });
});

test('more files than are looked into, without a message, are too many', async () => {
  const each = [fileOf(2), fileOf(1)];
  const candidates = { each, isMore: true };
  const { next } = await search({ 1: 'nothing', 2: 'nothing' }, { candidates });
  expect(next.examination).toMatchObject({
    problem: { id: 'issue-too-long', details: { attachments: 20 } },
  });
  const found = await search({ 1: 'message', 2: 'nothing' }, { candidates });
  expect(found.next.submission?.fingerprint).toBe('1');
});

test('what was examined before counts for the new set, and nothing else does', async () => {
  const one = fileOf(1);
  const examined = (fingerprint: string) => ({
    ...({ key: examinationKey(request, { fingerprint }), outcome: 'passed', at: '' } as const),
  });
  const remembered = remembering(passedPhase, { examined: examined('1') });
  const { next } = await search({ 1: 'message', 2: 'nothing' }, remembered);
  expect(next.memory?.examined?.otherAttachments).toEqual(expect.any(String));
  const other = remembering(passedPhase, { examined: examined('2') });
  const { next: unchanged } = await search({ 1: 'message', 2: 'nothing' }, other);
  expect(unchanged.memory).toBe(other.memory);
  expect(next.submission).toEqual(one.submission);
});

test('nothing is fetched for who may not ask', async () => {
  const stranger = { needsAuthorization: true };
  const { next, fetched } = await search({ 1: 'message', 2: 'message' }, stranger);
  expect(next.examination).toMatchObject({ problem: { id: 'author-unconfirmed' } });
  expect(fetched).toEqual([]);
});
