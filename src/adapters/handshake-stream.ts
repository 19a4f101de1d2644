import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { headerLength, type Records, takeRecords } from './tls-records.ts';
import { createTakeNextTurn } from './turns.ts';

/** What a server says until both are agreed: some kilobytes of certificates. Ten would still fit. */
const longestHandshake = 16 * 1024;

/** For the handshakes with all clusters: each piece may end in a signature, a client's too. */
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
  /** From then on everything goes through as it comes. */
  readonly finish: () => void;
}

/**
 * Stands between a socket and TLS: hands over what comes during the handshake by whole records,
 * each looked at before, in turns of the event loop of their own, and ends with `tooLong` before
 * TLS sees more than a handshake is long.
 */
export function createHandshakeStream(socket: Socket, limits: HandshakeLimits): HandshakeStream {
  let left = longestHandshake;
  let isDone = false;
  let last: Promise<void> = Promise.resolve();
  const stream = streamOver(socket);
  const hand = (chunk: Buffer | null) => {
    if (!stream.destroyed && !stream.push(chunk)) socket.pause();
  };
  const take = createTake({ see: limits.see, hand, isDone: () => isDone });
  const then = (step: () => unknown) => {
    last = last.then(step).then(undefined, (error) => void stream.destroy(error));
  };
  socket.on('data', (chunk: Buffer) => {
    left -= isDone ? 0 : chunk.length;
    if (left < 0) return void stream.destroy(limits.tooLong);
    then(() => take(chunk));
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
    const { whole, rest, isOther } = isDone() ? asItComes(bytes) : takeRecords(bytes);
    waiting = rest;
    for (const record of whole) {
      if (!isDone()) {
        await nextTurn();
        await see(record);
      }
      hand(record);
    }
    if (!isOther) return;
    // OpenSSL ends by the header, and has words for it. Nothing that follows is looked at.
    isOver = true;
    hand(rest.subarray(0, headerLength));
  };
}

function asItComes(bytes: Buffer): Records {
  return { whole: [bytes], rest: Buffer.alloc(0), isOther: false };
}

function streamOver(socket: Socket): Duplex {
  return new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
}
