import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Setting, startSetting } from '../../simulator/setting.ts';
import { ConfigurationError } from '../../src/configuration/mistake.ts';
import { makeKey, withoutSecretOf } from '../openpgp/odd-keys.ts';
import { logOf, npmStart } from './child-process.ts';
import { type TakenPort, takePort } from './taken-port.ts';

const noRedis = /^Redis cannot be used \(ECONNREFUSED\); check REDIS_URL[^:]*$/;

describe('npm start with a mistake in its configuration', () => {
  let setting: Setting;
  let taken: TakenPort;
  let folder: string;

  beforeAll(async () => {
    [setting, taken] = await Promise.all([startSetting(), takePort()]);
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    const stub = withoutSecretOf(await makeKey('bot'), 0);
    await writeFile(join(folder, 'stub.asc'), stub.armor());
  });
  afterAll(async () => {
    taken.letGo();
    await setting.close();
    await rm(folder, { recursive: true });
  });

  test.concurrent.each<[string, () => NodeJS.ProcessEnv, readonly RegExp[]]>([
    [
      'no OpenPGP key and an unknown value',
      () => ({ PGP_PRIVATE_KEY_PATH: '', SECRETS_LAYOUT: 'zip' }),
      [/^PGP_PRIVATE_KEY_PATH is not set; /, /^SECRETS_LAYOUT must be /],
    ],
    ['no Redis', () => ({ REDIS_URL: 'redis://:a-secret@127.0.0.1:1' }), [noRedis]],
    [
      'an OpenPGP key that decrypts nothing',
      () => ({ PGP_PRIVATE_KEY_PATH: join(folder, 'stub.asc'), PGP_PASSPHRASE_PATH: undefined }),
      [/^key-unusable: The bot's key `[0-9A-F]{16}` cannot decrypt .* its subkey `[0-9A-F]{16}` /],
    ],
    [
      'a private key among the public ones',
      () => ({ PGP_RECIPIENTS_PATH: folder }),
      [/^key-unreadable: The file `stub\.asc` of `PGP_RECIPIENTS_PATH` contains a private key/],
    ],
    [
      'a port that is taken',
      () => ({ PORT: String(taken.port) }),
      [/^port \d+ is taken; set PORT /],
    ],
  ])('%s: exit code 1 and one clear line for each', async (_what, mistake, clear) => {
    const child = npmStart({ ...setting.environment, ...mistake() });
    expect(await child.end).toBe(1);
    const { stdout, stderr } = child.output();
    expect(stderr).toBe('');
    expect(stdout).not.toMatch(/ {4}at |a-secret/);
    const lines = clear.map((line) => ({ level: 60, msg: expect.stringMatching(line) }));
    expect(logOf(child)).toHaveLength(lines.length);
    expect(logOf(child)).toEqual(expect.arrayContaining(lines));
  });

  // Those above show what becomes of a ConfigurationError; a process for each kind takes long.
  test.concurrent.each([
    ['no passphrase', { PGP_PASSPHRASE_PATH: undefined }, /^key-passphrase: .*$/],
    ['the key of another App', { APP_ID: '17' }, /^GitHub refused the key of the App; .*$/],
  ])('%s: one clear line', async (_what, mistake, line) => {
    const error: unknown = await setting.startBot(mistake).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ message: expect.stringMatching(line) });
  });

  test.concurrent('a signal ends it in order while it is still starting', async () => {
    const silent = await takePort();
    const child = npmStart({ ...setting.environment, GHE_HOST: `127.0.0.1:${silent.port}` });
    await silent.visited;
    child.process.kill('SIGTERM');
    expect(await child.end).toBe(0);
    expect(logOf(child)).toEqual([{ level: 30, msg: 'stopping' }]);
    silent.letGo();
  });
});
