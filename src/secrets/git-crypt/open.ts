import { problemOf } from '../../problem.ts';
import { type ClusterKind, kinds } from '../../request/request.ts';
import { holds, nothingInUse, unite } from '../in-use.ts';
import { namesFor } from '../names.ts';
import { vetRegistered } from '../registered.ts';
import { type Growth, requireRoom } from '../room.ts';
import type {
  Addition,
  FileChange,
  KnownBefore,
  OpenSecrets,
  Registered,
  Secrets,
} from '../secrets.ts';
import type { AttributeFiles } from './attributes.ts';
import {
  decryptFiles,
  decryptOther,
  inUseIn,
  type KubeconfigFiles,
  type LockedSecrets,
} from './files.ts';
import { pathOf } from './paths.ts';
import {
  addFile,
  type ClearFile,
  type ClusterChange,
  removeFile,
  rotateFile,
} from './plaintext-files.ts';
import { createUnlock } from './unlock.ts';
import {
  type GitCryptSettings,
  keyFor,
  summaryOf,
  type UnlockedSecrets,
  writeFile,
} from './write-files.ts';

/** Opens the secrets of the git-crypt layout. */
export function createOpenGitCrypt(settings: GitCryptSettings): OpenSecrets {
  return async (encrypted, known = {}) => {
    const attributes = attributeFilesIn(encrypted);
    const secrets = { encrypted, attributes, unlock: createUnlock(encrypted, settings.keyring) };
    return secretsIn({ ...secrets, ...(await decryptFiles(secrets)) }, known, settings);
  };
}

function secretsIn(
  secrets: UnlockedSecrets,
  { elsewhere = nothingInUse, deployed = [] }: KnownBefore,
  settings: GitCryptSettings,
): Secrets {
  const { files, encrypted } = secrets;
  const own = inUseIn(files, encrypted, { ...settings, deployed });
  const inUse = unite([own, elsewhere]);
  const write = (kind: ClusterKind, file: ClearFile) => {
    if (kinds[kind].isInProwKubeconfig) {
      requireRoom(growthBy(file, files), settings.secretLimitBytes);
    }
    return writeFile(secrets, file, settings);
  };
  const goneFile = (change: ClusterChange): FileChange => ({
    path: change.path,
    content: undefined,
    summary: summaryOf(secrets, change, settings),
  });
  const isHere = (registered: Registered) => holds(own, registered);
  return {
    ...inUse,
    find: (registered, now) =>
      vetRegistered(files.get(pathOf(registered.name)) ?? '', registered, now),
    entry: (path) => decryptOther(path, secrets),
    obstacle: () => problemOf(() => keyFor(pathOf('any'), secrets)),
    add: async (addition) => {
      const names = namesFor(addition, inUse.namesTaken);
      const kubeconfig = withNamespace(addition, settings);
      return write(addition.kind, addFile(addition.name, kubeconfig, names));
    },
    rotate: async (rotation) =>
      isHere(rotation) ? [await write(rotation.kind, rotateFile(files, rotation))] : [],
    remove: async (registered) =>
      isHere(registered) ? [goneFile(removeFile(files, registered))] : [],
  };
}

function attributeFilesIn(encrypted: LockedSecrets['encrypted']): AttributeFiles {
  const files = [...encrypted].filter(([path]) => path.endsWith('.gitattributes'));
  return new Map(files.map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
}

/**
 * Of Prow's merged kubeconfig. Which of the files it is made of, only the script of the deployment
 * says, and old ones do not tell their kind: so all of them count.
 */
function growthBy({ path, text }: ClearFile, files: KubeconfigFiles): Growth {
  const before = [...files.values()].reduce((sum, file) => sum + Buffer.byteLength(file), 0);
  const replaced = Buffer.byteLength(files.get(path) ?? '');
  return { before, after: before - replaced + Buffer.byteLength(text) };
}

/** Prow starts pods in the namespace that the context says. */
function withNamespace({ kind, kubeconfig }: Addition, { jobsNamespace }: GitCryptSettings) {
  return kinds[kind].isInProwKubeconfig ? { ...kubeconfig, namespace: jobsNamespace } : kubeconfig;
}
