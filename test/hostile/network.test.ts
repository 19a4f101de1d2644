import dns from 'node:dns';
import type { Server as HttpServer, RequestListener } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
} from '../../simulator/certificates.ts';
import { listen } from '../../simulator/loopback.ts';
import { type Network, parseNetwork } from '../../src/adapters/kubernetes/network-address.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { openssl } from '../../src/kubeconfig/openssl.ts';
import { vetKubeconfig } from '../../src/kubeconfig/vet/vet.ts';
import { ProblemError } from '../../src/problem.ts';
import { fieldsOf } from '../kubeconfig/kubeconfigs.ts';
import { probe } from '../probe/probe-fixture.ts';

let authority: Authority;
let serving: IssuedCertificate;
const servers: (Server | HttpServer)[] = [];
const { lookup } = dns;

beforeAll(async () => {
  authority = await createAuthority('some-ca');
  serving = await authority.issue({ ipAddresses: ['127.0.0.1'], dnsNames: ['rebind.example'] });
});

afterEach(() => {
  resolveWith(lookup);
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

/** Replaces the one way in which the process resolves names. */
function resolveWith(resolver: unknown): void {
  Object.assign(dns, { lookup: resolver });
  syncBuiltinESMExports();
}

/** Answers each question with the next of these lists of addresses, the last one again and again. */
function answering(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolver = (
    hostname: string,
    _options: object,
    callback: (error: null, addresses: readonly object[]) => void,
  ) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  resolveWith(resolver);
  return asked;
}

function start(server: Server | HttpServer, host?: string, port?: number): Promise<number> {
  servers.push(server);
  return listen(server, port, host);
}

/** A port of the loopback interface on which a visit is counted and answered by hanging up. */
async function trap(host = '127.0.0.1', port = 0) {
  let visits = 0;
  const server = createTcpServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  return { port: await start(server, host, port), visits: () => visits };
}

const serve = (listener: RequestListener) =>
  start(createServer({ cert: serving.certificate, key: serving.key }, listener));

const networks = (...cidrs: string[]): readonly Network[] =>
  cidrs.flatMap((cidr) => parseNetwork(cidr) ?? []);

const kubeconfigAt = (server: string): Kubeconfig => ({
  server,
  certificateAuthority: authority.certificate,
  credentials: { type: 'token', token: 'header.payload.signature' },
});

/** The first problem on the way from a kubeconfig's text to an answer of its server. */
async function problemOf(server: string, allowedNetworks = networks()) {
  const text = stringify(fieldsOf({ cluster: { server } }));
  try {
    const kubeconfig = vetKubeconfig(Buffer.from(text), new Date(), openssl);
    const { checks } = await probe(kubeconfig, { allowedNetworks });
    const [reachable] = checks;
    return reachable && 'problem' in reachable ? reachable.problem.id : 'none';
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.id;
    throw error;
  }
}

describe('the own machine, in every notation', () => {
  const refused = ['cluster-address', 'kubeconfig-server'];
  test.each([
    ['as it is', '127.0.0.1'],
    ['another address of it', '127.8.9.10'],
    ['shortened', '127.1'],
    ['octal', '0177.0.0.1'],
    ['octal in one number', '017700000001'],
    ['hexadecimal', '0x7f.0.0.1'],
    ['hexadecimal in one number', '0x7f000001'],
    ['decimal in one number', '2130706433'],
    ['mixed', '0x7f.0.1'],
    ['with a dot behind it', '127.0.0.1.'],
    ['a number with a dot behind it', '2130706433.'],
    ['mapped into IPv6', '[::ffff:127.0.0.1]'],
    ['mapped into IPv6, hexadecimal', '[::ffff:7f00:1]'],
    ['mapped into IPv6, in full', '[0:0:0:0:0:ffff:7f00:0001]'],
    ['compatible with IPv6', '[::127.0.0.1]'],
    ['through NAT64', '[64:ff9b::7f00:1]'],
    ['through a NAT64 of its own', '[64:ff9b:1::7f00:1]'],
    ['through 6to4', '[2002:7f00:1::]'],
    ['IPv6', '[::1]'],
    ['IPv6 in full', '[0:0:0:0:0:0:0:1]'],
    ['nothing', '0.0.0.0'],
    ['nothing in short', '0'],
    ['nothing in IPv6', '[::]'],
    ['with a zone', '[fe80::1%25lo]'],
    ['full-width digits', '１２７.0.0.1'],
    ['full-width dots', '127．0．0．1'],
    ['ideographic dots', '127。0。0。1'],
    ['circled digits', '①②⑦.0.0.1'],
    ['escaped', '%31%32%37.0.0.1'],
    ['behind a user', 'example.com@127.0.0.1'],
    ['behind a backslash', 'example.com\\@127.0.0.1'],
  ])('%s: %s', async (_how, host) => {
    const { port, visits } = await trap();
    expect(refused).toContain(await problemOf(`https://${host}:${port}`));
    expect(visits()).toBe(0);
  });

  test.each([
    ['a name', 'localhost.example', ['127.0.0.1']],
    ['a name with a dot behind it', 'localhost.example.', ['127.0.0.1']],
    ['a name in capitals', 'LOCALHOST.EXAMPLE', ['127.0.0.1']],
    ['a name in punycode', 'xn--bcher-kva.example', ['127.0.0.1']],
    ['a name with an address of IPv6', 'six.example', ['::1']],
    ['a name with a mapped address', 'mapped.example', ['::ffff:127.0.0.1']],
    ['a name with several addresses', 'many.example', ['10.0.0.1', '169.254.169.254', '::1']],
    ['a name that nip.io would resolve', '127-0-0-1.nip.io', ['127.0.0.1']],
  ])('%s: %s', async (_how, host, addresses) => {
    const { port, visits } = await trap();
    const asked = answering(addresses);
    expect(await problemOf(`https://${host}:${port}`)).toBe('cluster-address');
    expect(asked.length).toBeGreaterThan(0);
    expect(visits()).toBe(0);
  });
});

describe('a name that answers differently', () => {
  const allowed = networks('127.0.0.1/32');
  const api: RequestListener = (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ gitVersion: 'v1.34.2' }));

  test('the second time is never followed there', async () => {
    const port = await serve(api);
    const forbidden = await trap('127.0.0.2', port);
    const asked = answering(['127.0.0.1'], ['127.0.0.2']);
    const { checks } = await probe(kubeconfigAt(`https://rebind.example:${port}`), {
      allowedNetworks: allowed,
    });
    expect(asked.length).toBeGreaterThan(1);
    expect(checks[0]).toMatchObject({ problem: { id: 'cluster-address' } });
    expect(forbidden.visits()).toBe(0);
  });

  test('has one address that is allowed: only that is tried', async () => {
    const port = await serve((_request, response) => response.writeHead(500).end());
    const forbidden = await trap('127.0.0.2', port);
    answering(['127.0.0.2', '127.0.0.1', '::1']);
    const { checks } = await probe(kubeconfigAt(`https://rebind.example:${port}`), {
      allowedNetworks: allowed,
    });
    expect(checks[0]).toMatchObject({ problem: { id: 'cluster-error' } });
    expect(forbidden.visits()).toBe(0);
  });
});

test('a name that no server answers for is given up before its first call', async () => {
  resolveWith(() => undefined);
  const limits = { lookupMs: 100, callMs: 60_000 };
  const { checks } = await probe(kubeconfigAt('https://hang.example'), { limits });
  expect(checks[0]).toMatchObject({
    problem: { id: 'cluster-unreachable', details: { reason: 'name not found' } },
  });
});

test('nor does it matter what that server says later', async () => {
  const port = await serve((_request, response) => response.writeHead(500).end());
  const later: (() => void)[] = [];
  resolveWith((_name: string, _options: object, callback: (...answer: unknown[]) => void) => {
    later.push(() => callback(null, [{ address: '127.0.0.1', family: 4 }]));
  });
  const limits = { lookupMs: 100 };
  const { checks } = await probe(kubeconfigAt(`https://hang.example:${port}`), { limits });
  expect(later).not.toEqual([]);
  for (const answer of later) answer();
  expect(checks[0]).toMatchObject({ problem: { id: 'cluster-unreachable' } });
});

describe('a server that means harm', () => {
  const limits = { callMs: 300, totalMs: 1000 };
  const outage = async (server: string) => {
    const begin = performance.now();
    const { checks } = await probe(kubeconfigAt(server), { limits });
    expect(performance.now() - begin).toBeLessThan(1500);
    const [reachable] = checks;
    return reachable && 'problem' in reachable ? reachable.problem : undefined;
  };
  const timeout = { id: 'cluster-unreachable', details: { reason: 'timeout' } };
  const notKubernetes = { id: 'cluster-not-kubernetes', details: {} };

  test('speaks HTTP/2 only', async () => {
    const server = createSecureServer({ cert: serving.certificate, key: serving.key });
    const port = await start(server);
    expect(await outage(`https://127.0.0.1:${port}`)).toBeDefined();
  });

  test('never ends its TLS handshake', async () => {
    const port = await start(createTcpServer((socket) => socket.write('\x16\x03\x03')));
    expect(await outage(`https://127.0.0.1:${port}`)).toEqual(timeout);
  });

  test('drips its answer', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const dripping = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(dripping));
    });
    expect(await outage(`https://127.0.0.1:${port}`)).toEqual(timeout);
  });

  test('drips its headers', async () => {
    const port = await serve((_request, response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      const dripping = setInterval(() => response.socket?.write('x: y\r\n'), 20);
      response.socket?.on('close', () => clearInterval(dripping));
    });
    expect(await outage(`https://127.0.0.1:${port}`)).toEqual(timeout);
  });

  test('sends without an end', async () => {
    let sent = 0;
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const send = () => {
        while (sent < 2 ** 30 && !response.destroyed) {
          sent += 2 ** 16;
          if (!response.write(Buffer.alloc(2 ** 16, ' '))) return;
        }
      };
      response.on('drain', send);
      send();
    });
    const problems = [notKubernetes, timeout];
    expect(problems).toContainEqual(await outage(`https://127.0.0.1:${port}`));
    expect(sent).toBeLessThan(2 ** 26);
  });

  test('sends headers without an end', async () => {
    const port = await serve((_request, response) => {
      response.socket?.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(2 ** 20)}\r\n\r\n`);
    });
    expect(['cluster-not-kubernetes', 'cluster-unreachable']).toContain(
      (await outage(`https://127.0.0.1:${port}`))?.id,
    );
  });

  test.each([301, 302, 303, 307, 308])('sends elsewhere, with %i', async (status) => {
    const { port: elsewhere, visits } = await trap();
    const port = await serve((_request, response) =>
      response.writeHead(status, { location: `https://127.0.0.1:${elsewhere}/` }).end(),
    );
    expect(await outage(`https://127.0.0.1:${port}`)).toEqual(notKubernetes);
    expect(visits()).toBe(0);
  });
});

test('no proxy of the environment is used', async () => {
  const proxy = await trap();
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'HTTP_PROXY']) {
    vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
  }
  vi.stubEnv('NODE_USE_ENV_PROXY', '1');
  const port = await serve((_request, response) => response.writeHead(500).end());
  const { checks } = await probe(kubeconfigAt(`https://127.0.0.1:${port}`));
  expect(checks[0]).toMatchObject({ problem: { id: 'cluster-error' } });
  expect(proxy.visits()).toBe(0);
});
