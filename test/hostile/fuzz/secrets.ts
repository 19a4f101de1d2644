import { isDeepStrictEqual } from 'node:util';
import type { Kubeconfig } from '../../../src/kubeconfig/kubeconfig.ts';
import { addToEntries } from '../../../src/secrets/archive/add.ts';
import { findKubeconfig } from '../../../src/secrets/archive/find.ts';
import {
  proveOtherMembers,
  readMember,
  replaceMember,
} from '../../../src/secrets/archive/tar/tar.ts';
import { readEntries } from '../../../src/secrets/archive/yaml/entries.ts';
import { readInUse } from '../../../src/secrets/in-use.ts';
import { namesFor } from '../../../src/secrets/names.ts';
import type { Addition } from '../../../src/secrets/secrets.ts';
import { addition, mainYml } from '../../secrets/archive-samples.ts';
import { archiveOf, paxRecord, withChecksums } from '../../secrets/tar-writer.ts';
import { bytesOf, canary, type FuzzTarget, now } from './target.ts';

const file = 'main.yml';
const yml = mainYml.replaceAll('token-of-', canary).replace('PEM', canary);

const inYaml = [
  '&a ',
  '*a',
  '<<: *a',
  '!!str ',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '? ',
  '|+\n  ',
  '|2-\n   ',
  '>\n ',
  "'",
  'kubeconfig: ',
  'new: ',
  '\r\n',
  '\t',
  '\ufeff',
  '\u2028',
];

/** Whatever else is in the file, what was added is in order. */
function findAdded(text: string, wanted: Addition): Kubeconfig | undefined {
  try {
    return findKubeconfig(readEntries(text, file), wanted, now);
  } catch {
    return undefined;
  }
}

/** What is in the secrets: no stranger's, but each mistake in reading it could destroy some. */
export const secretsTargets: readonly FuzzTarget[] = [
  ...(['build-cluster', 'external-provider'] as const).map((kind) => ({
    name: `main.yml, to add a ${kind}`,
    isTrusted: true,
    seeds: bytesOf(yml, yml.replaceAll('\n', '\r\n'), yml.trimEnd(), yml.replace(/^/gm, '  ')),
    words: inYaml,
    parse: (input: Buffer) => {
      const entries = readEntries(input.toString(), file);
      const wanted = addition(kind);
      const names = namesFor(wanted, readInUse(entries).namesTaken);
      const { text, ...proved } = addToEntries(entries, wanted, names);
      const found = findAdded(text, wanted);
      if (!isDeepStrictEqual(found?.credentials, wanted.kubeconfig.credentials)) {
        throw new Error('what was added is not there');
      }
      return proved;
    },
  })),
  {
    name: 'tar',
    seeds: [
      archiveOf([{ name: file, content: yml }]),
      archiveOf([
        { name: 'PaxHeaders/x', type: 'x', content: paxRecord('path', file) },
        { name: 'cut', content: canary },
        { name: 'other', content: canary },
      ]),
      archiveOf([
        { name: '././@LongLink', type: 'L', content: `./${file}\0` },
        { name: 'cut', content: canary },
      ]),
    ],
    words: ['ustar', '././@LongLink', paxRecord('size', '5'), paxRecord('path', file), 'main.yml'],
    parse: (input) => {
      const tar = withChecksums(input);
      const before = readMember(tar, file);
      const after = replaceMember(tar, file, Buffer.from('changed: yes\n'));
      if (Buffer.from(readMember(after, file)).toString() !== 'changed: yes\n') {
        throw new Error('it was not replaced');
      }
      return [before.length, proveOtherMembers(tar, after, file)];
    },
  },
];
