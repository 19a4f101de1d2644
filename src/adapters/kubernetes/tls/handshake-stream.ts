import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createTakeNextTurn } from '../keyed-lock.ts';
import { headerLength, type Records, takeRecords } from './records.ts';

/** What a server says until both are agreed: some kilobytes of certificates. Ten would still fit. */
const longestHandshake = 16 * 1024;

/**
 * Of what comes later so much is handed over in one turn. It may be hundreds of new keys, which
 * TLS 1.3 lets a server announce as often as it likes.
 */
const longestPiece = 8 * 1024;

/** For the connections with all clusters: each piece may end in a signature, a client's too. */
const nextTurn = createTakeNextTurn();

/** What TLS must not see. */
export interface HandshakeLimits {
  readonly tooLong: Error;
  /** Throws where it must not see a record. */
  readonly see: (record: Buffer) => Promise<void>;
}

/** A connection as TLS sees it while it begins. */
export interface HandshakeStream {
  readonly stream: Duplex;
  /** From then on everything goes through, and nothing is looked at. */
  readonly finish: () => void;
}

/**
 * Stands between a socket and TLS: hands over what comes during the handshake by whole records,
 * each looked at before, and ends with `tooLong` before TLS sees more than a handshake is long. All
 * that comes, then and later, comes in turns of the event loop of its own.
 */
export function createHandshakeStream(socket: Socket, limits: HandshakeLimits): HandshakeStream {
  let left = longestHandshake;
  let isDone = false;
  let isTaking = false;
  let isWanted = true;
  let last: Promise<void> = Promise.resolve();
  const goOn = () => {
    if (isWanted && !isTaking) socket.resume();
  };
  const stream = streamOver(socket, () => {
    isWanted = true;
    goOn();
  });
  const hand = (chunk: Buffer | null) => {
    if (!stream.destroyed && !stream.push(chunk)) isWanted = false;
  };
  const take = createTake({ see: limits.see, hand, isDone: () => isDone });
  const then = (step: () => unknown) => {
    last = last.then(step).then(undefined, (error) => void stream.destroy(error));
  };
  socket.on('data', (chunk: Buffer) => {
    left -= isDone ? 0 : chunk.length;
    if (left < 0) return void stream.destroy(limits.tooLong);
    // Nothing more comes until it was handed over: waiting for its turn it would fill the memory.
    isTaking = true;
    socket.pause();
    then(async () => {
      await take(chunk);
      isTaking = false;
      goOn();
    });
  });
  socket.once('end', () => then(() => hand(null)));
  socket.once('error', (error) => stream.destroy(error));
  socket.once('close', () => then(() => stream.destroy()));
  return {
    stream,
    finish: () => {
      isDone = true;
    },
  };
}

interface Hands {
  readonly see: HandshakeLimits['see'];
  readonly hand: (record: Buffer) => void;
  readonly isDone: () => boolean;
}

function createTake({ see, hand, isDone }: Hands): (chunk: Buffer) => Promise<void> {
  let waiting: Buffer = Buffer.alloc(0);
  let isOver = false;
  return async (chunk) => {
    if (isOver) return;
    const bytes = Buffer.concat([waiting, chunk]);
    const { whole, rest, isOther } = isDone() ? piecesOf(bytes) : takeRecords(bytes);
    waiting = rest;
    for (const record of whole) {
      await nextTurn();
      if (!isDone()) await see(record);
      hand(record);
    }
    if (!isOther) return;
    // OpenSSL ends by the header, and has words for it. Nothing that follows is looked at.
    isOver = true;
    hand(rest.subarray(0, headerLength));
  };
}

function piecesOf(bytes: Buffer): Records {
  const count = Math.ceil(bytes.length / longestPiece);
  const whole = Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * longestPiece, (index + 1) * longestPiece),
  );
  return { whole, rest: Buffer.alloc(0), isOther: false };
}

function streamOver(socket: Socket, read: () => void): Duplex {
  return new Duplex({
    read,
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
}
