import { problemOf } from '../../problem.ts';
import { type ClusterKind, kinds } from '../../request/request.ts';
import { holds, nothingInUse, unite } from '../in-use.ts';
import { namesFor } from '../names.ts';
import { vetRegistered } from '../registered.ts';
import { type Growth, requireRoom } from '../room.ts';
import {
  type Addition,
  type FileChange,
  type InUse,
  type Registered,
  readConcerned,
  type Secrets,
  type SecretsLayout,
} from '../secrets.ts';
import { type AttributeFiles, givesAttributes } from './attributes.ts';
import {
  addFile,
  type ClearFile,
  type ClusterChange,
  removeFile,
  rotateFile,
} from './clear-files.ts';
import {
  decryptFiles,
  folder,
  inUseIn,
  type KubeconfigFiles,
  type LockedSecrets,
  pathOf,
} from './files.ts';
import { createUnlock } from './unlock.ts';
import { readUserCopy } from './users.ts';
import {
  type GitCryptSettings,
  keyFor,
  summaryOf,
  type UnlockedSecrets,
  writeFile,
} from './write-files.ts';

/**
 * Secrets in files of their own, which git-crypt encrypts with a key that it shares among its
 * users by OpenPGP. Prow merges those of its build clusters; jobs take those of providers.
 */
export function createGitCryptLayout(settings: GitCryptSettings): SecretsLayout {
  return {
    concerns,
    deployedByScript: true,
    placeOf: (name) => ({ type: 'file', path: pathOf(name) }),
    collect: (files) => readConcerned(files, concerns),
    open: async (encrypted, elsewhere = nothingInUse) => {
      const attributes = attributeFilesIn(encrypted);
      const secrets = { encrypted, attributes, unlock: createUnlock(encrypted, settings.keyring) };
      return secretsIn({ ...secrets, ...(await decryptFiles(secrets)) }, elsewhere, settings);
    },
  };
}

function secretsIn(
  secrets: UnlockedSecrets,
  elsewhere: InUse,
  settings: GitCryptSettings,
): Secrets {
  const { files, encrypted } = secrets;
  const own = inUseIn(files, encrypted, settings.jobsNamespace);
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
    entry: () => undefined,
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

function concerns(path: string): boolean {
  const isKubeconfig = path.startsWith(`${folder}/`);
  return isKubeconfig || givesAttributes(path, folder) || readUserCopy(path) !== undefined;
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
