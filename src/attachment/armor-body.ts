import { beginsMessage, messageEnd } from '../openpgp/message-end.ts';
import { undoEscapes, undoQuotedPrintable } from './undo.ts';

/**
 * The packets of a message in what stands between the lines of its armor. All that is not base64
 * is taken for what something wrote around it; which of several readings is right, and where the
 * headers end, is told by the packets, which say how long they are. Undefined where none is.
 *
 * `margin` is what stands in front of the first line: some of it could be base64.
 */
export function readPackets(inside: string, margin: string): Uint8Array | undefined {
  const found: Found[] = [];
  for (const pieces of readings(inside, margin)) {
    for (const each of messagesIn(pieces)) {
      if (each.isSure && each.isAll) return each.bytes;
      found.push(each);
    }
  }
  return (found.find(({ isSure }) => isSure) ?? found[0])?.bytes;
}

/** Each only as far as it is asked for. */
function* readings(inside: string, margin: string): Generator<readonly string[]> {
  // As in a comparison (`+`), or in what a program comments (`//`).
  const start = undoEscapes(margin).trimEnd();
  const sign = piecesOf(start).findLast((piece) => start.endsWith(piece));
  for (const written of new Set([inside, undoQuotedPrintable(inside)])) {
    const text = undoEscapes(written).replaceAll(unseen, '');
    const lines = text.split(/[\r\n\u2028\u2029]+/);
    yield piecesOf(text);
    // Without what adds strings in a program.
    yield piecesOf(text).filter((piece) => /[A-Za-z0-9=]/.test(piece));
    if (sign) yield lines.flatMap((line) => piecesOf(without(line, sign)));
    // Behind a number or a time.
    yield lines.flatMap((line) => piecesOf(line).slice(-1));
  }
}

/** What does not show, and may stand in the midst of a line. */
const unseen = /[\0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

function without(line: string, sign: string): string {
  const rest = line.replace(/^[^A-Za-z0-9+/]+/, '');
  return rest.startsWith(sign) ? rest.slice(sign.length) : rest;
}

/** The runs of what could be base64. */
function piecesOf(text: string): readonly string[] {
  return text.match(/[A-Za-z0-9+/=]+/g) ?? [];
}

interface Found {
  readonly bytes: Uint8Array;
  /** Whether hardly any text holds it by chance. */
  readonly isSure: boolean;
  /** Whether nothing but a checksum is left over. */
  readonly isAll: boolean;
}

/** A header or two with long words. */
const mostPiecesBefore = 64;
const mostAttempts = 8;

/** A few bytes may look like a small message. */
const fewestBytes = 48;

function messagesIn(pieces: readonly string[]): readonly Found[] {
  const text = pieces.join('');
  const starts: number[] = [];
  let start = 0;
  for (const piece of pieces.slice(0, mostPiecesBefore)) {
    if (startsMessage(text, start)) starts.push(start);
    start += piece.length;
  }
  return starts.slice(0, mostAttempts).flatMap((each) => messageAt(text, each));
}

function startsMessage(text: string, start: number): boolean {
  return beginsMessage(Buffer.from(text.slice(start, start + 32), 'base64'));
}

function messageAt(text: string, start: number): readonly Found[] {
  const bytes = base64From(text, start);
  const { end = 0, isSure = false } = messageEnd(bytes) ?? {};
  const isAll = end === bytes.length && end >= fewestBytes;
  return isSure || isAll ? [{ bytes: bytes.subarray(0, end), isSure, isAll }] : [];
}

/** Up to the signs that fill the last four, or the checksum; those need not be there. */
function base64From(text: string, start: number): Uint8Array {
  const end = text.indexOf('=', start);
  return Buffer.from(text.slice(start, end < 0 ? undefined : end), 'base64');
}

/** The text that base64 begins a text with. */
export function decodeFrom(text: string): string {
  return Buffer.from(base64From(piecesOf(undoEscapes(text)).join(''), 0)).toString('latin1');
}

/** The words of a text that only base64 has, up to the last of them. */
export function denseIn(text: string): { readonly characters: number; readonly text: string } {
  const words = [...text.matchAll(/[A-Za-z0-9+/]{8,}/g)].filter(
    ({ 0: word }) => /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word),
  );
  const last = words.at(-1);
  return {
    characters: words.reduce((sum, { 0: word }) => sum + word.length, 0),
    text: last ? text.slice(0, last.index + last[0].length) : '',
  };
}
