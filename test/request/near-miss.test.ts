import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vetName } from '../../src/request/name.ts';
import { type NearMiss, nearMissOf } from '../../src/request/near-miss.ts';
import { clusterKinds, operationNames } from '../../src/request/request.ts';
import { parseTitle } from '../../src/request/title.ts';
import { titleOf } from '../../src/wording/kinds.ts';
import { anyCharacter } from '../any-character.ts';
import { nearMisses, ordinaryTitles } from './titles.ts';

describe('who means a request is told so, and nobody else', () => {
  test(`none of ${ordinaryTitles.length} ordinary titles has an answer`, () => {
    expect(new Set(ordinaryTitles).size).toBeGreaterThanOrEqual(200);
    expect(ordinaryTitles.filter((title) => nearMissOf(title) ?? parseTitle(title))).toEqual([]);
  });

  test(`at least 95 % of ${nearMisses.length} near misses have one`, () => {
    expect(new Set(nearMisses).size).toBeGreaterThanOrEqual(60);
    const missed = nearMisses.filter((title) => !nearMissOf(title));
    expect(missed.length / nearMisses.length).toBeLessThanOrEqual(0.05);
  });

  test.each(
    operationNames.flatMap((operation) => clusterKinds.map((kind) => ({ operation, kind }))),
  )('a title in the form is no near miss: $operation $kind', (request) => {
    expect(nearMissOf(titleOf({ ...request, name: 'rosa-1' }))).toBeUndefined();
  });
});

describe('what is meant', () => {
  const shown = (miss: NearMiss | undefined) => miss && titleOf(miss);
  test.each([
    ['Please add a Prow build cluster rosa-1', 'Add Prow build cluster rosa-1'],
    ['Add KubeVirt CI external provider x', 'Add KubeVirtCI external provider x'],
    ['Update Prow build cluster rosa-1', 'Rotate Prow build cluster rosa-1'],
    ['Delete Prow build cluster rosa-1', 'Remove Prow build cluster rosa-1'],
    ['Request removal of Prow build cluster rosa-1', 'Remove Prow build cluster rosa-1'],
    ['Onboard Prow build cluster rosa-1', 'Add Prow build cluster rosa-1'],
    ['New build cluster: rosa', 'Add Prow build cluster rosa'],
    ['Add Prow biuld cluster rosa-1', 'Add Prow build cluster rosa-1'],
    ['[Request] Add Prow build cluster `rosa-1`', 'Add Prow build cluster rosa-1'],
    ['Add rosa-1 as a Prow build cluster', 'Add Prow build cluster rosa-1'],
    ['rosa-1: add Prow build cluster', 'Add Prow build cluster rosa-1'],
    ['Please add Prow build cluster rosa-1 for s390x jobs', 'Add Prow build cluster rosa-1'],
    ['Please add a Prow build cluster for s390x', 'Add Prow build cluster <name>'],
    ['Please add a Prow build cluster', 'Add Prow build cluster <name>'],
    ['Please add Prow build cluster Rosa-1', 'Add Prow build cluster rosa-1'],
    ['Please add KubeVirtCI external provider Ibm_Z', 'Add KubeVirtCI external provider Ibm_Z'],
  ])('%s', (title, expected) => {
    expect(shown(nearMissOf(title))).toBe(expected);
  });

  test.each([
    '<name>',
    '<your-cluster>',
    '`NAME`',
    'my-cluster',
    '{name}',
    'xxx',
    'default',
    'a_b',
  ])('a name that stands for one, or can be none, is left to its writer: %s', (name) => {
    const title = `Please add a Prow build cluster ${name}`;
    expect(shown(nearMissOf(title))).toBe('Add Prow build cluster <name>');
  });
});

test('what is proposed is always a request, with a name that can be used', () => {
  const words = [...nearMisses, ...ordinaryTitles].flatMap((title) => title.split(' '));
  const unit = fc.oneof(fc.constantFrom(...words), fc.string({ unit: anyCharacter, maxLength: 9 }));
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 12 }), (parts) => {
      const miss = nearMissOf(parts.join(' '));
      if (!miss) return;
      const request = parseTitle(titleOf({ ...miss, name: miss.name ?? 'rosa-1' }));
      expect(request).toEqual({
        name: 'rosa-1',
        ...miss,
        ...(miss.name ? {} : { name: 'rosa-1' }),
      });
      expect(request && vetName(request)).toBeUndefined();
    }),
  );
});
