import { expect, test } from 'vitest';
import type { Action } from '../../src/reconcile/action.ts';
import { takesPlace } from '../../src/reconcile/takes-place.ts';
import type { Operation } from '../../src/request/request.ts';
import { freshMemory } from '../../src/state/memory.ts';
import { key, request } from './situations.ts';

const asked = (operation: Operation) => ({ ...request, operation });

test.each<[string, Action, boolean]>([
  ['to look at a submission', { type: 'examine', request, key }, true],
  ['to look at a merged cluster', { type: 'probe-registered', request }, true],
  ['to put secrets into it', { type: 'apply-job-secrets', request }, true],
  ['to look at a removal', { type: 'examine', request: asked('remove'), key }, false],
  ['what became of it', { type: 'write-status', isNew: true, memory: freshMemory(request) }, false],
  ['to answer', { type: 'answer', reactions: [], memory: freshMemory(request) }, false],
  ['to look at the deployment', { type: 'plan-deployment', request }, false],
  ['to give up', { type: 'close-pull-request', at: 'secrets', pullNumber: 7 }, false],
  ['to rest', { type: 'none' }, false],
])('%s', (_what, action, expected) => {
  expect(takesPlace(action)).toBe(expected);
});
