import { keyFile, someKey } from '../../../simulator/git-crypt-key.ts';
import { decryptBlob, encryptBlob } from '../../../src/secrets/git-crypt/blob.ts';
import { parseKeyFile } from '../../../src/secrets/git-crypt/key-file.ts';
import { keyNameOf } from '../../../src/secrets/git-crypt/key-name.ts';
import { bytesOf, canary, type FuzzTarget } from './target.ts';

const keys = [someKey(1), someKey()];
const [key = someKey()] = keys;
const plaintext = Buffer.from(`token: ${canary}\n`);
const path = 'secrets/kubeconfigs/rosa-1';

/** What a repository that git-crypt encrypts is made of. */
export const gitCryptTargets: readonly FuzzTarget[] = [
  {
    name: '.gitattributes',
    seeds: bytesOf(
      '*.key filter=git-crypt diff=git-crypt\nsecrets/** filter=git-crypt diff=git-crypt\n',
      '[attr]crypt filter=git-crypt -text\n/secrets/kubeconfigs/[a-z]* crypt !eol\n',
      '"secrets/\\153ubeconfigs/ros\\141-?" filter=git-crypt-other text=auto\n# none\n',
    ),
    words: [
      '**/',
      '[!a-z]',
      '[[:alpha:]]',
      '[]-a]',
      '\\',
      '*',
      '?',
      '[attr]binary ',
      '-text ',
      '"',
    ],
    parse: (input) => keyNameOf(path, new Map([['.gitattributes', input.toString()]])),
  },
  {
    name: 'key file of git-crypt',
    seeds: [keyFile(keys), keyFile(keys, { name: 'other', header: [[2, canary]] })],
    parse: (input) => {
      const parsed = parseKeyFile(input);
      for (const { aesKey, hmacKey } of parsed?.keys ?? []) {
        if (aesKey.length !== 32 || hmacKey.length !== 64) throw new Error('it is no key');
      }
      return parsed?.keys.length;
    },
  },
  {
    name: 'file that git-crypt encrypted',
    seeds: [encryptBlob(plaintext, key), encryptBlob(Buffer.alloc(0), key)],
    parse: (input) => {
      const decrypted = decryptBlob(input, keys);
      const isAuthentic = !decrypted || decrypted.length === 0 || plaintext.equals(decrypted);
      if (!isAuthentic) throw new Error('what somebody changed was decrypted');
      return decrypted !== undefined;
    },
  },
];
