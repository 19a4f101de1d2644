import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Keyring, readPrivateKeys, readPublicKeys } from '../../../src/openpgp/keyring.ts';
import { hasGnuTar, hasGpg, hasKubectl } from '../../installed.ts';
import { type Gpg, generateKey, startGpg } from '../../openpgp/gpg.ts';
import { addition, mainYml, openArchive } from '../archive-samples.ts';

const hasAll = hasGpg && hasGnuTar && hasKubectl;

describe.skipIf(!hasAll)('with gpg, tar and kubectl (left out where one is missing)', () => {
  let gpg: Gpg;
  let folder = '';
  let keyring: Keyring;
  let encrypted: Uint8Array;
  const path = (name: string) => join(folder, name);
  const tar = (...args: string[]) => execFileSync('tar', args, { cwd: folder });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 's'));
    gpg = startGpg();
    const bot = generateKey(gpg, 'Bot <bot@example.org>', 'cv25519');
    const colleague = generateKey(gpg, 'Colleague <c@example.org>', 'cv25519');
    keyring = {
      ...(await readPrivateKeys(exported('--export-secret-keys', bot))),
      ...(await readPublicKeys([
        { text: exported('--export', bot) },
        { text: exported('--export', colleague) },
      ])),
    };
    writeFileSync(path('main.yml'), mainYml, { mode: 0o600 });
    writeFileSync(path('id_rsa'), 'PEM\n'.repeat(1000), { mode: 0o400 });
    const recipients = ['--recipient', bot, '--recipient', colleague];
    // As the procedure does it: `tar | gpg --encrypt --armor`.
    encrypted = gpg.run(['--encrypt', '--armor', ...recipients], tar('-c', 'main.yml', 'id_rsa'));
  });

  afterAll(() => {
    gpg.end();
    rmSync(folder, { recursive: true });
  });

  function exported(how: string, fingerprint: string): string {
    return gpg.run(['--armor', how, fingerprint]).toString();
  }

  /** Decrypts and unpacks as the users of the secrets do, and gives what tar lists. */
  function unpack(message: string | Uint8Array = ''): string {
    const { data, said } = gpg.decrypt(message);
    expect(said).not.toMatch(/warning/i);
    writeFileSync(path('secrets.tar'), data);
    tar('-xf', 'secrets.tar');
    return tar('-tvf', 'secrets.tar').toString();
  }

  function readEntry(key: string): Record<string, string> {
    const entries: unknown = parse(readFileSync(path('main.yml'), 'utf8'));
    const text = z.record(z.string(), z.unknown()).parse(entries)[key];
    // The last newline is lost in `$(yq -r .key main.yml)`.
    writeFileSync(path('kubeconfig'), String(text).trimEnd());
    const view = (output: string) =>
      execFileSync('kubectl', [
        '--kubeconfig',
        path('kubeconfig'),
        'config',
        'view',
        '--raw',
        '-o',
        output,
      ]).toString();
    return {
      contexts: view('jsonpath={.contexts[*].name}'),
      current: view('jsonpath={.current-context}'),
      token: view('jsonpath={.users[?(@.name=="automation")].user.token}'),
      server: view('jsonpath={.clusters[?(@.name=="new")].cluster.server}'),
    };
  }

  const newOne = { token: 'token-of-new', server: 'https://new.example.org:6443' };

  test('a build cluster is in the merged kubeconfig, with all that was there', async () => {
    const before = unpack(encrypted);
    const { content } = await (await openArchive(encrypted, keyring)).add(
      addition('build-cluster'),
    );
    const after = unpack(content);
    expect(after.replace(/ +\d+ (?=.*main\.yml)/, '')).toBe(
      before.replace(/ +\d+ (?=.*main\.yml)/, ''),
    );
    expect(readFileSync(path('id_rsa'), 'utf8')).toBe('PEM\n'.repeat(1000));
    const { contexts = '', ...rest } = readEntry('kubeconfig');
    expect(contexts.split(' ').toSorted()).toEqual(['control-plane', 'new', 'workloads']);
    expect(rest).toEqual({ current: 'control-plane', ...newOne });
  });

  test('a provider has an entry that is a kubeconfig', async () => {
    const { content } = await (await openArchive(encrypted, keyring)).add(
      addition('external-provider'),
    );
    unpack(content);
    expect(readFileSync(path('main.yml'), 'utf8').startsWith(mainYml)).toBe(true);
    expect(readEntry('new')).toEqual({ contexts: 'new', current: 'new', ...newOne });
  });

  test('a provider comes, gets another token and goes: the very same main.yml', async () => {
    const { kind, name, kubeconfig } = addition('external-provider');
    const added = await (await openArchive(encrypted, keyring)).add(addition(kind));
    const credentials = { type: 'token', token: 'renewed' } as const;
    const rotation = { kind, name, kubeconfig: { ...kubeconfig, credentials } };
    const [rotated] = await (await openArchive(added.content, keyring)).rotate(rotation);
    unpack(rotated?.content);
    expect(readEntry('new')).toEqual({
      ...{ contexts: 'new', current: 'new' },
      ...{ token: 'renewed', server: newOne.server },
    });
    const [removed] = await (await openArchive(rotated?.content, keyring)).remove({ kind, name });
    expect(removed?.summary.recipients).toEqual(added.summary.recipients);
    unpack(removed?.content);
    expect(readFileSync(path('main.yml'), 'utf8')).toBe(mainYml);
    expect(readFileSync(path('id_rsa'), 'utf8')).toBe('PEM\n'.repeat(1000));
  });

  test('a build cluster comes and goes: the very same main.yml', async () => {
    const added = await (await openArchive(encrypted, keyring)).add(addition('build-cluster'));
    const archive = await openArchive(added.content, keyring);
    const [removed] = await archive.remove({ kind: 'build-cluster', name: 'new' });
    unpack(removed?.content);
    expect(readFileSync(path('main.yml'), 'utf8')).toBe(mainYml);
  });

  test('one after the other', async () => {
    const { content } = await (await openArchive(encrypted, keyring)).add(
      addition('build-cluster'),
    );
    const again = await openArchive(content, keyring);
    const { content: both, summary } = await again.add(
      addition('build-cluster', { name: 'newer' }),
    );
    expect(summary.user).toBe('newer-automation');
    unpack(both);
    expect(readEntry('kubeconfig').contexts?.split(' ').toSorted()).toEqual([
      'control-plane',
      'new',
      'newer',
      'workloads',
    ]);
  });
});
