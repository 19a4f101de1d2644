import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decryptBlob, encryptBlob } from '../../../src/secrets/git-crypt/blob.ts';
import { type GitCryptKey, parseKeyFile } from '../../../src/secrets/git-crypt/key-file.ts';
import { hasGitCrypt } from '../../installed.ts';
import { createRepository, type GitRepository } from './real-git-crypt.ts';

describe.skipIf(!hasGitCrypt)('the real git-crypt 0.7 (left out where it is missing)', () => {
  let repository: GitRepository;
  let keys: readonly GitCryptKey[];
  const texts = ['', 'a', 'apiVersion: v1\n', 'x'.repeat(16), 'é'.repeat(10_000), '\0\r\n\xff'];

  beforeAll(() => {
    repository = createRepository();
    repository.gitCrypt('init');
    repository.gitCrypt('init', '-k', 'ops');
    repository.write('.gitattributes', 's/* filter=git-crypt\no/* filter=git-crypt-ops\n');
    keys = parseKeyFile(keyFileOf('default'))?.keys ?? [];
  });
  afterAll(() => repository.remove());

  const keyFileOf = (name: string) =>
    readFileSync(join(repository.folder, '.git', 'git-crypt', 'keys', name));

  test('writes key files that are read', () => {
    expect(keys).toHaveLength(1);
    expect(parseKeyFile(keyFileOf('default'))?.name).toBeUndefined();
    expect(parseKeyFile(keyFileOf('ops'))).toMatchObject({ name: 'ops', keys: [{ version: 0 }] });
  });

  test.each(texts.map((text, index) => [index, text]))(
    'writes the same blob (%i)',
    (index, text) => {
      const [key] = keys;
      if (!key) throw new Error('no key');
      const path = `s/${index}`;
      repository.write(path, text);
      repository.git('add', path);
      const stored = new Uint8Array(repository.stored(path));
      expect(encryptBlob(Buffer.from(text), key)).toEqual(stored);
      expect(decryptBlob(stored, keys)).toEqual(new Uint8Array(Buffer.from(text)));
    },
  );

  test('encrypts with another key under another name', () => {
    repository.write('o/a', 'text');
    repository.git('add', 'o/a');
    const stored = repository.stored('o/a');
    expect(decryptBlob(stored, keys)).toBeUndefined();
    const ops = parseKeyFile(keyFileOf('ops'))?.keys ?? [];
    expect(decryptBlob(stored, ops)).toEqual(new Uint8Array(Buffer.from('text')));
  });
});
