import { writeFile } from 'node:fs/promises';
import { createMessage, encrypt, type PrivateKey } from 'openpgp';
import { afterEach, expect, test, vi } from 'vitest';
import type { KeyPair } from '../../simulator/openpgp-keys.ts';
import { writeOperatorsKeys } from '../../simulator/operators-keys.ts';
import { changeFile } from '../../simulator/repository-files.ts';
import { initialEntries, packSecrets } from '../../simulator/secrets-archive.ts';
import {
  archivePath,
  type Setting,
  secretsRepository,
  startSetting,
} from '../../simulator/setting.ts';
import { createStory } from '../../simulator/story.ts';
import { addressedTo, makeKey, subkeyIds, withSubkey } from '../openpgp/odd-keys.ts';
import { preparedKubeconfig, sharedGround } from './open-story.ts';

const day = 24 * 60 * 60 * 1000;
const ground = sharedGround();
let setting: Setting;
let removeKeys: () => Promise<void>;
afterEach(async () => {
  await setting.close();
  await removeKeys();
});

function pairOf(key: PrivateKey): KeyPair {
  const keyId = key.getKeyID().toHex().toUpperCase();
  const armoredPublicKey = key.toPublic().armor();
  return { armoredPrivateKey: key.armor(), armoredPublicKey, keyId };
}

/** A bot with a key of its own, and what its operator has put into files. */
async function startWith(key: PrivateKey, publicCopy: PrivateKey, now?: () => Date) {
  setting = await startSetting({ ground: ground(), isolated: true, now });
  const { maintainerKey, github } = setting;
  const pair = pairOf(key);
  const archive = await packSecrets(initialEntries('apiVersion: v1\n'), [pair, maintainerKey]);
  const place = { ...secretsRepository, path: archivePath };
  await changeFile(github.as('maintainer').rest, place, archive);
  const { environment, remove } = await writeOperatorsKeys({
    privateKey: pair.armoredPrivateKey,
    recipients: [maintainerKey.armoredPublicKey, publicCopy.toPublic().armor()],
  });
  removeKeys = remove;
  const bot = await setting.startBot(environment);
  return { bot, story: createStory(setting, bot), path: environment.PGP_PRIVATE_KEY_PATH };
}

function linkTo(bytes: Uint8Array): string {
  const name = 'my-kubeconfig.asc.txt';
  return `[${name}](${setting.github.uploadAttachment(name, Buffer.from(bytes))})`;
}

async function encryptTo(key: PrivateKey): Promise<Uint8Array> {
  return encrypt({
    message: await createMessage({ text: preparedKubeconfig(setting) }),
    encryptionKeys: key.toPublic(),
    format: 'binary',
  });
}

test('a subkey without its secret is for the operator, and the issue goes on by itself then', async () => {
  let time = Date.now();
  const key = await makeKey('kubevirt-bot automation');
  const rotated = await withSubkey(key, { date: '2025-01-01' });
  const { bot, story, path } = await startWith(key, rotated, () => new Date(time));

  const title = 'Add Prow build cluster rosa-1';
  const issue = await story.fileIssue(title, linkTo(await encryptTo(rotated)));
  await story.settle();
  const told = await story.status(issue);
  expect(told).toContain('The operator of the bot must fix something');
  expect(told).toContain('key-unusable');
  expect(told).toContain(subkeyIds(rotated)[1]);
  expect(told).not.toMatch(/damaged|your turn/);

  await writeFile(path, rotated.armor());
  // Sandboxes that were started before still have the other one, and end with their task.
  await vi.waitFor(
    async () => {
      time += day;
      await story.settle(bot.resync());
      expect(await story.status(issue)).toContain('Waiting for review');
    },
    { timeout: 30_000 },
  );
});

test("what the author can mend is theirs, with the bot's subkey to encrypt to", async () => {
  const key = await makeKey('kubevirt-bot automation');
  const { story } = await startWith(key, key);
  const bytes = await encryptTo(key);
  const [subkeyId = ''] = subkeyIds(key);

  const toSigningKey = addressedTo(bytes, pairOf(key).keyId);
  const issue = await story.fileIssue('Add Prow build cluster rosa-1', linkTo(toSigningKey));
  await story.settle();
  const told = await story.status(issue);
  expect(told).toContain('Author, your turn');
  expect(told).toContain('openpgp-signing-key');
  expect(told).toContain(`--recipient='${subkeyId}!' --encrypt my-kubeconfig.yaml`);

  const toQuantum = addressedTo(bytes, 'C'.repeat(16), 35);
  await story.settle(story.comment('contributor', issue, linkTo(toQuantum)));
  expect(await story.status(issue)).toMatch(/`ML-KEM-768\+X25519`.*openpgp-unsupported/);

  await story.settle(story.comment('contributor', issue, linkTo(bytes)));
  expect(await story.status(issue)).toContain('Waiting for review');
});
