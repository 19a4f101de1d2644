import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMessage, encrypt, readKey } from 'openpgp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bundledEntries } from '../../../simulator/bundled-helpers.ts';
import { type KeyPair, makeKeyPair } from '../../../simulator/openpgp-keys.ts';
import { packSecrets } from '../../../simulator/secrets-archive.ts';
import {
  type SandboxOptions,
  type SandboxProcesses,
  startSandboxProcesses,
} from '../../../src/adapters/processes/sandbox.ts';
import { attachmentHost } from '../../../src/attachment/address.ts';
import { readPrivateKeys } from '../../../src/openpgp/keyring.ts';
import { createSandbox } from '../../../src/sandbox/operations.ts';
import { publicSandbox } from '../../../src/sandbox/public-sandbox.ts';
import type { AnySandbox } from '../../../src/sandbox/sandbox.ts';
import { makeOwnKey, type OwnKey } from '../../../src/sandbox/sealed.ts';
import type { LayoutSettings } from '../../../src/secrets/layout.ts';
import { createOpenSecrets } from '../../../src/secrets/open.ts';
import { type EntryOf, sandboxProgram } from '../../../src/server/helpers.ts';
import { describeError } from '../../../src/server/telemetry/describe-error.ts';
import { problemOf } from '../../problem-of.ts';
import { kubeconfigOf, mainYml } from '../../secrets/archive-samples.ts';

const now = new Date();
const layout: LayoutSettings = {
  layout: 'archive',
  archivePath: 'secrets.tar.asc',
  file: 'main.yml',
  jobsNamespace: 'kubevirt-prow-jobs',
};

let entryOf: EntryOf;
let folder: string;
let key: KeyPair;
let encrypted: ReadonlyMap<string, Uint8Array>;
let here: AnySandbox;
let prober: OwnKey;
let processes: SandboxProcesses | undefined;
let deaths: object[];

beforeAll(async () => {
  entryOf = await bundledEntries();
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  key = await makeKeyPair({ name: 'kubevirt-bot automation', passphrase: 'correct horse' });
  await writeFile(join(folder, 'bot.asc'), key.armoredPrivateKey);
  await writeFile(join(folder, 'passphrase'), 'correct horse\n');
  const own = await readPrivateKeys(key.armoredPrivateKey, 'correct horse');
  const keyring = { ...own, recipients: [] };
  encrypted = new Map([[layout.archivePath, Buffer.from(await packSecrets(mainYml, [key]))]]);
  here = { ...publicSandbox, ...createSandbox(keyring, createOpenSecrets(layout, keyring)) };
  prober = await makeOwnKey();
});
afterEach(() => processes?.stop());
afterAll(() => rm(folder, { recursive: true }));

const keys = () => ({
  pgpPrivateKey: { path: join(folder, 'bot.asc') },
  pgpPassphrase: { path: join(folder, 'passphrase') },
});

function inProcesses(options?: SandboxOptions, fingerprints?: readonly string[]): AnySandbox {
  deaths = [];
  processes = startSandboxProcesses(
    {
      withKeys: sandboxProgram({ keys: keys(), fingerprints, layout }, entryOf),
      withoutKeys: { entry: entryOf('public-sandbox'), settings: '', files: [] },
    },
    (death) => deaths.push(death),
    { spareCount: 0, ...options },
  );
  return processes.sandbox;
}

async function submissionOf(text: string) {
  const armored = await encrypt({
    message: await createMessage({ binary: Buffer.from(text) }),
    encryptionKeys: await readKey({ armoredKey: key.armoredPublicKey }),
  });
  return { bytes: Buffer.from(armored), now };
}

describe('a sandbox in processes', () => {
  test('answers as one without', async () => {
    const there = inProcesses();
    const submission = await submissionOf(kubeconfigOf('rosa-1'));
    const { kubeconfig, ...opened } = await there.openSubmission(submission);
    const { kubeconfig: _, ...expected } = await here.openSubmission(submission);
    expect(opened).toEqual(expected);
    const preparation = { encrypted, kubeconfig, prober: prober.publicKey, now };
    const { inventory, forProber } = await there.prepareProbe(preparation);
    expect(inventory).toEqual(await here.readSecrets({ encrypted }));
    expect(await prober.open(forProber)).toMatchObject({
      kubeconfig: { server: expect.stringContaining('rosa-1') },
      entries: {},
    });
    expect(await there.findObstacle(encrypted)).toBeUndefined();
    const order = { operation: 'add', kind: 'build-cluster', name: 'rosa-1', kubeconfig } as const;
    const summaries = async (sandbox: AnySandbox) =>
      (await sandbox.changeSecrets({ encrypted, order, now })).map(({ summary }) => summary);
    expect(await summaries(there)).toEqual(await summaries(here));
    expect(deaths).toEqual([]);
  });

  test('fails with the same problems', async () => {
    const there = inProcesses();
    const noKubeconfig = await submissionOf('kind: Config');
    expect(await problemOf(there.openSubmission(noKubeconfig))).toEqual(
      await problemOf(here.openSubmission(noKubeconfig)),
    );
    expect(await problemOf(there.readSecrets({ encrypted: new Map() }))).toEqual({
      id: 'secrets-missing',
      details: { path: layout.archivePath },
    });
  });

  test('does not say what an unforeseen error says, but where it comes from', async () => {
    const there = inProcesses();
    const order = { operation: 'add', kind: 'build-cluster', name: 'rosa-1' } as const;
    const change = { encrypted, order: { ...order, kubeconfig: 'a.canary' }, now };
    const error: unknown = await there.changeSecrets(change).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: '' });
    expect(JSON.stringify(describeError(error))).toMatch(/at reopen /);
    expect(JSON.stringify(describeError(error))).not.toContain('canary');
  });

  test('does nothing with another key than the bot knows of', async () => {
    const there = inProcesses(undefined, ['0'.repeat(40)]);
    expect(await problemOf(there.readSecrets({ encrypted }))).toEqual({
      id: 'key-changed',
      details: {},
    });
  });
});

test('long texts wait for short ones', async () => {
  const there = inProcesses();
  const host = attachmentHost();
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);
  const texts = [30_000, 20_000, 10_000, 10].map((length) =>
    there.readText({ text: 'x'.repeat(length), host }).then(note(`${length}`)),
  );
  await Promise.all(texts);
  // The first one had begun already.
  expect(done).toEqual(['30000', '10', '10000', '20000']);
});

describe('what costs too much is ended, and the next operation is done', () => {
  const multiline = 'a\n'.repeat(500_000);

  test('time', async () => {
    const there = inProcesses({ timeMs: 1 });
    expect(await problemOf(there.openSubmission(await submissionOf(multiline)))).toEqual({
      id: 'submission-too-costly',
      details: {},
    });
    expect(await problemOf(there.readSecrets({ encrypted }))).toMatchObject({
      id: 'secrets-too-costly',
    });
    expect(deaths).toEqual([
      { operation: 'openSubmission', death: 'time' },
      { operation: 'readSecrets', death: 'time' },
    ]);
  });

  test('time, of a text: the issue that it stands in goes on', async () => {
    const there = inProcesses({ timeMs: 1 });
    const host = attachmentHost();
    const text = `/onboard retry\n\n${'- a\n'.repeat(20_000)}`;
    expect(await there.readText({ text, host })).toMatchObject({
      commands: [],
      submissions: {},
      isUnreadable: true,
    });
  });
});
