import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createHandshakeStream } from '../../src/adapters/handshake-stream.ts';

const tooLong = new Error('too long');
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A connection to whoever says this. */
async function connectTo(talk: (socket: Socket) => void): Promise<Socket> {
  const server = createServer(talk);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const socket = connect(address.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

test('what is longer than a handshake is not handed over', async () => {
  const socket = await connectTo((peer) => peer.end(Buffer.alloc(16 * 1024 + 1)));
  const { stream } = createHandshakeStream(socket, tooLong);
  let seen = 0;
  stream.on('data', (chunk: Buffer) => {
    seen += chunk.length;
  });
  const [error] = await once(stream, 'error');
  expect(error).toBe(tooLong);
  expect(seen).toBeLessThanOrEqual(16 * 1024);
  expect(socket.destroyed).toBe(true);
});

test('after it everything comes, in order, and what is said goes out', async () => {
  const numbers = Buffer.from(Uint32Array.from({ length: 100_000 }, (_, index) => index).buffer);
  const socket = await connectTo((peer) => {
    peer.write(numbers.subarray(0, 1000));
    peer.once('data', (asked) =>
      peer.end(Buffer.concat([numbers.subarray(1000), Buffer.from(asked)])),
    );
  });
  const { stream, finish } = createHandshakeStream(socket, tooLong);
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.once('data', () => {
    finish();
    stream.write('more');
  });
  await once(stream, 'close');
  expect(Buffer.concat(chunks)).toEqual(Buffer.concat([numbers, Buffer.from('more')]));
});

test('pieces of several handshakes come in turns of their own', async () => {
  const sockets = await Promise.all([1, 2, 3, 4].map(() => connectTo((peer) => peer.write('x'))));
  const turns = new Set<number>();
  let turn = 0;
  const counting = () => {
    turn += 1;
    if (turns.size < 4) setImmediate(counting);
  };
  setImmediate(counting);
  const streams = sockets.map((socket) => createHandshakeStream(socket, tooLong).stream);
  await Promise.all(
    streams.map(async (stream) => {
      await once(stream, 'data');
      turns.add(turn);
    }),
  );
  expect(turns.size).toBe(4);
  for (const stream of streams) stream.destroy();
});
