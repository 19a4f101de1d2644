import { readFile, rm, writeFile } from 'node:fs/promises';
import { readPrivateKey } from 'openpgp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AppOptions } from '../../simulator/github/setup.ts';
import { type KeyPair, makeKeyPair } from '../../simulator/openpgp-keys.ts';
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
import type { Bot } from '../../src/server/bot.ts';
import { withoutSecretOf } from '../openpgp/odd-keys.ts';
import { preparedKubeconfig, sharedGround } from './open-story.ts';

const ground = sharedGround();
let setting: Setting;
let logs: string[];
afterEach(() => setting.close());

async function open(app?: AppOptions): Promise<void> {
  logs = [];
  setting = await startSetting({ ground: ground(), app, log: (line) => logs.push(line) });
}

async function readyz({ port }: Bot) {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  return { status: response.status, text: await response.text() };
}

const suspended = {
  id: 1,
  permissions: { contents: 'write', issues: 'write', metadata: 'read', pull_requests: 'write' },
  suspended_at: '2026-11-30T11:22:33Z',
};

/** One line that names the problem, in the answer and in the log. */
async function expectObstacle(bot: Bot, line: RegExp): Promise<void> {
  const { status, text } = await readyz(bot);
  expect(status).toBe(503);
  expect(text.trimEnd().split('\n')).toEqual([expect.stringMatching(line)]);
  const errors = logs.filter((logged) => JSON.parse(logged).level > 30);
  expect(errors.map((logged) => JSON.parse(logged).msg)).toEqual([text.trimEnd()]);
}

async function expectMended(bot: Bot): Promise<void> {
  await bot.resync();
  // What a request waits for shows until that is looked at again.
  expect(await readyz(bot)).toEqual({ status: 200, text: expect.stringMatching(/^ready\n/) });
}

/** A maintainer encrypts the secrets anew. */
async function encryptAnew(recipients: readonly KeyPair[]): Promise<void> {
  const archive = await packSecrets(initialEntries('apiVersion: v1\n'), recipients);
  const { rest } = setting.github.as('maintainer');
  await changeFile(rest, { ...secretsRepository, path: archivePath }, archive);
}

describe('/readyz names what stands in the way, until it is mended', () => {
  test('a key that cannot decrypt the secrets', async () => {
    await open();
    const other = await makeKeyPair({ name: 'Another key' });
    const keys = await writeOperatorsKeys({
      privateKey: other.armoredPrivateKey,
      recipients: [setting.maintainerKey.armoredPublicKey],
    });
    const bot = await setting.startBot(keys.environment);
    await expectObstacle(bot, /^key-cannot-decrypt: .*secrets\.tar\.asc/);
    await encryptAnew([other, setting.maintainerKey]);
    await expectMended(bot);
    await keys.remove();
  });

  test('a recipient whose public key is missing', async () => {
    await open();
    const former = await makeKeyPair({ name: 'A Former Maintainer' });
    await encryptAnew([setting.automationKey, setting.maintainerKey, former]);
    const bot = await setting.startBot();
    await expectObstacle(bot, /^recipient-unknown: .*[0-9A-F]{16}/);
    await encryptAnew([setting.automationKey, setting.maintainerKey]);
    await expectMended(bot);
  });

  test('a permission that the App lacks', async () => {
    const permissions: Record<string, string> = {
      contents: 'read',
      issues: 'write',
      metadata: 'read',
      pull_requests: 'write',
    };
    await open({ permissions });
    const bot = await setting.startBot();
    await expectObstacle(bot, /^app-permission: .*contents: write.*kubevirt\/secrets/);
    permissions.contents = 'write';
    await expectMended(bot);
  });

  test('an App that is not installed in the repository of the issues', async () => {
    await open({ repositories: ['kubevirt/secrets'] });
    const bot = await setting.startBot();
    await expectObstacle(bot, /^app-not-installed: .*kubevirt\/project-infra/);
  });

  test('an App that is suspended', async () => {
    await open();
    setting.github.onRequest(({ path }) =>
      path.endsWith('/kubevirt/secrets/installation')
        ? { before: { status: 200, body: suspended } }
        : undefined,
    );
    const bot = await setting.startBot();
    await expectObstacle(bot, /^app-suspended: .*kubevirt\/secrets/);
    setting.github.onRequest(undefined);
    await expectMended(bot);
  });

  test('an App that was not installed, and is now', async () => {
    await open();
    const isInstalled = ({ path }: { readonly path: string }) =>
      path.endsWith('/kubevirt/secrets/installation');
    setting.github.onRequest((request) =>
      isInstalled(request) ? { before: { status: 404 } } : undefined,
    );
    const bot = await setting.startBot();
    await expectObstacle(bot, /^app-not-installed: .*kubevirt\/secrets/);
    setting.github.onRequest(undefined);
    await expectMended(bot);
  });

  test('an archive that is not where the configuration says', async () => {
    await open();
    const bot = await setting.startBot({ SECRETS_ARCHIVE: 'moved.tar.asc' });
    await expectObstacle(bot, /^secrets-missing: .*moved\.tar\.asc/);
  });

  test('a branch that is not there', async () => {
    await open();
    const bot = await setting.startBot({ SECRETS_BRANCH: 'gone' });
    await expectObstacle(bot, /^SECRETS_BRANCH is not a branch of SECRETS_REPOSITORY/);
    const { git } = setting.github.as('maintainer').rest;
    const { data } = await git.getRef({ ...secretsRepository, ref: 'heads/master' });
    await git.createRef({ ...secretsRepository, ref: 'refs/heads/gone', sha: data.object.sha });
    await expectMended(bot);
  });

  test('a GitHub that fails', async () => {
    await open();
    setting.github.onRequest(({ template }) =>
      template.endsWith('/installation') ? { before: { status: 451 } } : undefined,
    );
    const bot = await setting.startBot();
    expect(await readyz(bot)).toEqual({
      status: 503,
      text: expect.stringMatching(/^github-refused: .*HTTP 451.*\n$/),
    });
    setting.github.onRequest(undefined);
    await expectMended(bot);
  });
});

describe('the file of the key, while the bot runs', () => {
  const day = 24 * 60 * 60 * 1000;

  test.each<[string, (path: string) => Promise<void>, RegExp]>([
    ['is gone', rm, /^file-unreadable: .*PGP_PRIVATE_KEY_PATH.*ENOENT/],
    [
      'holds another key',
      async (path) => writeFile(path, (await makeKeyPair({ name: 'Another' })).armoredPrivateKey),
      /^key-changed: /,
    ],
    [
      'holds it without the secret of its subkey',
      async (path) => {
        const armoredKey = await readFile(path, 'utf8');
        await writeFile(path, withoutSecretOf(await readPrivateKey({ armoredKey }), 0).armor());
      },
      /^key-unusable: .* has no secret part here/,
    ],
  ])('%s: /readyz and the issue say so, until it is back', async (_what, change, line) => {
    let time = Date.now();
    setting = await startSetting({ ground: ground(), isolated: true, now: () => new Date(time) });
    const bot = await setting.startBot();
    const path = setting.environment.PGP_PRIVATE_KEY_PATH ?? '';
    const before = await readFile(path, 'utf8');
    await change(path);
    // Sandboxes that were started before still have it.
    await vi.waitFor(
      async () => {
        await bot.resync();
        expect(await readyz(bot)).toEqual({ status: 503, text: expect.stringMatching(line) });
      },
      { timeout: 30_000 },
    );
    const story = createStory(setting, bot);
    const kubeconfig = preparedKubeconfig(setting);
    const issue = await story.fileRequest('build-cluster', 'rosa-1', kubeconfig);
    await story.settle();
    const [problem] = /^[a-z-]+/.exec((await readyz(bot)).text) ?? [];
    expect(await story.status(issue)).toContain('The operator of the bot must fix something');
    expect(await story.status(issue)).toContain(problem);

    await writeFile(path, before);
    // One that was just starting may have read the other one.
    await vi.waitFor(() => expectMended(bot), { timeout: 30_000 });
    time += day;
    await bot.resync();
    await story.settle();
    expect(await story.status(issue)).toContain('Waiting for review');
  });
});

describe('what goes wrong while it runs', () => {
  test('is logged without what GitHub or a webhook says', async () => {
    await open();
    const bot = await setting.startBot();
    setting.github.onRequest(({ template }) =>
      template === '/repos/{owner}/{repo}/pulls'
        ? { before: { status: 403, body: { message: 'canary of an answer' } } }
        : undefined,
    );
    // The base moves, and the bot can't ask for its pull requests.
    await encryptAnew([setting.automationKey, setting.maintainerKey]);
    await vi.waitFor(() => expect(logs.join('')).toContain('"status":403'));
    const response = await fetch(`http://127.0.0.1:${bot.port}/api/github/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'issues',
        'x-github-delivery': 'd1',
        'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
      },
      body: JSON.stringify({ action: 'opened', issue: { body: 'canary of a webhook' } }),
    });
    expect(response.status).toBe(401);
    const text = logs.join('');
    expect(text).not.toContain('canary');
    expect(await readyz(bot)).toEqual({ status: 200, text: 'ready\n' });
  });
});
