import { describe, expect, test } from 'vitest';
import { leakedForAll, rememberLeak, renewalOf, uniteLeaks } from '../../src/reconcile/leaks.ts';
import type { Leak } from '../../src/reconcile/snapshot.ts';
import { deriveMarkerKey, keyedDigest } from '../../src/state/marker.ts';
import { freshMemory } from '../../src/state/memory.ts';
import { request } from './situations.ts';

const own: Leak = { what: 'token', credentials: ['a', 'b'], own: ['a', 'b'] };
const others: Leak = { what: 'kubeconfig', credentials: ['b', 'c'] };

describe('what leaked in one place and in another', () => {
  test('is all of it, each once, and still somebody’s own', () => {
    expect(uniteLeaks(own, others)).toEqual({
      what: 'kubeconfig',
      credentials: ['a', 'b', 'c'],
      own: ['a', 'b'],
    });
    expect(uniteLeaks(others, own)).toEqual({
      what: 'token',
      credentials: ['b', 'c', 'a'],
      own: ['a', 'b'],
    });
  });

  test('is what there is where there is only one', () => {
    expect(uniteLeaks(own, undefined)).toBe(own);
    expect(uniteLeaks(undefined, others)).toBe(others);
    expect(uniteLeaks(undefined, undefined)).toBeUndefined();
  });
});

describe('what is remembered by an older webhook secret', () => {
  const older = deriveMarkerKey('older');
  const renew = (digest: string) =>
    renewalOf(['a', 'b'], deriveMarkerKey('new', ['older', 'oldest']))(digest);
  const renewed = (credential: string) => keyedDigest(credential, deriveMarkerKey('new'));

  test('is told again by the current one where the credential is at hand', () => {
    expect(renew(keyedDigest('a', older))).toBe(renewed('a'));
    expect(renew(keyedDigest('b', older))).toBe(renewed('b'));
    expect(renew(keyedDigest('a', deriveMarkerKey('oldest')))).toBe(renewed('a'));
  });

  test('and else stays as it is', () => {
    expect(renew(keyedDigest('c', older))).toBe(keyedDigest('c', older));
    expect(renew(renewed('a'))).toBe(renewed('a'));
  });
});

describe('what leaked in an issue, in every other', () => {
  test('counts one by one, and not as “any other”', () => {
    expect(leakedForAll(['a', 'any other', 'b'])).toEqual(['a', 'b']);
  });

  test('of others than the author the first few count, and no bulk', () => {
    const bulk = Array.from({ length: 60 }, (_, index) => `s${index}`);
    const after = rememberLeak(freshMemory(request), {
      ...{ what: 'token', credentials: ['mine', ...bulk], own: ['mine'] },
    });
    expect(after.leaked).toHaveLength(50);
    const elsewhere = leakedForAll(after.leaked, after.leakedByOthers);
    expect(elsewhere).toEqual(['mine', 's0', 's1', 's2', 's3', 's4']);
    const later = rememberLeak(after, { what: 'token', credentials: ['own 2'], own: ['own 2'] });
    expect(leakedForAll(later.leaked, later.leakedByOthers)).toContain('own 2');
  });
});
