import { isUtf8 } from 'node:buffer';
import { type RegisteredKubeconfig, readRegistered } from '../../kubeconfig/read-registered.ts';
import { parseTrusted } from '../../kubeconfig/yaml.ts';
import { fail } from '../../problem.ts';
import type { ClusterKind } from '../../request/request.ts';
import { clusterInUse } from '../in-use.ts';
import type { EncryptedFiles, InUse, Registration } from '../secrets.ts';
import { faultIn } from '../yaml-fault.ts';
import type { AttributeFiles } from './attributes.ts';
import { isGitCryptBlob, openBlob } from './blob.ts';
import type { GitCryptKey } from './key-file.ts';
import { defaultKeyName, keyNameOf } from './key-name.ts';
import { folder, pathOf } from './paths.ts';
import { isSameKey } from './proved-key.ts';
import type { Unlock } from './unlock.ts';

export interface LockedSecrets {
  readonly encrypted: EncryptedFiles;
  readonly attributes: AttributeFiles;
  readonly unlock: Unlock;
}

/** The decrypted files of the folder, by their paths; empty where one holds no secret. */
export type KubeconfigFiles = ReadonlyMap<string, string>;

interface DecryptedFiles {
  readonly files: KubeconfigFiles;
  /** The key that all of them are encrypted with; undefined where none is. */
  readonly inUse?: GitCryptKey;
}

interface DecryptedFile {
  readonly path: string;
  readonly text: string;
  readonly key?: GitCryptKey;
}

/**
 * Decrypts every file of the folder. Throws `git-crypt-in-clear` for what should be encrypted and
 * isn't, `git-crypt-damaged`, `git-crypt-keys-differ`, and `git-crypt-not-yaml` for what may hold
 * names that can't be read.
 */
export async function decryptFiles(secrets: LockedSecrets): Promise<DecryptedFiles> {
  // A hidden file (`.gitignore`) is no kubeconfig.
  const paths = [...secrets.encrypted.keys()].filter(
    (path) => isInFolder(path) && !path.includes('/.'),
  );
  const decrypted = await Promise.all(paths.map((path) => decryptFile(path, secrets)));
  const files = new Map(decrypted.map(({ path, text }) => [path, text]));
  return { files, inUse: keyOf(decrypted) };
}

/**
 * Who brings in a key of their own can bring in kubeconfigs too. git-crypt 0.7 itself encrypts
 * with one key only, and reads no other.
 */
function keyOf(decrypted: readonly DecryptedFile[]): GitCryptKey | undefined {
  const [first, ...others] = decrypted.flatMap(({ key }) => key ?? []);
  if (first && !others.every((other) => isSameKey(first, other))) fail('git-crypt-keys-differ', {});
  return first;
}

/** Names of files and folders, be they hidden or empty, and names and clusters in kubeconfigs. */
export function inUseIn(
  files: KubeconfigFiles,
  encrypted: EncryptedFiles,
  signs: SignsOfProw,
): InUse {
  const known = [...files].flatMap(([path, text]) => {
    const kubeconfig = readRegistered(text);
    return kubeconfig ? [{ path, name: nameOf(path), kubeconfig, signs }] : [];
  });
  const names = [...encrypted.keys()].filter(isInFolder).map(nameOf);
  return {
    namesTaken: new Set([...names, ...known.flatMap(({ kubeconfig }) => kubeconfig.names)]),
    clusters: known.flatMap((file) =>
      file.kubeconfig.clusters.map((cluster) => ({ ...cluster, kind: kindOf(file) })),
    ),
    registrations: known.flatMap((file) =>
      file.path === pathOf(file.name) ? [registrationOf(file)] : [],
    ),
  };
}

/** What tells build clusters from providers. */
interface SignsOfProw {
  readonly jobsNamespace: string;
  /** The names that the script of the deployment names. */
  readonly deployed: readonly string[];
}

interface KubeconfigFile {
  readonly path: string;
  readonly name: string;
  readonly kubeconfig: RegisteredKubeconfig;
  readonly signs: SignsOfProw;
}

function registrationOf(file: KubeconfigFile): Registration {
  const kind = kindOf(file);
  const cluster = clustersIn[kind](file);
  return { kind, name: file.name, cluster };
}

/**
 * The folder has all kinds. Prow starts its pods in the namespace of a build cluster's context; old
 * ones have none, but the script of the deployment names each that is in use.
 */
function kindOf(file: KubeconfigFile): ClusterKind {
  const { deployed, jobsNamespace } = file.signs;
  const isOfProw = contextOfItsName(file)?.namespace === jobsNamespace;
  return isOfProw || deployed.includes(file.name) ? 'build-cluster' : 'external-provider';
}

const clustersIn: Readonly<Record<ClusterKind, (file: KubeconfigFile) => Registration['cluster']>> =
  {
    'build-cluster': (file) => contextOfItsName(file)?.cluster ?? clusterInUse(file.kubeconfig),
    'external-provider': ({ kubeconfig }) => clusterInUse(kubeconfig),
  };

function contextOfItsName({ name, kubeconfig }: KubeconfigFile) {
  return kubeconfig.contexts.find((context) => context.name === name);
}

function isInFolder(path: string): boolean {
  return path.startsWith(`${folder}/`);
}

function nameOf(path: string): string {
  return path.slice(folder.length + 1).replace(/\/.*/s, '');
}

async function decryptFile(path: string, secrets: LockedSecrets): Promise<DecryptedFile> {
  const bytes = secrets.encrypted.get(path) ?? new Uint8Array();
  const keyName = keyNameOf(path, secrets.attributes);
  if (!isGitCryptBlob(bytes)) {
    const isKubeconfig = readRegistered(Buffer.from(bytes).toString()) !== undefined;
    const isSecret = isKubeconfig || keyName !== undefined;
    if (isSecret && bytes.length > 0) fail('git-crypt-in-clear', { path });
    return { path, text: '' };
  }
  // It stays encrypted where the rule for it was taken away later.
  const keys = await secrets.unlock(keyName ?? defaultKeyName);
  const { plaintext, key } = openBlob(bytes, keys) ?? fail('git-crypt-damaged', { path });
  const text = Buffer.from(plaintext).toString();
  if (parseTrusted(text) === undefined) fail('git-crypt-not-yaml', { path, ...faultIn(text) });
  return { path, text, key };
}

/** Another file that is encrypted; undefined for what is not there, lies in clear, or is no text. */
export async function decryptOther(
  path: string,
  { encrypted, attributes, unlock }: LockedSecrets,
): Promise<string | undefined> {
  const bytes = encrypted.get(path);
  if (!bytes || !isGitCryptBlob(bytes)) return undefined;
  const keys = await unlock(keyNameOf(path, attributes) ?? defaultKeyName);
  const opened = openBlob(bytes, keys);
  return opened && isUtf8(opened.plaintext) ? Buffer.from(opened.plaintext).toString() : undefined;
}
