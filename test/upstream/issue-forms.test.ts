import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attachmentHost } from '../../src/attachment/address.ts';
import { candidatesOf } from '../../src/attachment/found-submissions.ts';
import { vetName } from '../../src/request/name.ts';
import { clusterKinds, operationNames, operations } from '../../src/request/request.ts';
import { parseTitle } from '../../src/request/title.ts';
import { readText } from '../../src/sandbox/read-text.ts';
import { armored, canonical, privateBlock } from '../attachment/sample.ts';
import { fieldsOf, issueTextOf, readIssueForm, readYaml } from './issue-form.ts';

const folder = 'upstream/ISSUE_TEMPLATE';
const paths = globSync(`${folder}/*`).filter((path) => !path.endsWith('/config.yml'));
const forms = paths.map((path) => {
  const form = readIssueForm(path);
  return { ...form, form, request: parseTitle(`${form.title}rosa-1`) };
});
const idsOf = ({ form }: (typeof forms)[number]) => fieldsOf(form).map(({ id }) => id);
const needsFile = ({ request }: (typeof forms)[number]) =>
  request !== undefined && operations[request.operation].needsSubmission;

const read = (text: string) => readText({ text, host: attachmentHost() });
const nothing = { commands: [], opening: [], submissions: [], leak: undefined };

test('there is a form for each operation and each kind, and its title asks for that', () => {
  const all = operationNames.flatMap((operation) =>
    clusterKinds.map((kind) => ({ operation, kind, name: 'rosa-1' })),
  );
  const inOrder = (requests: readonly unknown[]) => requests.map((one) => JSON.stringify(one));
  expect(inOrder(forms.map(({ request }) => request)).toSorted()).toEqual(inOrder(all).toSorted());
  expect(new Set(forms.map(({ name }) => name)).size).toBe(forms.length);
});

test('an issue without a form can be filed as before', () => {
  expect(readYaml(`${folder}/config.yml`)).toEqual({ blank_issues_enabled: true });
});

describe.each(forms)('$name', (each) => {
  const { form, title } = each;
  const fields = fieldsOf(form);
  const full = { name: 'rosa-1', purpose: 'Jobs on s390x', lender: 'Example Inc. <a@b.example>' };

  test('a title to which nobody adds a name is answered with what is missing', () => {
    const request = parseTitle(title);
    expect(request && vetName(request)).toMatchObject({
      id: 'name-invalid',
      details: { name: '' },
    });
  });

  test('each field has an identifier and a label of its own', () => {
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    expect(new Set(fields.map(({ attributes }) => attributes.label)).size).toBe(fields.length);
  });

  test('asks for a file where one is needed, and in a new cluster who lends it for what', () => {
    const file = needsFile(each) ? ['kubeconfig'] : [];
    const lent = each.request?.operation === 'add' ? ['purpose', 'lender'] : [];
    expect(idsOf(each)).toEqual(['name', ...lent, ...file]);
  });

  test('its own words say nothing to the bot, wherever they end up', () => {
    const words = form.body.flatMap(({ attributes }) => Object.values(attributes));
    for (const said of [...words, words.join('\n\n')]) expect(read(said), said).toEqual(nothing);
  });

  test.each([
    ['without any answer', {}],
    ['without a file', full],
  ])('%s it says nothing to the bot', (_how, answers) => {
    expect(read(issueTextOf(form, answers))).toEqual(nothing);
  });
});

const url = 'https://github.com/user-attachments/files/1/my-kubeconfig.asc.txt';
const aLink = { type: 'link', url };
const aBlock = { type: 'armored', text: canonical };

describe.each(forms.filter(needsFile))('$name: the submission is', ({ form }) => {
  const answers = { name: 'rosa-1', purpose: 'Jobs on s390x', lender: 'Example Inc.' };
  const submitted = (kubeconfig: string) => issueTextOf(form, { ...answers, kubeconfig });

  test.each([
    ['a file that is dropped', `[my-kubeconfig.asc.txt](${url})`, aLink],
    ['a file with words around it', `Here it is:\n[my-kubeconfig.asc.txt](${url})\nBye`, aLink],
    ['a message that is pasted', armored, aBlock],
    ['a message in a fence', `\`\`\`\n${armored}\`\`\``, aBlock],
    [
      'a message behind the first line of another',
      `-----BEGIN PGP MESSAGE-----\n${armored}`,
      aBlock,
    ],
  ])('%s', (_what, kubeconfig, submission) => {
    for (const lineEnd of ['\n', '\r\n']) {
      const found = read(submitted(kubeconfig).replaceAll(/\r?\n/g, lineEnd));
      expect(found).toMatchObject({ commands: [], opening: [], leak: undefined });
      const [first, ...others] = candidatesOf(found.submissions).each;
      expect(first).toMatchObject({ submission, standing: 'own' });
      expect(others).toEqual([]);
    }
  });

  test('none where somebody pastes a private key, which is told', () => {
    expect(read(submitted(privateBlock)).leak).toMatchObject({ what: 'private key' });
  });
});
