import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createTakeNextTurn } from './turns.ts';

/**
 * What a server says until both are agreed: some kilobytes of certificates. Ten of those would
 * still fit; OpenSSL verifies whatever comes in one turn, 70 certificates for half a second.
 */
const longestHandshake = 16 * 1024;

/** For the handshakes with all clusters: each piece may end in a signature, a client's too. */
const nextTurn = createTakeNextTurn();

/** A connection as TLS sees it while it begins. */
export interface HandshakeStream {
  readonly stream: Duplex;
  /** From then on everything goes through as it comes. */
  readonly finish: () => void;
}

/**
 * Stands between a socket and TLS: hands over what comes during the handshake in turns of the
 * event loop of its own, and ends with `tooLong` before TLS sees more than a handshake is long.
 */
export function createHandshakeStream(socket: Socket, tooLong: Error): HandshakeStream {
  let left = longestHandshake;
  let isDone = false;
  let last: Promise<void> = Promise.resolve();
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  const hand = (chunk: Buffer | null) => {
    if (!stream.destroyed && !stream.push(chunk)) socket.pause();
  };
  socket.on('data', (chunk: Buffer) => {
    left -= isDone ? 0 : chunk.length;
    if (left < 0) return void stream.destroy(tooLong);
    last = last.then(() => (isDone ? undefined : nextTurn())).then(() => hand(chunk));
  });
  socket.once('end', () => {
    last = last.then(() => hand(null));
  });
  socket.once('error', (error) => stream.destroy(error));
  socket.once('close', () => {
    last = last.then(() => void stream.destroy());
  });
  return {
    stream,
    finish: () => {
      isDone = true;
    },
  };
}
