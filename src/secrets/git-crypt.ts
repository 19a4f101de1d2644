import { proveKubeconfig, withAdded } from '../kubeconfig/proof.ts';
import { renderKubeconfig, renderYaml } from '../kubeconfig/render.ts';
import { vetContext } from '../kubeconfig/vet.ts';
import type { Keyring } from '../openpgp/keyring.ts';
import { fail, problemOf } from '../problem.ts';
import { type AttributeFiles, givesAttributes } from './git-crypt/attributes.ts';
import { decryptBlob, encryptBlob } from './git-crypt/blob.ts';
import {
  decryptFiles,
  folder,
  inUseIn,
  type KubeconfigFiles,
  type Vault,
} from './git-crypt/files.ts';
import { keyNameOf } from './git-crypt/key-name.ts';
import { createUnlock, usersOf } from './git-crypt/unlock.ts';
import { readUserCopy } from './git-crypt/users.ts';
import { nothingInUse, unite } from './in-use.ts';
import { namesFor } from './names.ts';
import {
  type Addition,
  type InUse,
  readConcerned,
  type SecretsChange,
  type SecretsLayout,
} from './secrets.ts';

export interface GitCryptSettings {
  readonly keyring: Keyring;
  /** The namespace of a build cluster's context. */
  readonly jobsNamespace: string;
}

interface OpenVault extends Vault {
  readonly files: KubeconfigFiles;
  readonly inUse: InUse;
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
    open: async (sealed, elsewhere = nothingInUse) => {
      const attributes = attributeFilesIn(sealed);
      const vault = { sealed, attributes, unlock: createUnlock(sealed, settings.keyring) };
      const files = await decryptFiles(vault);
      const inUse = unite([inUseIn(files), elsewhere]);
      return {
        ...inUse,
        find: ({ name }, now) => vetContext(files.get(pathOf(name)) ?? '', name, now),
        entry: () => undefined,
        obstacle: () => problemOf(() => keyFor(pathOf('any'), vault)),
        add: (addition) => addTo({ ...vault, files, inUse }, addition, settings),
      };
    },
  };
}

function concerns(path: string): boolean {
  const isKubeconfig = path.startsWith(`${folder}/`);
  return isKubeconfig || givesAttributes(path, folder) || readUserCopy(path) !== undefined;
}

function attributeFilesIn(sealed: Vault['sealed']): AttributeFiles {
  const files = [...sealed].filter(([path]) => path.endsWith('.gitattributes'));
  return new Map(files.map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
}

function pathOf(name: string): string {
  return `${folder}/${name}`;
}

/** The key that a file is to be encrypted with. Throws where git-crypt would not encrypt it. */
async function keyFor(path: string, { attributes, unlock }: Vault) {
  const keyName = keyNameOf(path, attributes) ?? fail('git-crypt-not-applied', { path });
  const [key] = await unlock(keyName);
  return { keyName, key: key ?? fail('git-crypt-key-missing', { keyName }) };
}

async function addTo(
  vault: OpenVault,
  addition: Addition,
  settings: GitCryptSettings,
): Promise<SecretsChange> {
  const names = namesFor(addition, vault.inUse.namesTaken);
  const path = pathOf(addition.name);
  const kubeconfig = withNamespace(addition, settings);
  const text = renderKubeconfig(kubeconfig, names);
  const empty = renderYaml({ apiVersion: 'v1', kind: 'Config', 'current-context': names.context });
  const proved = proveKubeconfig({ before: empty, after: text }, withAdded(kubeconfig, names));
  if (proved === undefined) fail('secrets-not-provable', { file: path });
  const { content, sharedKey } = await encryptFile(path, text, vault);
  const summary = {
    file: path,
    isNew: true,
    ...names,
    server: kubeconfig.server,
    unchangedFiles: vault.files.size,
    sharedKey,
    recipients: usersOf(sharedKey, vault.sealed, settings.keyring),
  };
  return { path, content, summary };
}

/** Encrypts a file as git-crypt would, and proves that it is read back as it was. */
async function encryptFile(path: string, text: string, vault: Vault) {
  const { keyName: sharedKey, key } = await keyFor(path, vault);
  const content = encryptBlob(Buffer.from(text), key);
  const decrypted = decryptBlob(content, [key]);
  if (!decrypted || Buffer.from(decrypted).toString() !== text) {
    fail('secrets-not-provable', { file: path });
  }
  return { content, sharedKey };
}

/** Prow starts pods where a build cluster's context says. */
function withNamespace({ kind, kubeconfig }: Addition, { jobsNamespace }: GitCryptSettings) {
  return kind === 'build-cluster' ? { ...kubeconfig, namespace: jobsNamespace } : kubeconfig;
}
