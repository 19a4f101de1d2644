import { createHash } from 'node:crypto';
import { type AttachmentHost, attachmentUrl } from './address.ts';
import { findArmoredBlocks } from './armor.ts';
import { type FoundSubmissions, type Submission, withLater } from './found-submissions.ts';
import { visibleText } from './visible-text.ts';

interface Candidate {
  readonly submission: Submission;
  /** False for keys and signatures, which count only where there is nothing better. */
  readonly isMessage: boolean;
  readonly offset: number;
  /** Of an attachment: GitHub's number for the file. */
  readonly number: number;
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
  return { message: submission, ...(isLink && { files: [{ submission, number }] }) };
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
