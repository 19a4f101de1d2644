import { expect, test } from 'vitest';
import { deriveMarkerKey, sealMarker } from '../../src/state/marker.ts';
import { freshMemory, readMemory } from '../../src/state/memory.ts';
import { readProposal } from '../../src/state/proposal.ts';
import { request } from './situations.ts';

const key = deriveMarkerKey('secret');
const { operation: _operation, ...unnamed } = request;

test('what was remembered before there were rotations is an addition', () => {
  const { status, ...rest } = freshMemory(request);
  const { operation: _none, ...old } = status;
  const marker = sealMarker(
    { ...rest, status: old },
    { kind: 'memory', repository: 1, of: '5' },
    key,
  );
  expect(readMemory(marker, { repository: 1, issue: 5 }, key)?.memory.status).toEqual(status);
});

test('what was proposed before there were rotations is an addition', () => {
  const branch = 'cluster-onboarding/issue-5';
  const proposal = {
    request: unnamed,
    examined: 'key',
    commit: 'p',
    base: { commit: 'c', state: 's' },
  };
  const marker = sealMarker(proposal, { kind: 'proposal', repository: 1, of: branch }, key);
  expect(readProposal(marker, { repository: 1, branch }, key)?.proposal.request).toEqual(request);
});
