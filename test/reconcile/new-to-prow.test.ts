import { expect, test } from 'vitest';
import { type ClusterKind, isNewToProw, type Operation } from '../../src/request/request.ts';

test.each<[Operation, ClusterKind, boolean]>([
  ['add', 'build-cluster', true],
  ['add', 'external-provider', false],
  ['rotate', 'build-cluster', false],
  ['rotate', 'external-provider', false],
  ['remove', 'build-cluster', false],
  ['remove', 'external-provider', false],
])('to %s a %s brings Prow a cluster that it has to take up: %s', (operation, kind, expected) => {
  expect(isNewToProw({ operation, kind, name: 'x' })).toBe(expected);
});
