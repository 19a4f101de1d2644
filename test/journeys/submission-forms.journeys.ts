import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { createMessage, encrypt, readKey } from 'openpgp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueTextOf, readIssueForm } from '../upstream/issue-form.ts';
import { freshKubeconfig, type OpenStory, openStory } from './open-story.ts';

/** An attachment, or a text that is pasted, made of a kubeconfig's armored and binary ciphertext. */
type Form = (cipher: {
  armored: string;
  binary: Uint8Array;
}) =>
  | { readonly name: string; readonly bytes: Uint8Array }
  | string
  | Promise<{ readonly name: string; readonly bytes: Uint8Array }>;

const forms: readonly (readonly [string, Form])[] = [
  ['armored as .txt', ({ armored }) => ({ name: 'k.asc.txt', bytes: strToU8(armored) })],
  ['binary as .txt', ({ binary }) => ({ name: 'my kubeconfig.gpg.txt', bytes: binary })],
  [
    'binary with a newline behind it',
    ({ binary }) => ({ name: 'k.txt', bytes: Buffer.concat([binary, Buffer.from('\n')]) }),
  ],
  [
    'armored with CRLF',
    ({ armored }) => ({ name: 'k.txt', bytes: strToU8(armored.replaceAll(/\r?\n/g, '\r\n')) }),
  ],
  [
    'armored with a byte-order mark',
    ({ armored }) => ({ name: 'k.txt', bytes: strToU8(`\ufeff${armored}`) }),
  ],
  [
    'armored in UTF-16, as PowerShell redirects',
    ({ armored }) => ({ name: 'k.txt', bytes: Buffer.from(`\ufeff${armored}`, 'utf16le') }),
  ],
  [
    'armored with words around it',
    ({ armored }) => ({ name: 'k.log', bytes: strToU8(`Here it is:\n${armored}\nBye!`) }),
  ],
  ['gzip of a binary', ({ binary }) => ({ name: 'k.gpg.gz', bytes: gzipSync(binary) })],
  ['gzip of an armored', ({ armored }) => ({ name: 'k.gz', bytes: gzipSync(armored) })],
  [
    'zip of an armored',
    ({ armored }) => ({ name: 'k.zip', bytes: zipSync({ 'k.asc': strToU8(armored) }) }),
  ],
  ['zip of a binary', ({ binary }) => ({ name: 'k.zip', bytes: zipSync({ 'dir/k.gpg': binary }) })],
  [
    'tgz of a binary',
    async ({ binary }) => ({
      name: 'k.tgz',
      bytes: gzipSync(
        await packTar([{ header: { name: 'k.gpg', size: binary.length }, body: binary }]),
      ),
    }),
  ],
  ['pasted', ({ armored }) => armored],
  ['pasted in a code fence', ({ armored }) => `My kubeconfig:\n\`\`\`\n${armored}\n\`\`\`\n`],
  ['pasted as a quote', ({ armored }) => armored.replace(/^/gm, '> ')],
  ['pasted behind a label', ({ armored }) => `Encrypted kubeconfig: ${armored}`],
  [
    'pasted into the one line of a form',
    ({ armored }) => `### Kubeconfig\n\n${armored.replaceAll(/\r?\n/g, ' ')}`,
  ],
  [
    'pasted into the issue form of a build cluster',
    ({ armored }) => {
      const form = readIssueForm('upstream/ISSUE_TEMPLATE/add-prow-build-cluster.yml');
      return issueTextOf(form, { name: 'rosa', lender: 'Example Inc.', kubeconfig: armored });
    },
  ],
  [
    'base64 of a binary, pasted',
    ({ binary }) => `\`\`\`\n${Buffer.from(binary).toString('base64')}\n\`\`\``,
  ],
  ['pasted with an indentation', ({ armored }) => armored.replace(/^/gm, '    ')],
];

describe('a kubeconfig comes in many forms', () => {
  let open: OpenStory;
  beforeAll(async () => {
    open = await openStory();
  });
  afterAll(() => open.close());

  async function bodyOf(form: Form): Promise<string> {
    const { setting } = open;
    const kubeconfig = freshKubeconfig(open.setting);
    const encryptionKeys = await readKey({ armoredKey: setting.automationKey.armoredPublicKey });
    const message = await createMessage({ text: kubeconfig });
    const armored = await encrypt({ message, encryptionKeys });
    const binary = await encrypt({
      message: await createMessage({ text: kubeconfig }),
      encryptionKeys,
      format: 'binary',
    });
    const submission = await form({ armored, binary });
    if (typeof submission === 'string') return submission;
    return `See [${submission.name}](${setting.github.uploadAttachment(submission.name, submission.bytes)})`;
  }

  test.each(forms)('%s', async (label, form) => {
    const { story } = open;
    const name = `rosa-${forms.findIndex(([other]) => other === label)}`;
    const issue = await story.settle(
      story.fileIssue(`Add Prow build cluster ${name}`, await bodyOf(form)),
    );
    expect(await story.status(issue)).toContain('kubevirt/secrets');
    expect((await story.pulls()).map(({ title }) => title)).toContain(
      `Add Prow build cluster ${name}`,
    );
  });
});
