import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { ClusterInUse, RegisteredCluster } from '../kubeconfig/server-identity.ts';
import type { ReplacedSubkey } from '../openpgp/recipients.ts';
import type { Problem } from '../problem.ts';
import type { ClusterRequest, Operation } from '../request/request.ts';

/** The files of the secrets repository at one commit, or of one checkout. */
export interface SecretsFiles {
  /** The paths of all files. */
  list(): Promise<readonly string[]>;
  /** The bytes of a file, undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
}

/**
 * The files that opening needs, still encrypted, by their paths. Plain data, so that what fetches
 * them and what holds the keys need not run in the same thread.
 */
export type EncryptedFiles = ReadonlyMap<string, Uint8Array>;

/** A way to keep secrets in a repository, as one knows it without a key. */
export interface SecretsLayout {
  /** Whether it reads or writes this file: another change of that may be in an addition's way. */
  concerns(path: string): boolean;
  /** Whether Prow takes a build cluster up only when the script that deploys it names it, too. */
  readonly deployedByScript: boolean;
  /** Whether the same content is always encrypted to the same bytes. */
  readonly isDeterministic: boolean;
  /** Where a job finds the kubeconfig of a provider. */
  placeOf(name: string): KubeconfigPlace;
  /** Reads what opening needs, and `more` files beside, and decrypts nothing. */
  collect(files: SecretsFiles, more?: readonly string[]): Promise<EncryptedFiles>;
}

/** What opening is told besides. */
export interface KnownBefore {
  /** What is in use elsewhere counts as in use here. */
  readonly elsewhere?: InUse;
  /** The build clusters that a script deploys, whatever their kubeconfigs say. */
  readonly deployed?: readonly string[] | undefined;
}

/**
 * Decrypts what a layout has collected, and reads nothing more. Throws problems for the operator.
 */
export type OpenSecrets = (encrypted: EncryptedFiles, known?: KnownBefore) => Promise<Secrets>;

/** An entry of the file in the archive, or a file of the repository. */
export type KubeconfigPlace =
  | { readonly type: 'entry'; readonly entry: string }
  | { readonly type: 'file'; readonly path: string };

/** Reads the files that concern a layout. */
export async function readConcerned(
  files: SecretsFiles,
  concerns: SecretsLayout['concerns'],
): Promise<EncryptedFiles> {
  const paths = (await files.list()).filter(concerns);
  const read = await Promise.all(
    paths.map(async (path) => [path, await files.read(path)] as const),
  );
  return new Map(read.flatMap(([path, bytes]) => (bytes ? [[path, bytes]] : [])));
}

/** The decrypted secrets, in memory only. */
export interface Secrets extends InUse {
  /** What would stand in the way of any addition, such as a recipient without a public key. */
  obstacle(): Promise<Problem | undefined>;
  /** A cluster's kubeconfig, vetted as a submission is; undefined where there is none. */
  find(cluster: Registered, now: Date): Kubeconfig | undefined;
  /**
   * The value of another entry of the archive, or of another git-crypt file by its path; undefined
   * where there is none, or it is no text.
   */
  entry(name: string): Promise<string | undefined>;
  /** Adds one cluster and encrypts again to the recipients that were there. */
  add(addition: Addition): Promise<WrittenFile>;
  /** Gives a cluster what a new kubeconfig says, wherever it is registered; its names stay. */
  rotate(rotation: Rotation): Promise<SecretsChange>;
  /** Takes a cluster out, wherever it is registered. */
  remove(registered: Registered): Promise<SecretsChange>;
}

export interface InUse {
  /** Every name in use: contexts, clusters, users, entries, files. */
  readonly namesTaken: ReadonlySet<string>;
  readonly clusters: readonly ClusterInUse[];
  readonly registrations: readonly Registration[];
}

/** Under which name something is in the secrets, and as what. */
export type Registered = Pick<ClusterRequest, 'kind' | 'name'>;

/** What can be rotated and removed. */
export interface Registration extends Registered {
  /** Absent where its context leads nowhere. */
  readonly cluster?: RegisteredCluster;
}

export interface Rotation extends Registered {
  readonly kubeconfig: Kubeconfig;
}

export interface Addition extends Rotation {
  /** The name of the service account, if the credentials are of one. */
  readonly serviceAccount?: string;
}

/** The changed files. They are several where a cluster is registered in more than one layout. */
export type SecretsChange = readonly FileChange[];

/** One changed file, ready to commit, and what a reviewer must know of it. */
export interface FileChange {
  readonly path: string;
  /** Absent where the file goes. */
  readonly content?: Uint8Array | undefined;
  readonly summary: ChangeSummary;
}

export interface WrittenFile extends FileChange {
  readonly content: Uint8Array;
}

interface ServerSummary {
  readonly server: string;
  /** Where its certificate is for another name. */
  readonly tlsServerName?: string;
}

/** What changes, without a secret in it. */
export interface ChangeSummary extends ServerSummary {
  readonly operation: Operation;
  /** The file in the secrets that changes. */
  readonly file: string;
  /** The entry in it; undefined where the whole file is the cluster's. */
  readonly entry?: string;
  /** Whether the entry, or the file where there is none, was not there before. */
  readonly isNew: boolean;
  /** Whether it is not there any more. */
  readonly isGone?: boolean;
  /** What a rotation replaces. */
  readonly replaced?: ServerSummary & { readonly isAuthoritySame: boolean };
  /** What a removal leaves, because other contexts refer to it. */
  readonly remaining?: readonly ('cluster' | 'user')[];
  readonly context: string;
  readonly cluster: string;
  readonly user: string;
  /** How many other entries and files were proved to be the same as before. */
  readonly unchangedEntries?: number;
  readonly unchangedFiles: number;
  /** How many contexts of a merged kubeconfig were proved to be the same as before. */
  readonly unchangedContexts?: number;
  /** The name of the key that all recipients share; undefined where the message is to each. */
  readonly sharedKey?: string;
  readonly recipients: readonly Recipient[];
  /**
   * Who can decrypt what is written, each as what stays the same from one change to the next: the
   * `openpgp:` fingerprint of a primary key, or the `git-crypt:` digest of the key that is shared.
   */
  readonly readers: readonly string[];
}

export interface Recipient {
  /** Hexadecimal: the ID of the subkey that a message is encrypted to, or a fingerprint. */
  readonly keyId: string;
  /** Of the primary key. */
  readonly fingerprint: string;
  /** Empty where the bot doesn't have the public key. */
  readonly userId: string;
  /** Subkeys of the same key that the message was encrypted to before, and why not again. */
  readonly replaces?: readonly ReplacedSubkey[] | undefined;
}
