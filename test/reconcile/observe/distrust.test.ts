import { describe, expect, test } from 'vitest';
import { distrust } from '../../../src/reconcile/observe/distrust.ts';
import { freshMemory, type Memory } from '../../../src/state/memory.ts';
import { requestKey } from '../../../src/state/request-keys.ts';
import { examinedAt, key, maintainer, now, request } from '../situations.ts';

describe('what somebody else has edited gives nobody anything', () => {
  const by = maintainer.login;
  const given: Memory = {
    ...freshMemory(request, ['100']),
    ...examinedAt(now.toISOString(), 'passed'),
    confirmed: { by, examined: key },
    confirmedServer: { by, examined: key },
    confirmedRecipients: { by, examined: key, readers: 'all' },
    confirmedAuthor: { by, request: requestKey(request) },
    cancelledBy: 'contributor',
  };
  const left = (isOpen: boolean) => distrust(given, { answered: ['200'], isOpen, now });

  test.each([
    'confirmed',
    'confirmedServer',
    'confirmedRecipients',
    'confirmedAuthor',
    'examined',
  ] as const)('not what it remembers as %s', (field) => {
    expect(given[field]).toBeDefined();
    expect(left(true)[field]).toBeUndefined();
  });

  test('no cancellation of what is open, and no command twice', () => {
    expect(left(true).cancelledBy).toBeUndefined();
    expect(left(false).cancelledBy).toBe('contributor');
    expect(left(true).answered).toEqual(['100', '200']);
  });
});
