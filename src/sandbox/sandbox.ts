import type { Look } from '../attachment/packed-message.ts';
import type { KeyExpiry } from '../openpgp/expiry.ts';
import type { Problem } from '../problem.ts';
import type {
  Addition,
  EncryptedFiles,
  InUse,
  KnownBefore,
  Registered,
  SecretsChange,
} from '../secrets/secrets.ts';
import type { ForeignText, TextFindings } from './read-text.ts';
import type { PublicKey, Sealed } from './sealed.ts';

/** Takes apart what strangers write for everybody to read, so without a key. Throws problems. */
export interface PublicSandbox {
  /** What a text says that anybody may have written, up to the longest that GitHub takes. */
  readonly readText: (text: ForeignText) => Promise<TextFindings>;
  /** Whether a file that was attached holds a message, or a credential that everybody can read. */
  readonly lookInto: (file: Uint8Array) => Promise<Look>;
}

/**
 * Whatever decrypts, and takes apart what was encrypted. Each operation takes one value and answers
 * another, both plain data without a secret in it, and remembers nothing: so each can have a process
 * of its own, which may take long or die without harm. Throws problems.
 */
export interface Sandbox {
  /** Unpacks, decrypts and vets what was submitted, as it was fetched. */
  readonly openSubmission: (submission: SubmittedBytes) => Promise<OpenedSubmission>;
  /** What is in the secrets, without a secret in it. */
  readonly readSecrets: (opening: Opening) => Promise<Inventory>;
  /** The same, and a kubeconfig of a submission for the one process that looks at its cluster. */
  readonly prepareProbe: (probe: ProbePreparation) => Promise<PreparedProbe>;
  /** A cluster's kubeconfig from the secrets, vetted; undefined where there is none. */
  readonly findRegistered: (search: RegisteredSearch) => Promise<FoundRegistered | undefined>;
  /** What would stand in the way of any addition. */
  readonly findObstacle: (encrypted: EncryptedFiles) => Promise<Problem | undefined>;
  /** Adds, rotates or removes one cluster and encrypts the secrets again. */
  readonly changeSecrets: (change: OrderedChange) => Promise<SecretsChange>;
}

/** What is known of the keys without their secrets. */
export interface KeysDescription {
  /** Of the primary keys of the bot, in upper-case hexadecimal. */
  readonly fingerprints: readonly string[];
  /** Of the first one, as submitters encrypt to it. */
  readonly keyId: string;
  /** Of all that a message may be encrypted to, to be for the bot. */
  readonly keyIds: readonly string[];
  readonly expiries: readonly KeyExpiry[];
}

export type AnySandbox = Sandbox & PublicSandbox;

/** Which clusters the secrets hold, without a secret of theirs. */
export type Inventory = Pick<InUse, 'clusters' | 'registrations'>;

interface SubmittedBytes {
  readonly bytes: Uint8Array;
  readonly now: Date;
}

export interface OpenedSubmission {
  /** The kubeconfig, for another sandbox. */
  readonly kubeconfig: Sealed;
  /** SHA-256 of the encrypted message, hexadecimal. */
  readonly digest: string;
  /** Tells its credentials again, see `credentialFingerprint`. */
  readonly fingerprint: string;
}

/** The secrets, and what else tells of them. */
interface Opening extends Pick<KnownBefore, 'deployed'> {
  readonly encrypted: EncryptedFiles;
}

interface ProbePreparation extends Opening {
  readonly kubeconfig: Sealed;
  readonly prober: PublicKey;
  readonly now: Date;
}

interface PreparedProbe {
  readonly inventory: Inventory;
  readonly forProber: Sealed;
}

interface RegisteredSearch {
  readonly encrypted: EncryptedFiles;
  readonly cluster: Registered;
  /** Names of other entries to come along; those that are not there, or no text, are left out. */
  readonly entries: readonly string[];
  readonly prober: PublicKey;
  readonly now: Date;
}

interface FoundRegistered {
  readonly fingerprint: string;
  readonly forProber: Sealed;
}

/** What to do with the secrets; a kubeconfig comes as another sandbox has sealed it. */
export type SealedOrder =
  | ({ readonly operation: 'add' } & SealedAddition)
  | ({ readonly operation: 'rotate' } & SealedAddition)
  | ({ readonly operation: 'remove' } & Registered);

interface SealedAddition extends Omit<Addition, 'kubeconfig'> {
  readonly kubeconfig: Sealed;
}

interface OrderedChange extends Opening {
  readonly order: SealedOrder;
  readonly now: Date;
}
