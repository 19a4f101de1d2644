import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemIds } from '../../scripts/problem-samples.ts';
import { renderProblemsDoc } from '../../scripts/write-problems-doc.ts';
import {
  bindClusterAdmin,
  bindControlPlaneReader,
  bindLeastPrivilege,
  bindNamespaceAdmin,
  createNamespace,
  createServiceAccount,
  createTokenSecret,
  encryptKubeconfig,
  flattenKubeconfig,
  kubevirtKeyId,
  receiveKey,
  removeAdministrator,
  removeServiceAccount,
  removeTokenSecret,
  setAdminVariables,
  setVariables,
  writeKubeconfig,
} from '../../src/wording/kubectl.ts';
import { renderCommands } from '../../src/wording/status-comment/notices.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

const headings = (text: string, level: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`${level} `))
    .map((line) => line.slice(level.length + 1));

test('docs/problems.md says what the bot says; if not, run scripts/write-problems-doc.ts', () => {
  expect(read('problems.md')).toBe(renderProblemsDoc());
});

test('docs/problems.md has one section for each identifier, and none besides', () => {
  expect(headings(read('problems.md'), '###').toSorted()).toEqual(problemIds.toSorted());
});

test.each([
  ['sets the variables', setVariables('kubevirt-prow-jobs')],
  ["sets a provider's variables", setAdminVariables],
  ['creates the namespace', createNamespace('kubevirt-prow-jobs')],
  ['creates the service account', createServiceAccount],
  ['creates the token secret', createTokenSecret],
  ['binds admin in the namespace', bindNamespaceAdmin],
  ['binds the narrow role', bindLeastPrivilege],
  ['binds cluster-admin', bindClusterAdmin],
  ['lets the bot see the control plane', bindControlPlaneReader],
  ['writes the kubeconfig', writeKubeconfig],
  ['flattens a kubeconfig', flattenKubeconfig],
  ['gets the key', receiveKey(kubevirtKeyId)],
  ['removes an old token', removeTokenSecret],
  ['removes the service account', removeServiceAccount],
  ["removes a provider's administrator", removeAdministrator],
  ['encrypts', encryptKubeconfig(kubevirtKeyId)],
])('docs/contributors.md %s with the same command as the bot', (_, command) => {
  expect(read('contributors.md')).toContain(command);
});

test('docs/contributors.md lists the same slash-commands as the bot', () => {
  const rows = (text: string) => text.split('\n').filter((line) => line.startsWith('| `/onboard'));
  const told = renderCommands(false).replaceAll(/[“”]/g, '`');
  expect(rows(read('contributors.md'))).toEqual(rows(told));
});
