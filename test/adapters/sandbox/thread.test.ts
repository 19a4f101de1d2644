import { createMessage, encrypt, readKey } from 'openpgp';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type KeyPair, makeKeyPair } from '../../../simulator/openpgp-keys.ts';
import { packSecrets } from '../../../simulator/secrets-archive.ts';
import {
  type SandboxLimits,
  type SandboxThread,
  startSandboxThread,
} from '../../../src/adapters/sandbox/thread.ts';
import type { SandboxSettings } from '../../../src/adapters/sandbox/worker.ts';
import { attachmentHost } from '../../../src/attachment/address.ts';
import { armorKeyring } from '../../../src/openpgp/armored-keyring.ts';
import { readPrivateKeys } from '../../../src/openpgp/keyring.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { createLayout, type LayoutSettings } from '../../../src/secrets/layout.ts';
import { describeError } from '../../../src/server/telemetry/describe-error.ts';
import { problemOf } from '../../problem-of.ts';
import { addition, kubeconfigOf, mainYml } from '../../secrets/archive-samples.ts';

const now = new Date();
const layout: LayoutSettings = {
  layout: 'archive',
  archivePath: 'secrets.tar.asc',
  file: 'main.yml',
  jobsNamespace: 'kubevirt-prow-jobs',
};

let key: KeyPair;
let settings: SandboxSettings;
let encrypted: ReadonlyMap<string, Uint8Array>;
let here: Sandbox;
let thread: SandboxThread | undefined;

beforeAll(async () => {
  key = await makeKeyPair({ name: 'kubevirt-bot automation', passphrase: 'correct horse' });
  const privateKeys = await readPrivateKeys(key.armoredPrivateKey, 'correct horse', 'the test');
  const keyring = { privateKeys, recipients: [] };
  settings = { keyring: armorKeyring(keyring), layout };
  encrypted = new Map([[layout.archivePath, Buffer.from(await packSecrets(mainYml, [key]))]]);
  here = createSandbox(keyring, createLayout(layout, keyring));
});
afterEach(() => thread?.stop());

function vaultThread(limits?: SandboxLimits): Sandbox {
  thread = startSandboxThread(settings, limits);
  return thread.sandbox;
}

async function submissionOf(text: string) {
  const armored = await encrypt({
    message: await createMessage({ binary: Buffer.from(text) }),
    encryptionKeys: await readKey({ armoredKey: key.armoredPublicKey }),
  });
  return { bytes: Buffer.from(armored), now };
}

describe('a sandbox in a thread', () => {
  test('answers as one without', async () => {
    const there = vaultThread();
    const submission = await submissionOf(kubeconfigOf('rosa-1'));
    expect(await there.openSubmission(submission)).toEqual(await here.openSubmission(submission));
    expect(await there.readSecrets(encrypted)).toEqual(await here.readSecrets(encrypted));
    expect(await there.findObstacle(encrypted)).toBeUndefined();
    const order = { operation: 'add', ...addition('build-cluster') } as const;
    const summaries = async (sandbox: Sandbox) =>
      (await sandbox.changeSecrets({ encrypted, order })).map(({ summary }) => summary);
    expect(await summaries(there)).toEqual(await summaries(here));
  });

  test('fails with the same problems', async () => {
    const there = vaultThread();
    const noKubeconfig = await submissionOf('kind: Config');
    expect(await problemOf(there.openSubmission(noKubeconfig))).toEqual(
      await problemOf(here.openSubmission(noKubeconfig)),
    );
    expect(await problemOf(there.readSecrets(new Map()))).toEqual({
      id: 'secrets-missing',
      details: { path: layout.archivePath },
    });
  });

  test('does not say what an unforeseen error says, but where it comes from', async () => {
    const there = vaultThread();
    const broken = { bytes: Buffer.from('canary'), now };
    Object.assign(broken, { bytes: 'canary' });
    const error: unknown = await there.openSubmission(broken).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TypeError', message: '' });
    expect(describeError(error)).toMatchObject({
      error: 'TypeError',
      stack: expect.stringContaining('unpack.ts'),
    });
  });
});

test('long texts wait for short ones, and all texts for what else there is to do', async () => {
  const there = vaultThread();
  const host = attachmentHost();
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);
  const texts = [30_000, 20_000, 10_000, 10].map((length) =>
    there.readText({ text: 'x'.repeat(length), host }).then(note(`${length}`)),
  );
  await Promise.all([...texts, there.findObstacle(encrypted).then(note('secrets'))]);
  // The first one had begun already.
  expect(done).toEqual(['30000', 'secrets', '10', '10000', '20000']);
});

describe('what costs too much is ended, and the next operation is done', () => {
  const multiline = 'a\n'.repeat(500_000);

  test('time', async () => {
    const there = vaultThread({ timeMs: 1, heapMb: 96 });
    expect(await problemOf(there.openSubmission(await submissionOf(multiline)))).toEqual({
      id: 'submission-too-costly',
      details: {},
    });
    expect(await problemOf(there.readSecrets(encrypted))).toMatchObject({
      id: 'secrets-too-costly',
    });
  });

  test('time, of a text: the issue that it stands in goes on', async () => {
    const there = vaultThread({ timeMs: 1, heapMb: 96 });
    const host = attachmentHost();
    const text = `/onboard retry\n\n${'- a\n'.repeat(20_000)}`;
    expect(await there.readText({ text, host })).toMatchObject({
      commands: [],
      submissions: {},
      isUnreadable: true,
    });
  });

  test('memory', async () => {
    const there = vaultThread({ timeMs: 15_000, heapMb: 24 });
    expect(await problemOf(there.openSubmission(await submissionOf(multiline)))).toEqual({
      id: 'submission-too-costly',
      details: {},
    });
    const submission = await submissionOf(kubeconfigOf('rosa-1'));
    expect((await there.openSubmission(submission)).kubeconfig.server).toContain('rosa-1');
  });
});
