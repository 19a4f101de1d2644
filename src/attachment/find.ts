import { createHash } from 'node:crypto';
import { type AttachmentHost, attachmentUrl } from './address.ts';
import { findArmoredBlocks } from './armor.ts';
import type { Submission } from './attachment.ts';
import { visibleText } from './visible-text.ts';

interface Candidate {
  readonly submission: Submission;
  /** False for keys and signatures, which count only where there is nothing better. */
  readonly isMessage: boolean;
  readonly offset: number;
  /** Of an attachment: GitHub's number for the file. */
  readonly number: number;
}

/** What one or more texts of an author submit, as far as nothing in them outdoes it. */
export interface FoundSubmissions {
  /** The last link to an attachment, or pasted armored block. */
  readonly message?: Submission;
  /** The last other OpenPGP block: a public key, say. */
  readonly other?: Submission;
  /** GitHub numbers files as they come: the newest of all that are linked to. */
  readonly newestFile?: { readonly submission: Submission; readonly number: number };
}

/** Finds the submissions in one text of an author. */
export function submissionsIn(text: string, host: AttachmentHost): FoundSubmissions {
  // Most texts have none, and reading Markdown takes a hundred times as long as finding that out.
  if (!/\/files\/|-----BEGIN PGP/i.test(text)) return {};
  return candidatesIn(visibleText(text), host).map(foundIn).reduce(withLater, {});
}

function foundIn({ submission, isMessage, number }: Candidate): FoundSubmissions {
  if (!isMessage) return { other: submission };
  const isLink = submission.type === 'link';
  return { message: submission, ...(isLink && { newestFile: { submission, number } }) };
}

/** What texts submit together with those that come after them. */
export function withLater(before: FoundSubmissions, after: FoundSubmissions): FoundSubmissions {
  const isNewer = (after.newestFile?.number ?? -1) >= (before.newestFile?.number ?? -1);
  return {
    message: after.message ?? before.message,
    other: after.other ?? before.other,
    newestFile: isNewer ? after.newestFile : before.newestFile,
  };
}

/**
 * The newest submission of an author. An edit puts a newer file before an older one, so among
 * links the file's number tells.
 *
 * Where there are only other OpenPGP blocks the newest of these is returned: reading it then says
 * `openpgp-not-a-message`, which is more help than "nothing there".
 */
export function newestOf({ message, other, newestFile }: FoundSubmissions): Submission | undefined {
  return message?.type === 'link' ? newestFile?.submission : (message ?? other);
}

/** All that may turn out to be the newest one, together with what other texts submit. */
export function everyOf({ message, other, newestFile }: FoundSubmissions): readonly Submission[] {
  return [message, other, newestFile?.submission].filter((each) => each !== undefined);
}

function candidatesIn(text: string, host: AttachmentHost): readonly Candidate[] {
  const candidates = [...linksIn(text, host), ...blocksIn(text)];
  return candidates.toSorted((a, b) => a.offset - b.offset);
}

function linksIn(text: string, host: AttachmentHost): readonly Candidate[] {
  return [...text.matchAll(/https?:\/\/[^\s<>"'`)\]]{1,2000}/gi)].flatMap((match) => {
    const url = attachmentUrl(match[0].replace(/[.,;:!?*_~]+$/, ''), host)?.href;
    if (url === undefined) return [];
    const submission: Submission = { type: 'link', url, fingerprint: fingerprintOf(url) };
    const number = Number(/\/files\/(\d+)\//.exec(url)?.[1]);
    return [{ submission, isMessage: true, offset: match.index, number }];
  });
}

function blocksIn(text: string): readonly Candidate[] {
  return findArmoredBlocks(text).map(({ block, text: armored, offset }) => ({
    submission: { type: 'armored', text: armored, fingerprint: fingerprintOf(armored) },
    isMessage: block === 'MESSAGE',
    offset,
    number: 0,
  }));
}

function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
