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

/**
 * Finds the newest submission in an author's own texts, given newest last: of the newest text that
 * has one, its last. Both a link to an attachment and a pasted armored block are submissions.
 *
 * Where there are only other OpenPGP blocks (a public key, say), the newest of these is returned:
 * reading it then says `openpgp-not-a-message`, which is more help than "nothing there".
 */
export function findSubmission(
  texts: readonly { readonly text: string }[],
  host: AttachmentHost,
): Submission | undefined {
  const candidates = texts.flatMap(({ text }) => candidatesIn(visibleText(text), host));
  const found = candidates.findLast(({ isMessage }) => isMessage) ?? candidates.at(-1);
  if (found?.submission.type !== 'link') return found?.submission;
  // An edit puts a newer file before an older one; GitHub numbers files as they come.
  const links = candidates.filter(({ submission }) => submission.type === 'link');
  return links.toSorted((one, other) => one.number - other.number).at(-1)?.submission;
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
