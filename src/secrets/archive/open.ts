import { decryptMessage } from '../../openpgp/decrypt.ts';
import { encryptToSameRecipients } from '../../openpgp/encrypt.ts';
import type { OpenPgpMessage } from '../../openpgp/envelope.ts';
import type { Keyring } from '../../openpgp/keyring.ts';
import { checkRecipients } from '../../openpgp/recipients.ts';
import { fail, type ProblemDetails, ProblemError, type ProblemId } from '../../problem.ts';
import { holds, nothingInUse, readInUse, unite } from '../in-use.ts';
import { namesFor } from '../names.ts';
import { requireRoom } from '../room.ts';
import type { InUse, OpenSecrets, Registered, Secrets, WrittenFile } from '../secrets.ts';
import { addToEntries } from './add.ts';
import type { EntriesChange } from './change.ts';
import { findKubeconfig } from './find.ts';
import { removeFromEntries } from './remove.ts';
import { rotateInEntries } from './rotate.ts';
import { proveOtherMembers, readMember, replaceMember } from './tar/tar.ts';
import { type EntriesFile, mergedEntry, readEntries } from './yaml/entries.ts';

export interface ArchiveSettings {
  /** The archive's path in the secrets repository. */
  readonly archivePath: string;
  /** The file of Ansible variables in the archive. */
  readonly file: string;
  readonly keyring: Keyring;
  /** How large the Secret may be that the merged kubeconfig becomes. */
  readonly secretLimitBytes?: number;
  /** How large the decrypted archive may be. */
  readonly limitBytes?: number;
}

/** Secrets have some hundred kilobytes. Adding to them takes twenty times their size. */
const defaultLimitBytes = 4 * 1024 * 1024;

interface OpenArchive {
  readonly tar: Uint8Array;
  readonly recipientKeyIds: readonly string[];
  readonly entries: EntriesFile;
  readonly inUse: InUse;
}

/** Opens the secrets of the archive layout. */
export function createOpenArchive(settings: ArchiveSettings): OpenSecrets {
  const { archivePath, file } = settings;
  return async (encrypted, { elsewhere = nothingInUse } = {}) => {
    const archive = encrypted.get(archivePath) ?? fail('secrets-missing', { path: archivePath });
    const { data: tar, recipientKeyIds } = await decryptArchive(archive, settings);
    const entries = readEntries(decodeText(readMember(tar, file), file), file);
    const inUse = unite([readInUse(entries), elsewhere]);
    return secretsIn({ tar, recipientKeyIds, entries, inUse }, settings);
  };
}

function secretsIn(archive: OpenArchive, settings: ArchiveSettings): Secrets {
  const { entries, inUse } = archive;
  const write = (change: EntriesChange) => encryptChange(archive, change, settings);
  const isHere = (registered: Registered) => holds(readInUse(entries), registered);
  return {
    ...inUse,
    obstacle: () => checkRecipients(archive.recipientKeyIds, settings.keyring),
    find: (cluster, now) => findKubeconfig(entries, cluster, now),
    entry: async (name) => entries.entries.find(({ key }) => key === name)?.string?.text,
    add: async (addition) =>
      write(addToEntries(entries, addition, namesFor(addition, inUse.namesTaken))),
    rotate: async (rotation) =>
      isHere(rotation) ? [await write(rotateInEntries(entries, rotation))] : [],
    remove: async (registered) =>
      isHere(registered) ? [await write(removeFromEntries(entries, registered))] : [],
  };
}

async function encryptChange(
  { tar, recipientKeyIds }: OpenArchive,
  { text, growth, ...changed }: EntriesChange,
  { archivePath, file, keyring, secretLimitBytes }: ArchiveSettings,
): Promise<WrittenFile> {
  if (changed.entry === mergedEntry && growth) requireRoom(growth, secretLimitBytes);
  const changedTar = replaceMember(tar, file, new TextEncoder().encode(text));
  const unchangedFiles = proveOtherMembers(tar, changedTar, file);
  const encrypted = await encryptToSameRecipients(changedTar, recipientKeyIds, keyring);
  const { armored, recipients } = encrypted;
  const readers = [...new Set(recipients.map(({ fingerprint }) => `openpgp:${fingerprint}`))];
  const summary = { file, ...changed, unchangedFiles, recipients, readers };
  return { path: archivePath, content: new TextEncoder().encode(armored), summary };
}

async function decryptArchive(
  encrypted: Uint8Array,
  { archivePath: path, keyring, limitBytes = defaultLimitBytes }: ArchiveSettings,
) {
  try {
    return await decryptMessage(messageOf(encrypted), keyring, limitBytes);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    // The same problems as a requester's message may have, but here it is the operator's.
    const { id } = error.problem;
    switch (id) {
      case 'key-unusable':
        throw error;
      case 'decrypted-too-large':
        return fail('secrets-too-large', { limitBytes });
      case 'openpgp-other-recipient':
      case 'openpgp-old-subkey':
        return fail('key-cannot-decrypt', { path });
      default:
        return fail('secrets-undecryptable', { path, reason: reasons[id] ?? 'unsupported' });
    }
  }
}

const reasons: Partial<Record<ProblemId, ProblemDetails['secrets-undecryptable']['reason']>> = {
  'openpgp-damaged': 'damaged',
  'openpgp-not-encrypted': 'not encrypted',
  'openpgp-password-only': 'password',
  'openpgp-too-many-recipients': 'too many recipients',
  'openpgp-signing-key': 'signing key',
};

/** A packet's first byte has its highest bit set (RFC 9580, 4.2); armor is ASCII. */
function messageOf(bytes: Uint8Array): OpenPgpMessage {
  const isBinary = (bytes[0] ?? 0) >= 0x80;
  if (isBinary) return { type: 'binary', bytes };
  return { type: 'armored', text: Buffer.from(bytes).toString('latin1') };
}

function decodeText(bytes: Uint8Array, file: string): string {
  try {
    // A byte-order mark stays: what is not changed is written back as it was.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail('secrets-yaml', { file, reason: 'encoding' });
  }
}
