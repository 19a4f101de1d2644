import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  armor,
  decryptSessionKeys,
  encryptSessionKey,
  enums,
  type PublicKey,
  readKey,
  readMessage,
  readPrivateKey,
  unarmor,
} from 'openpgp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { type KeyPair, makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { changeFile, fileAt } from '../../simulator/repository-files.ts';
import { unpackSecrets } from '../../simulator/secrets-archive.ts';
import { archivePath, secretsRepository } from '../../simulator/setting.ts';
import { createStory } from '../../simulator/story.ts';
import { branchOf } from '../../src/state/branch.ts';
import { makeKey, subkeyIds, withSubkey } from '../openpgp/odd-keys.ts';
import { type OpenStory, openStory } from './open-story.ts';

let former: KeyPair;
let open: OpenStory;

beforeEach(async () => {
  former = await makeKeyPair({ name: 'Former Maintainer', email: 'former@example.org' });
  open = await openStory();
});
afterEach(() => open.close());

const archive = { ...secretsRepository, path: archivePath };

async function readArchive(ref?: string): Promise<string> {
  const { rest } = open.setting.github.as('maintainer');
  return (await fileAt(rest, { ...archive, ...(ref && { ref }) })).bytes.toString();
}

async function canRead(text: string, key: Pick<KeyPair, 'armoredPrivateKey'> = former) {
  return unpackSecrets(text, key).then(
    () => true,
    () => false,
  );
}

/** Puts a session key packet for the former maintainer in front, which takes no key but theirs. */
async function forgeRecipient() {
  const packet = await encryptSessionKey({
    data: crypto.getRandomValues(new Uint8Array(32)),
    algorithm: 'aes256',
    encryptionKeys: await readKey({ armoredKey: former.armoredPublicKey }),
    format: 'binary',
  });
  await putInFront(packet);
}

/** Shares the archive as it is with somebody, as it was done at that time. */
async function shareWith(encryptionKeys: PublicKey, date: Date) {
  const { armoredPrivateKey: armoredKey } = open.setting.maintainerKey;
  const [sessionKey] = await decryptSessionKeys({
    message: await readMessage({ armoredMessage: await readArchive() }),
    decryptionKeys: await readPrivateKey({ armoredKey }),
  });
  if (!sessionKey?.algorithm) throw new Error('no session key');
  const { data, algorithm } = sessionKey;
  const format = 'binary';
  await putInFront(await encryptSessionKey({ data, algorithm, encryptionKeys, date, format }));
}

async function putInFront(packet: Uint8Array) {
  const { data } = await unarmor(await readArchive());
  if (!(data instanceof Uint8Array)) throw new Error('no bytes');
  const changed = armor(enums.armor.message, Buffer.concat([packet, data]));
  await changeFile(open.setting.github.as('maintainer').rest, archive, String(changed));
}

async function fileAndSettle(
  name: string,
  kind: 'build-cluster' | 'external-provider',
  story = open.story,
) {
  const { cluster, providerCluster } = open.setting;
  if (kind === 'build-cluster') cluster.prepareBuildCluster(account);
  const issue = await story.settle(
    story.fileRequest(
      kind,
      name,
      kind === 'build-cluster' ? cluster.kubeconfigFor(account) : providerCluster.adminKubeconfig(),
    ),
  );
  return issue;
}

test('nothing is encrypted to a recipient that somebody wrote into the archive before a maintainer confirms it', async () => {
  const { setting, bot } = open;
  // Their key is still among the public keys.
  await writeFile(
    join(setting.environment.PGP_RECIPIENTS_PATH ?? '', 'former.asc'),
    former.armoredPublicKey,
  );
  await bot.stop();
  const story = createStory(setting, await setting.startBot());
  await fileAndSettle('rosa-1', 'build-cluster', story);
  const [first] = await story.pulls();
  expect(first?.labels).toEqual([]);
  await story.settle(story.merge(first?.number ?? 0));

  await forgeRecipient();
  const issue = await fileAndSettle('mine', 'external-provider', story);
  const openPull = async () => (await story.pulls()).find(({ state }) => state === 'open');
  // Nothing that could be read is anywhere in the repository.
  expect(await openPull()).toBeUndefined();
  await expect(readArchive(branchOf(issue))).rejects.toMatchObject({ status: 404 });
  const told = await story.status(issue);
  expect(told).toContain('/onboard confirm-recipients');
  expect(told).toContain(
    (await readKey({ armoredKey: former.armoredPublicKey })).getFingerprint().toUpperCase(),
  );
  expect(told).not.toContain('former@example.org');

  await story.settle(story.comment('contributor', issue, '/onboard confirm-recipients'));
  expect(await openPull()).toBeUndefined();
  await story.settle(story.comment('maintainer', issue, '/onboard confirm-recipients'));
  const second = await openPull();
  expect(second).toMatchObject({ branch: branchOf(issue), labels: [] });
  expect(second?.body).toMatch(/- New: `Former Maintainer <former@example.org>`/);
  expect(second?.body).toMatch(
    /^- `maintainer` confirmed on .* UTC that the new recipients of the secrets/,
  );
  expect(await canRead(await readArchive(second?.branch))).toBe(true);
});

test('one that is no public key of the operator stops the run', async () => {
  await forgeRecipient();
  const issue = await fileAndSettle('mine', 'external-provider');
  expect(await open.story.status(issue)).toContain('recipient-unknown');
  expect(await open.story.pulls()).toEqual([]);
});

test('who has a new subkey since stays a recipient by that one, and reviewers read so', async () => {
  await open.close();
  // What tells of it crosses from one process to another.
  open = await openStory({ isolated: true });
  const { setting, bot } = open;
  const withExpired = await withSubkey(await makeKey('Away for Long', { subkeys: [] }), {
    ...{ date: '2024-02-01', days: 30 },
  });
  const rotated = await withSubkey(withExpired, { date: '2025-02-01' });
  const [expired, newer] = subkeyIds(rotated);
  const person = { armoredPrivateKey: rotated.armor() };
  await writeFile(
    join(setting.environment.PGP_RECIPIENTS_PATH ?? '', 'away.asc'),
    rotated.toPublic().armor(),
  );
  await bot.stop();
  await shareWith(withExpired.toPublic(), new Date('2024-02-10'));
  expect(await canRead(await readArchive(), person)).toBe(true);
  const story = createStory(setting, await setting.startBot());

  await fileAndSettle('rosa-1', 'build-cluster', story);
  const [first] = await story.pulls();
  expect(first).toMatchObject({ state: 'open', labels: [] });
  expect(first?.body).toContain(`| \`${newer}\` | \`Away for Long\` |`);
  expect(first?.body).toContain(`- \`${newer}\` in place of \`${expired}\`, which has expired`);
  expect(await canRead(await readArchive(first?.branch), person)).toBe(true);

  await story.settle(story.merge(first?.number ?? 0));
  await fileAndSettle('mine', 'external-provider', story);
  const second = (await story.pulls()).find(({ state }) => state === 'open');
  expect(second?.body).toContain("They are the same as in the bot's last merged pull request.");
  expect(second?.body).not.toContain('in place of');
  expect(await canRead(await readArchive(second?.branch), person)).toBe(true);
});
