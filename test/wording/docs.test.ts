import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemIds } from '../../scripts/problem-samples.ts';
import { generatedDocs } from '../../scripts/write-docs.ts';
import type { ClusterKind } from '../../src/request/request.ts';
import {
  encryptKubeconfig,
  kubevirtKeyId,
  receiveKey,
  removeAccount,
  removeOldSecret,
  suggestedNamespace,
} from '../../src/wording/kubectl.ts';
import { remake, rotate } from '../../src/wording/problems/remedies.ts';

const contextOf = (kind: ClusterKind) => ({
  kind,
  operation: 'add' as const,
  keyId: kubevirtKeyId,
  jobsNamespace: suggestedNamespace,
});
const [build, provider] = [contextOf('build-cluster'), contextOf('external-provider')];

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

const headings = (text: string, level: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${level} `))
    .map((line) => line.slice(level.length + 1));

test.each(generatedDocs)(
  '$path says what the bot says; if not: npm run docs',
  ({ path, write }) => {
    const page = read(`../${path}`);
    expect(page).toBe(write(page));
  },
);

test('docs/problems.md has one section for each identifier, and none besides', () => {
  expect(headings(read('problems.md'), '###').toSorted()).toEqual(problemIds.toSorted());
});

test.each([
  ['prepares a build cluster', remake(build)],
  ['prepares a provider', remake(provider)],
  ['gets the key', receiveKey(kubevirtKeyId)],
  ['encrypts', encryptKubeconfig(kubevirtKeyId)],
  ['makes a second token', rotate(build)],
  ["makes a provider's second token", rotate(provider)],
  ['removes an old token', removeOldSecret('build-cluster', suggestedNamespace)],
  ['removes the service account', removeAccount('build-cluster', suggestedNamespace)],
  ["removes a provider's administrator", removeAccount('external-provider', suggestedNamespace)],
])('docs/contributors.md %s with the same command as the bot', (_, command) => {
  expect(read('contributors.md')).toContain(command);
});
