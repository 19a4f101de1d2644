import { createHash } from 'node:crypto';
import { type AttachmentHost, attachmentUrl } from './address.ts';
import { findArmoredBlocks } from './armor.ts';
import { visibleText } from './visible-text.ts';

/** What an issue's author submitted, before anything of it was fetched or decrypted. */
export type Submission =
  | { readonly type: 'link'; readonly url: string; readonly fingerprint: string }
  | { readonly type: 'armored'; readonly text: string; readonly fingerprint: string };

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
  /** The newest of the files that are linked to, and first the one that is newest of all. */
  readonly files?: readonly LinkedFile[];
}

interface LinkedFile {
  readonly submission: Submission;
  /** GitHub numbers files as they come. */
  readonly number: number;
}

/** One is submitted. So many others are looked into, for what nobody should have attached. */
const otherAttachmentsLimit = 10;

/** Finds the submissions in one text of an author. */
export function submissionsIn(text: string, host: AttachmentHost): FoundSubmissions {
  // Most texts have none, and reading Markdown takes a hundred times as long as finding that out.
  if (!/\/files\/|-----BEGIN PGP/i.test(text)) return {};
  return candidatesIn(visibleText(text), host).map(foundIn).reduce(withLater, {});
}

function foundIn({ submission, isMessage, number }: Candidate): FoundSubmissions {
  if (!isMessage) return { other: submission };
  const isLink = submission.type === 'link';
  return { message: submission, ...(isLink && { files: [{ submission, number }] }) };
}

/** What texts submit together with those that come after them. */
export function withLater(before: FoundSubmissions, after: FoundSubmissions): FoundSubmissions {
  return {
    message: after.message ?? before.message,
    other: after.other ?? before.other,
    files: newestFirst([...(after.files ?? []), ...(before.files ?? [])]),
  };
}

/** Each once. Of two with one number the first stays before the other. */
function newestFirst(files: readonly LinkedFile[]): readonly LinkedFile[] {
  const each = new Map(files.map((file) => [file.submission.fingerprint, file]));
  return [...each.values()]
    .toSorted((one, other) => other.number - one.number)
    .slice(0, 1 + otherAttachmentsLimit);
}

/**
 * The newest submission of an author. An edit puts a newer file before an older one, so among
 * links the file's number tells.
 *
 * Where there are only other OpenPGP blocks the newest of these is returned: reading it then says
 * `openpgp-not-a-message`, which is more help than "nothing there".
 */
export function newestOf({ message, other, files }: FoundSubmissions): Submission | undefined {
  return message?.type === 'link' ? files?.[0]?.submission : (message ?? other);
}

/** What an author attached besides the newest submission: the newest files, up to a limit. */
export function otherAttachmentsOf(found: FoundSubmissions): readonly Submission[] {
  const newest = newestOf(found)?.fingerprint;
  const files = (found.files ?? []).map(({ submission }) => submission);
  return files.filter(({ fingerprint }) => fingerprint !== newest).slice(0, otherAttachmentsLimit);
}

/** All that may turn out to be the newest one, together with what other texts submit. */
export function everyOf({ message, other, files }: FoundSubmissions): readonly Submission[] {
  return [message, other, files?.[0]?.submission].filter((each) => each !== undefined);
}

function candidatesIn(text: string, host: AttachmentHost): readonly Candidate[] {
  const candidates = [...linksIn(text, host), ...blocksIn(text)];
  return candidates.toSorted((a, b) => a.offset - b.offset);
}

function linksIn(text: string, host: AttachmentHost): readonly Candidate[] {
  return [...text.matchAll(/https?:\/\/[^\s<>"'`)\]]{1,2000}/gi)].flatMap((match) => {
    const url = attachmentUrl(match[0].replace(/(?<![.,;:!?*_~])[.,;:!?*_~]+$/, ''), host)?.href;
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
