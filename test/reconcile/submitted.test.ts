import { describe, expect, test } from 'vitest';
import type { Mention } from '../../src/attachment/found-submissions.ts';
import type { Candidate } from '../../src/reconcile/snapshot.ts';
import { isToBeSearched, isUnanswered, settled } from '../../src/reconcile/submitted.ts';
import { candidatesKey, examinationKey } from '../../src/state/request-keys.ts';
import { passedPhase, proposal, pull, remembering, request, situation } from './situations.ts';

const file = (number: number, changes: Partial<Mention> = {}): Candidate => ({
  submission: { type: 'link', url: String(number), fingerprint: String(number) },
  standing: 'own',
  number,
  ...changes,
});
const block = (name: string, holds: Mention['holds']): Candidate => ({
  submission: { type: 'armored', text: name, fingerprint: name },
  standing: 'own',
  holds,
  number: 0,
});
const message = block('message', 'message');
const publicKey = block('key', 'nothing');
const struck = file(9, { standing: 'struck' });

/** What is remembered where this was the submission among these. */
const examinedAs = (chosen: Candidate, each: readonly Candidate[]) => ({
  request,
  ...remembering(passedPhase, {
    examined: {
      ...{ key: examinationKey(request, chosen.submission), outcome: 'passed', at: '' },
      otherAttachments: candidatesKey(each),
    },
  }),
});
const nameOf = (one: Candidate | undefined) => one?.submission.fingerprint;
const unknown = { request };
const openFor = (one: Candidate) =>
  pull({ proposal: { ...proposal, examined: examinationKey(request, one.submission) } });

describe('the submission is settled', () => {
  const [one, two, three] = [file(1), file(2), file(3)];
  test.each<[string, readonly Candidate[], Parameters<typeof settled>[1], string | undefined]>([
    ['nowhere where there is none', [], unknown, undefined],
    ['nor where it is struck out', [struck], unknown, undefined],
    ['with the only file', [one], unknown, '1'],
    ['with the only one beside a public key', [publicKey, one], unknown, '1'],
    ['with the only one beside what is struck out', [one, struck], unknown, '1'],
    ['with a public key, where there is nothing else', [publicKey], unknown, 'key'],
    ['with a message before all files', [message, one], unknown, 'message'],
    ['with one that is damaged', [block('cut', 'damaged'), one], unknown, 'cut'],
    ['with none of two files that nobody has looked into', [two, one], unknown, undefined],
    ['with no older message behind a file', [one, message], unknown, undefined],
    ['as it was before', [two, one], examinedAs(one, [two, one]), '1'],
    [
      'as it was before, with a message',
      [two, message],
      examinedAs(message, [two, message]),
      'message',
    ],
    ['not once there is a newer file', [three, two, one], examinedAs(one, [two, one]), undefined],
    [
      'anew once another one is struck out',
      [one, { ...two, standing: 'struck' }],
      examinedAs(one, [two, one]),
      '1',
    ],
    ['not once their order is another', [one, two], examinedAs(two, [two, one]), undefined],
    ['with a newer message', [message, two, one], examinedAs(one, [two, one]), 'message'],
    ['not where it was taken away', [three, two], examinedAs(one, [three, two, one]), undefined],
    ['with the only file of the open pull request', [one], { request, pull: openFor(one) }, '1'],
    ['not with one in the place of another', [two], { request, pull: openFor(one) }, undefined],
    ['but once it was looked into', [two], { ...examinedAs(two, [two]), pull: openFor(one) }, '2'],
    ['with a message in its place', [message], { request, pull: openFor(one) }, 'message'],
  ])('%s', (_how, each, known, expected) => {
    expect(nameOf(settled({ each }, known))).toBe(expected);
  });

  test('with none of two where the order is another', () => {
    expect(settled({ each: [two, one] }, examinedAs(one, [one, two]))).toBeUndefined();
  });
});

describe('what is attached is looked into', () => {
  const [one, two] = [file(1), file(2)];
  test.each<[string, readonly Candidate[], Candidate | undefined, boolean]>([
    ['not where there is nothing', [], undefined, false],
    ['not where it is the submission', [one], one, false],
    ['where nobody knows which is the submission', [two, one], undefined, true],
    ['beside a pasted message', [message, one], message, true],
    ['where it is struck out', [one, struck], one, true],
    ['not where it is struck out and nothing is submitted', [struck], undefined, false],
  ])('%s', (_when, each, chosen, expected) => {
    const snapshot = situation({
      ...{ candidates: { each, isMore: false }, submission: chosen?.submission },
      search: undefined,
    });
    expect(isToBeSearched(snapshot)).toBe(expected);
    expect(isToBeSearched({ ...snapshot, search: {} })).toBe(false);
    if (chosen) expect(isToBeSearched({ ...snapshot, ...examinedAs(chosen, each) })).toBe(false);
  });
});

test.each([
  ['is not the author’s', undefined, 'a', false],
  ['has nothing after it', [], 'a', true],
  ['has nothing after it that may be one', [], undefined, true],
  ['has the submission after it', ['a', 'b'], 'a', false],
  ['has only what is no submission after it', ['b'], 'a', true],
  ['has something after it that nobody has looked into', ['b'], undefined, false],
] as const)('a leak that %s', (_what, madeUpBy, fingerprint, expected) => {
  const submission =
    fingerprint === undefined ? undefined : ({ type: 'link', url: '', fingerprint } as const);
  const leak = { what: 'token', credentials: [], madeUpBy } as const;
  expect(isUnanswered(leak, { submission })).toBe(expected);
});
