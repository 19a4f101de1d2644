import { describe, expect, test } from 'vitest';
import { uniteLeaks } from '../../src/reconcile/leaks.ts';
import type { Leak } from '../../src/reconcile/snapshot.ts';

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
