import { expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { createAdvice } from '../../../src/server/telemetry/advice.ts';

const refused = problem('github-refused', { said: 'Resource not accessible by integration' });
const permission = problem('app-permission', {
  ...{ repository: 'kubevirt/project-infra', permission: 'contents', level: 'write' },
});

test('what a request waits for is one line, until it waits for nothing', () => {
  const advice = createAdvice();
  advice.ofRequest(12, refused);
  advice.ofRequest(12, refused);
  expect(advice.lines()).toEqual([
    expect.stringMatching(/^issue 12: github-refused: .*not accessible/),
  ]);
  advice.ofRequest(12, undefined);
  expect(advice.lines()).toEqual([]);
});

test.each([
  ['the author', problem('submission-missing', {})],
  ['nobody', problem('github-failed', { status: 503 })],
])('what is up to %s is no advice', (_whom, each) => {
  const advice = createAdvice();
  advice.ofRequest(12, refused);
  advice.ofRequest(12, each);
  expect(advice.lines()).toEqual([]);
});

test('what stops some requests comes first, and each is counted', () => {
  const advice = createAdvice();
  advice.ofRequest(12, refused);
  advice.ofRequest(13, refused);
  advice.ofBot([permission]);
  expect(advice.lines()[0]).toMatch(/^app-permission: /);
  expect([...advice.counts()]).toEqual([
    ['app-permission', 1],
    ['github-refused', 2],
  ]);
});

test('the page has an end', () => {
  const advice = createAdvice();
  for (let issue = 1; issue < 200; issue += 1) advice.ofRequest(issue, refused);
  expect(advice.lines()).toHaveLength(50);
  expect(advice.counts().get('github-refused')).toBe(199);
});
