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
import { type ShownText, shownText } from './shown-text.ts';

interface Found extends Mention {
  readonly offset: number;
}

/** Finds the submissions in one text of an author. */
export function submissionsIn(text: string, host: AttachmentHost): FoundSubmissions {
  // Most texts have none, and reading Markdown takes a hundred times as long as finding that out.
  if (!/\/files\/|BEGIN[\s\S]{1,6}?PGP|[A-Za-z0-9+/]{40}/i.test(text)) return [];
  const shown = shownText(text);
  const found = [...linksIn(shown, host), ...blocksIn(shown)];
  const inOrder = found.toSorted((one, other) => one.offset - other.offset);
  return withLater(
    [],
    inOrder.map(({ offset: _offset, ...mention }) => mention),
  );
}

function linksIn({ text, at }: ShownText, host: AttachmentHost): readonly Found[] {
  return [...text.matchAll(/https?:\/\/[^\s<>"'`)\]]{1,2000}/gi)].flatMap((match) => {
    const { 0: written, index: offset } = match;
    const url = attachmentUrl(written.replace(/(?<![.,;:!?*_~])[.,;:!?*_~]+$/, ''), host)?.href;
    if (url === undefined) return [];
    const submission: Submission = { type: 'link', url, fingerprint: fingerprintOf(url) };
    const number = Number(/\/files\/(\d+)\//.exec(url)?.[1]);
    const { isStruck, isQuoted, isCode } = at(placeOf(text, offset));
    // An address in code leads nowhere: somebody shows what one looks like.
    const standing = isStruck ? 'struck' : isQuoted || isCode ? 'quoted' : 'own';
    return [{ submission, standing, number, offset }];
  });
}

/** Of a link in Markdown where its words are: they are what a reader sees. */
function placeOf(text: string, offset: number): number {
  return text.slice(Math.max(0, offset - 2), offset) === '](' ? offset - 3 : offset;
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
