import type { Keyring } from '../../openpgp/keyring.ts';
import { fail, problemOf } from '../../problem.ts';
import { type ClusterKind, kinds } from '../../request/request.ts';
import { holds, nothingInUse, unite } from '../in-use.ts';
import { namesFor } from '../names.ts';
import { vetRegistered } from '../registered.ts';
import { type Growth, requireRoom } from '../room.ts';
import {
  type Addition,
  type ChangeSummary,
  type FileChange,
  type InUse,
  type Registered,
  readConcerned,
  type Secrets,
  type SecretsLayout,
  type WrittenFile,
} from '../secrets.ts';
import { type AttributeFiles, givesAttributes } from './attributes.ts';
import { decryptBlob, encryptBlob } from './blob.ts';
import {
  addFile,
  type ClearFile,
  type ClusterChange,
  removeFile,
  rotateFile,
} from './change-files.ts';
import {
  decryptFiles,
  folder,
  inUseIn,
  type KubeconfigFiles,
  pathOf,
  type Sandbox,
} from './files.ts';
import type { GitCryptKey } from './key-file.ts';
import { defaultKeyName, keyNameOf } from './key-name.ts';
import { keyDigest, provedKey } from './proved-key.ts';
import { createUnlock, usersOf } from './unlock.ts';
import { countKeys, readUserCopy } from './users.ts';

export interface GitCryptSettings {
  readonly keyring: Keyring;
  /** The namespace of a build cluster's context. */
  readonly jobsNamespace: string;
  /** How large the Secret may be that Prow's merged kubeconfig becomes. */
  readonly secretLimitBytes?: number;
}

interface OpenSandbox extends Sandbox {
  readonly files: KubeconfigFiles;
  /** The key that they are encrypted with. */
  readonly inUse?: GitCryptKey;
}

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
      const sandbox = { encrypted, attributes, unlock: createUnlock(encrypted, settings.keyring) };
      return secretsIn({ ...sandbox, ...(await decryptFiles(sandbox)) }, elsewhere, settings);
    },
  };
}

function secretsIn(sandbox: OpenSandbox, elsewhere: InUse, settings: GitCryptSettings): Secrets {
  const { files, encrypted } = sandbox;
  const own = inUseIn(files, encrypted, settings.jobsNamespace);
  const inUse = unite([own, elsewhere]);
  const write = (kind: ClusterKind, file: ClearFile) => {
    if (kinds[kind].isInProwKubeconfig) {
      requireRoom(growthBy(file, files), settings.secretLimitBytes);
    }
    return writeFile(sandbox, file, settings);
  };
  const goneFile = (change: ClusterChange): FileChange => ({
    path: change.path,
    content: undefined,
    summary: summaryOf(sandbox, change, settings),
  });
  const isHere = (registered: Registered) => holds(own, registered);
  return {
    ...inUse,
    find: (registered, now) =>
      vetRegistered(files.get(pathOf(registered.name)) ?? '', registered, now),
    entry: () => undefined,
    obstacle: () => problemOf(() => keyFor(pathOf('any'), sandbox)),
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

function attributeFilesIn(encrypted: Sandbox['encrypted']): AttributeFiles {
  const files = [...encrypted].filter(([path]) => path.endsWith('.gitattributes'));
  return new Map(files.map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
}

/**
 * The key that a file is to be encrypted with. Throws where git-crypt would not encrypt it, and
 * `git-crypt-key-unproved`.
 */
async function keyFor(path: string, { attributes, unlock, encrypted, inUse }: OpenSandbox) {
  const keyName = keyNameOf(path, attributes) ?? fail('git-crypt-not-applied', { path });
  const shared = countKeys(encrypted.keys());
  const key = provedKey(await unlock(keyName), { inUse, shared });
  return key ?? fail('git-crypt-key-unproved', { keyName });
}

async function writeFile(
  sandbox: OpenSandbox,
  file: ClearFile,
  settings: GitCryptSettings,
): Promise<WrittenFile> {
  const key = await keyFor(file.path, sandbox);
  const summary = {
    ...summaryOf(sandbox, file, settings),
    readers: [`git-crypt:${keyDigest(key)}`],
  };
  return { path: file.path, content: encryptFile(file, key), summary };
}

function summaryOf(
  { files, encrypted, attributes, inUse }: OpenSandbox,
  { path, about }: ClusterChange,
  { keyring }: GitCryptSettings,
): ChangeSummary {
  // What goes may be where no rule for it is any more.
  const sharedKey = keyNameOf(path, attributes) ?? defaultKeyName;
  const unchangedFiles = [...files.keys()].filter((other) => other !== path).length;
  const recipients = usersOf({ keyName: sharedKey, version: inUse?.version }, encrypted, keyring);
  // What goes is encrypted to nobody.
  return { file: path, ...about, unchangedFiles, sharedKey, recipients, readers: [] };
}

/** Encrypts a file as git-crypt would, and proves that it is read back as it was. */
function encryptFile({ path, text }: ClearFile, key: GitCryptKey): Uint8Array {
  const content = encryptBlob(Buffer.from(text), key);
  const decrypted = decryptBlob(content, [key]);
  if (!decrypted || Buffer.from(decrypted).toString() !== text) {
    fail('secrets-not-provable', { file: path });
  }
  return content;
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
