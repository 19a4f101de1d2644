import { createHash } from 'node:crypto';
import { type AttachmentHost, attachmentUrl } from './address.ts';
import { findArmoredBlocks } from './armor.ts';
import { contentOfBlock } from './content.ts';
import {
  type FoundSubmissions,
  type Mention,
  type Submission,
  withLater,
} from './found-submissions.ts';
import { foreignMarksIn, isElsewhere, uploadMarksIn } from './missed.ts';
import { type ShownText, shownText } from './shown-text.ts';

interface Found extends Mention {
  readonly offset: number;
}

/** Whether a text may hold a message or a file, for where a closer look would cost more. */
export function mayHoldMessage(text: string): boolean {
  return /\/files\/\d|BEGIN PGP MESSAGE/.test(text);
}

/** Finds the submissions in one text of an author. */
export function submissionsIn(text: string, host: AttachmentHost): FoundSubmissions {
  // Most texts have none, and reading Markdown takes a hundred times as long as finding that out.
  if (
    !/\/files\/|BEGIN[\s\S]{1,6}?PGP|\[Uploading |\.(?:gpg|pgp|asc)\b|[A-Za-z0-9+/]{40}/i.test(text)
  )
    return [];
  const shown = shownText(text);
  const found = [...linksIn(shown, host), ...missedIn(shown), ...blocksIn(shown)];
  const inOrder = found.toSorted((one, other) => one.offset - other.offset);
  return withLater(
    [],
    inOrder.map(({ offset: _offset, ...mention }) => mention),
  );
}

function linksIn({ text, at }: ShownText, host: AttachmentHost): readonly Found[] {
  return [...text.matchAll(/https?:\/\/[^\s<>"'`)\]]{1,2000}/gi)].flatMap((match) => {
    const { 0: written, index: offset } = match;
    const address = written.replace(/(?<![.,;:!?*_~])[.,;:!?*_~]+$/, '');
    const { isStruck, isQuoted, isCode } = at(placeOf(text, offset));
    const url = attachmentUrl(address, host)?.href;
    if (url === undefined) return isElsewhere(address) ? [missed(address, offset)] : [];
    const submission: Submission = { type: 'link', url, fingerprint: fingerprintOf(url) };
    const number = Number(/\/files\/(\d+)\//.exec(url)?.[1]);
    // An address in code leads nowhere: somebody shows what one looks like.
    const standing = isStruck ? 'struck' : isQuoted || isCode ? 'quoted' : 'own';
    return [{ submission, standing, number, offset }];
  });
}

/** Of a link in Markdown where its words are: they are what a reader sees. */
function placeOf(text: string, offset: number): number {
  return text.slice(Math.max(0, offset - 2), offset) === '](' ? offset - 3 : offset;
}

function missedIn({ text }: ShownText): readonly Found[] {
  const marks = [...uploadMarksIn(text), ...foreignMarksIn(text)];
  return marks.map(({ 0: mark, index }) => missed(mark, index));
}

/** What stands in the place of a file: where nothing else does, a look at it says so. */
function missed(text: string, offset: number): Found {
  const submission = { type: 'armored', text, fingerprint: fingerprintOf(text) } as const;
  return { submission, standing: 'quoted', holds: 'nothing', number: 0, offset };
}

function blocksIn({ text, at }: ShownText): readonly Found[] {
  return findArmoredBlocks(text).map((block) => {
    const { text: armored, offset } = block;
    const { isStruck, isQuoted } = at(offset);
    return {
      submission: { type: 'armored', text: armored, fingerprint: fingerprintOf(armored) },
      standing: isStruck ? 'struck' : isQuoted ? 'quoted' : 'own',
      holds: contentOfBlock(block),
      ...{ offset, number: 0 },
    };
  });
}

function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
