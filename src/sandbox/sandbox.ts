import type { FoundLeak } from '../attachment/leaks.ts';
import { findLeakIn, readPackedMessage } from '../attachment/packed-message.ts';
import { credentialFingerprint } from '../kubeconfig/fingerprint.ts';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { openssl } from '../kubeconfig/openssl.ts';
import { vetKubeconfig } from '../kubeconfig/vet/vet.ts';
import { decryptMessage } from '../openpgp/decrypt.ts';
import { digestOf } from '../openpgp/digest.ts';
import type { Keyring } from '../openpgp/keyring.ts';
import type { Problem } from '../problem.ts';
import type {
  EncryptedFiles,
  InUse,
  Order,
  Registered,
  SecretsChange,
  SecretsLayout,
} from '../secrets/secrets.ts';
import { type ForeignText, readText, type TextFindings } from './read-text.ts';

/**
 * Whatever decrypts, or takes apart what strangers wrote. Each operation takes one value and
 * answers another, both plain data, and remembers nothing: so all of it can run in a thread of its
 * own, which may take long or die without harm. Throws problems.
 */
export interface Sandbox {
  /** What a text says that anybody may have written, up to the longest that GitHub takes. */
  readonly readText: (text: ForeignText) => Promise<TextFindings>;
  /** A credential that everybody can read in a file that was attached. */
  readonly findLeak: (file: Uint8Array) => Promise<FoundLeak | undefined>;
  /** Unpacks, decrypts and vets what was submitted, as it was fetched. */
  readonly openSubmission: (submission: SubmittedBytes) => Promise<OpenedSubmission>;
  /** What is in the secrets, without a secret in it. */
  readonly readSecrets: (encrypted: EncryptedFiles) => Promise<InUse>;
  /** A cluster's kubeconfig from the secrets, vetted; undefined where there is none. */
  readonly findKubeconfig: (search: KubeconfigSearch) => Promise<Kubeconfig | undefined>;
  /** The values of entries of the secrets, by name; absent where there is none, or it is no text. */
  readonly readEntries: (wanted: EntriesWanted) => Promise<ReadonlyMap<string, string>>;
  /** What would stand in the way of any addition. */
  readonly findObstacle: (encrypted: EncryptedFiles) => Promise<Problem | undefined>;
  /** Adds, rotates or removes one cluster and encrypts the secrets again. */
  readonly changeSecrets: (change: OrderedChange) => Promise<SecretsChange>;
}

interface SubmittedBytes {
  readonly bytes: Uint8Array;
  readonly now: Date;
}

interface OpenedSubmission {
  readonly kubeconfig: Kubeconfig;
  /** SHA-256 of the encrypted message, hexadecimal. */
  readonly digest: string;
  /** Tells its credentials again, see `credentialFingerprint`. */
  readonly fingerprint: string;
}

interface KubeconfigSearch {
  readonly encrypted: EncryptedFiles;
  readonly cluster: Registered;
  readonly now: Date;
}

interface EntriesWanted {
  readonly encrypted: EncryptedFiles;
  readonly names: readonly string[];
}

interface OrderedChange {
  readonly encrypted: EncryptedFiles;
  readonly order: Order;
}

/** What a submission may unpack to; a kubeconfig has a few kilobytes. */
const kubeconfigLimitBytes = 1024 * 1024;

/** The sandbox in the thread of whoever calls it. */
export function createSandbox(keyring: Keyring, layout: SecretsLayout): Sandbox {
  return {
    readText: async (text) => readText(text),
    findLeak: findLeakIn,
    openSubmission: async ({ bytes, now }) => {
      const message = await readPackedMessage(bytes);
      const { data } = await decryptMessage(message, keyring, kubeconfigLimitBytes);
      const kubeconfig = vetKubeconfig(data, now, openssl);
      const fingerprint = credentialFingerprint(kubeconfig.credentials);
      return { kubeconfig, digest: await digestOf(message), fingerprint };
    },
    readSecrets: async (encrypted) => {
      const { namesTaken, clusters, registrations } = await layout.open(encrypted);
      return { namesTaken, clusters, registrations };
    },
    findKubeconfig: async ({ encrypted, cluster, now }) =>
      (await layout.open(encrypted)).find(cluster, now),
    readEntries: async ({ encrypted, names }) => {
      const secrets = await layout.open(encrypted);
      return new Map(
        names.flatMap((name) => {
          const value = secrets.entry(name);
          return value === undefined ? [] : [[name, value]];
        }),
      );
    },
    findObstacle: async (encrypted) => (await layout.open(encrypted)).obstacle(),
    changeSecrets: async ({ encrypted, order }) => {
      const secrets = await layout.open(encrypted);
      switch (order.operation) {
        case 'add':
          return [await secrets.add(order)];
        case 'rotate':
          return secrets.rotate(order);
        case 'remove':
          return secrets.remove(order);
      }
    },
  };
}
