import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { listen } from '../../../../simulator/loopback.ts';
import { createHandshakeStream } from '../../../../src/adapters/kubernetes/tls/handshake-stream.ts';

const tooLong = new Error('too long');
const limits = { tooLong, see: async () => undefined };
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** As TLS sends it, in records of 16 KiB at most. */
function recordOf(content: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from([22, 3, 3, content.length >> 8, content.length & 255]),
    content,
  ]);
}

/** A connection to whoever says this. */
async function connectTo(talk: (socket: Socket) => void): Promise<Socket> {
  const server = createServer(talk);
  servers.push(server);
  const socket = connect(await listen(server), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

test('what is longer than a handshake is not handed over', async () => {
  const socket = await connectTo((peer) => {
    peer.write(recordOf(Buffer.alloc(8 * 1024)));
    peer.end(recordOf(Buffer.alloc(8 * 1024 + 1)));
  });
  const { stream } = createHandshakeStream(socket, limits);
  let seen = 0;
  stream.on('data', (chunk: Buffer) => {
    seen += chunk.length;
  });
  const [error] = await once(stream, 'error');
  expect(error).toBe(tooLong);
  expect(seen).toBeLessThanOrEqual(16 * 1024);
  expect(socket.destroyed).toBe(true);
});

test('a record is seen whole before it is handed over, and not handed over where it must not be', async () => {
  const [good, bad] = [recordOf(Buffer.from('good')), recordOf(Buffer.from('bad'))];
  const socket = await connectTo(async (peer) => {
    for (const octet of Buffer.concat([good, bad, good])) peer.write(Buffer.of(octet));
  });
  const refusal = new Error('refused');
  const seen: Buffer[] = [];
  const see = async (record: Buffer) => {
    seen.push(record);
    if (record.equals(bad)) throw refusal;
  };
  const { stream } = createHandshakeStream(socket, { tooLong, see });
  const handed: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => handed.push(chunk));
  expect(await once(stream, 'error')).toEqual([refusal]);
  expect(seen).toEqual([good, bad]);
  expect(handed).toEqual([good]);
});

test('of what is no TLS no more than a header is handed over', async () => {
  const socket = await connectTo((peer) => peer.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const { stream } = createHandshakeStream(socket, limits);
  const handed: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => handed.push(chunk));
  await once(stream, 'close');
  expect(Buffer.concat(handed).toString()).toBe('HTTP/');
});

test('after it everything comes, in order, and what is said goes out', async () => {
  const first = recordOf(Buffer.alloc(1000, 1));
  const numbers = Buffer.from(Uint32Array.from({ length: 100_000 }, (_, index) => index).buffer);
  const socket = await connectTo((peer) => {
    // The last record of a handshake, and the beginning of what comes after it.
    peer.write(Buffer.concat([first, recordOf(numbers).subarray(0, 100)]));
    peer.once('data', (asked) =>
      peer.end(Buffer.concat([recordOf(numbers).subarray(100), Buffer.from(asked)])),
    );
  });
  const { stream, finish } = createHandshakeStream(socket, limits);
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.once('data', () => {
    finish();
    stream.write('more');
  });
  await once(stream, 'close');
  expect(Buffer.concat(chunks)).toEqual(
    Buffer.concat([first, recordOf(numbers), Buffer.from('more')]),
  );
});

test('however much comes after it, little of it comes in one turn', async () => {
  const socket = await connectTo((peer) => {
    peer.write(recordOf(Buffer.of(0)));
    peer.once('data', () => peer.end(Buffer.alloc(2 ** 20)));
  });
  const { stream, finish } = createHandshakeStream(socket, limits);
  let inThisTurn = 0;
  let most = 0;
  let all = 0;
  const counting = () => {
    inThisTurn = 0;
    if (!stream.destroyed) setImmediate(counting);
  };
  setImmediate(counting);
  stream.on('data', ({ length }: Buffer) => {
    [inThisTurn, all] = [inThisTurn + length, all + length];
    most = Math.max(most, inThisTurn);
  });
  stream.once('data', () => {
    finish();
    stream.write('more');
  });
  await once(stream, 'close');
  expect(all).toBeGreaterThan(2 ** 20);
  // Between two of its turns are at most two pieces: it may come before one and behind the other.
  expect(most).toBeLessThanOrEqual(2 * 8 * 1024);
});

test('pieces of several handshakes come in turns of their own', async () => {
  const sockets = await Promise.all(
    [1, 2, 3, 4].map(() => connectTo((peer) => peer.write(recordOf(Buffer.of(0))))),
  );
  const turns = new Set<number>();
  let turn = 0;
  const counting = () => {
    turn += 1;
    if (turns.size < 4) setImmediate(counting);
  };
  setImmediate(counting);
  const streams = sockets.map((socket) => createHandshakeStream(socket, limits).stream);
  await Promise.all(
    streams.map(async (stream) => {
      await once(stream, 'data');
      turns.add(turn);
    }),
  );
  expect(turns.size).toBe(4);
  for (const stream of streams) stream.destroy();
});
