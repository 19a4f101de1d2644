import { describe, expect, test } from 'vitest';
import { renewalOf, uniteLeaks } from '../../src/reconcile/leaks.ts';
import type { Leak } from '../../src/reconcile/snapshot.ts';
import { deriveMarkerKey, keyedDigest } from '../../src/state/marker.ts';

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
