import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemIds } from '../../scripts/problem-samples.ts';
import { generatedDocs } from '../../scripts/write-docs.ts';
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
  ['removes the service account', removeServiceAccount('kubevirt-prow-jobs')],
  ["removes a provider's administrator", removeAdministrator],
  ['encrypts', encryptKubeconfig(kubevirtKeyId)],
])('docs/contributors.md %s with the same command as the bot', (_, command) => {
  expect(read('contributors.md')).toContain(command);
});
