import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portOf } from '../../../simulator/loopback.ts';
import { close, type Patience, serve } from '../../../src/server/http/http.ts';
import { webhookGate } from '../../../src/server/webhooks/gate.ts';

const path = '/api/github/webhooks';
const secret = 'the secret of the test';
const mebibyte = 1024 * 1024;
const chunk = Buffer.alloc(mebibyte, ' ');

let server: Server;
let delivered: string[];

beforeEach(async () => {
  delivered = [];
  server = await listen();
});
afterEach(async () => {
  const closed = close(server);
  server.closeAllConnections();
  await closed;
});

function listen(patience?: Patience) {
  const gate = webhookGate({ path, secret }, (incoming, response) => {
    delivered.push('body' in incoming ? String(incoming.body) : '');
    response.writeHead(200).end();
    return true;
  });
  const onFailure = (error: unknown) => {
    throw error;
  };
  return serve([gate], { PORT: 0, HOST: '127.0.0.1' }, { onFailure, patience });
}

const sign = (body: string | Buffer, by = secret) =>
  `sha256=${createHmac('sha256', by).update(body).digest('hex')}`;

/** Opens a webhook and leaves its body to the test. */
function open(headers: Readonly<Record<string, string | undefined>>, method = 'POST', to = path) {
  const given = { 'x-github-event': 'issues', 'x-github-delivery': randomUUID(), ...headers };
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  const options = { port: portOf(server), path: to, method, headers: Object.fromEntries(present) };
  const opened = request(options);
  // What is written after the answer finds nobody any more.
  opened.on('error', () => undefined);
  return opened;
}

async function statusOf(opened: ClientRequest): Promise<number | undefined> {
  const [response]: [IncomingMessage] = (await once(opened, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

async function send(body: string, headers: Readonly<Record<string, string | undefined>> = {}) {
  const opened = open({ 'x-hub-signature-256': sign(body), ...headers });
  opened.end(body);
  return statusOf(opened);
}

test('a genuine webhook is delivered as it came', async () => {
  const body = JSON.stringify({ title: 'für 名 🙂' });
  expect(await send(body)).toBe(200);
  expect(delivered).toEqual([body]);
});

test.each([
  ['a wrong signature', { 'x-hub-signature-256': sign('{}', 'another secret') }, 401],
  ['a signature of another body', { 'x-hub-signature-256': sign('{ }') }, 401],
  ['half a signature', { 'x-hub-signature-256': 'sha256=' }, 401],
  ['no signature', { 'x-hub-signature-256': undefined }, 401],
  ['an event that the bot knows nothing to do for', { 'x-github-event': 'star' }, 204],
  ['no event', { 'x-github-event': undefined }, 204],
])('%s is not delivered', async (_what, headers, status) => {
  expect(await send('{}', headers)).toBe(status);
  expect(delivered).toEqual([]);
});

test.each([
  ['GET', path],
  ['POST', `${path}/`],
  ['POST', '/'],
  ['POST', `http://127.0.0.1${path}`],
])('%s %s is not found', async (method, to) => {
  const opened = open({ 'x-hub-signature-256': sign('') }, method, to);
  opened.end();
  expect(await statusOf(opened)).toBe(404);
});

describe('it is answered before the body has come', () => {
  test.each([
    ['a longer body than is of use', { 'content-length': String(2 * mebibyte + 1) }, 413],
    ['no signature', { 'content-length': '9', 'x-hub-signature-256': undefined }, 401],
    ['an unknown event', { 'content-length': '9', 'x-github-event': 'star' }, 204],
  ])('%s', async (_what, headers, status) => {
    const opened = open({ 'x-hub-signature-256': sign(''), ...headers });
    opened.flushHeaders();
    expect(await statusOf(opened)).toBe(status);
  });

  test('a body of no given length, as soon as it is too long', async () => {
    const opened = open({ 'x-hub-signature-256': sign('') });
    for (let written = 0; written < 25; written += 1) opened.write(chunk);
    // One byte more than GitHub sends, and no end: who writes on may miss the answer.
    opened.write(' ');
    expect(await statusOf(opened)).toBe(413);
    expect(delivered).toEqual([]);
  });
});

test('many large bodies at once are not all held', async () => {
  const whole = Buffer.alloc(2 * mebibyte, ' ');
  const begun = Array.from({ length: 10 }, () => open({ 'x-hub-signature-256': sign(whole) }));
  for (const each of begun) each.write(whole.subarray(1));
  const answers = begun.map(statusOf);
  expect(await Promise.race(answers)).toBe(503);
  for (const each of begun) each.end(' ');
  expect(await Promise.all(answers)).toContain(200);
  expect(await send('{}')).toBe(200);
});

test('bodies that never end do not keep a genuine webhook out', async () => {
  const status: (number | undefined)[] = [];
  const slow = Array.from({ length: 8 }, () => {
    const opened = open({ 'x-hub-signature-256': sign('{}', 'another secret') });
    opened.on('response', ({ statusCode }) => status.push(statusCode));
    opened.write(Buffer.alloc(2 * mebibyte - 10, ' '));
    return opened;
  });
  const sendGenuine = async () => [
    await send(JSON.stringify({ title: 'x'.repeat(100) })),
    ...status,
  ];
  await expect.poll(sendGenuine, { timeout: 5000 }).toEqual([200, 503]);
  for (const opened of slow) opened.destroy();
});

test('a body in very many chunks is as large as the memory that they take', async () => {
  const opened = open({ 'x-hub-signature-256': sign('') });
  opened.flushHeaders();
  await once(opened, 'socket');
  opened.socket?.write('1\r\n \r\n'.repeat(20_000));
  expect(await statusOf(opened)).toBe(413);
  expect(await send('{}')).toBe(200);
});

test.each([
  ['headers', `POST ${path} HTTP/1.1\r\nhost: x\r\n`],
  [
    'body',
    `POST ${path} HTTP/1.1\r\nhost: x\r\nx-github-event: issues\r\nx-hub-signature-256: x\r\ncontent-length: 9\r\n\r\n{`,
  ],
])('who dawdles with the %s is cut off', async (_what, start) => {
  const hasty = await listen({
    headersTimeout: 50,
    requestTimeout: 100,
    connectionsCheckingInterval: 20,
  });
  const socket = connect(portOf(hasty), '127.0.0.1');
  socket.write(start);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toContain('408');
  await once(socket, 'close');
  await close(hasty);
});
