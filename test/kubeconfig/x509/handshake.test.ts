import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { tlsReasonOf } from './connect.ts';
import { authorityExtensions, isServer, keyPem, loopback, make } from './make.ts';
import { goodServers, oddServers, type RunningServer, slowServer, startServer } from './servers.ts';

const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
];
const token = 'header.payload.signature';
const servers: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

test.each([...goodServers(), ...oddServers()])(
  'a server with $name',
  async ({ options, authority, reason, tlsServerName }) => {
    const server = await startServer(options);
    const trusted = trusting(server, authority);
    const kubeconfig = { ...trusted, ...(tlsServerName && { tlsServerName }) };
    expect(await tlsReasonOf(kubeconfig)).toBe(reason);
  },
);

function trusting(server: RunningServer, certificateAuthority: string) {
  servers.push(server);
  return {
    server: server.url,
    certificateAuthority,
    credentials: { type: 'token' as const, token },
  };
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('in %s', (maxVersion) => {
  const shown = oddServers().filter(({ reason }) => reason?.includes(': '));
  const slow = { name: 'slow authorities', reason: '2: key kind', ...slowServer() };
  test.each([...shown, slow])(
    'OpenSSL does not see $name',
    async ({ options, authority, reason }) => {
      const shaken: TLSSocket[] = [];
      const server = await startServer({ ...options, maxVersion }, (socket) => shaken.push(socket));
      expect(await tlsReasonOf(trusting(server, authority))).toBe(reason);
      // Node lets OpenSSL finish a handshake before anybody is asked about the certificates.
      expect(shaken).toEqual([]);
    },
  );
});

test.each(ciphers)('certificates are read that come by %s', async (cipher) => {
  const [usual] = goodServers();
  const server = await startServer({ ...usual?.options, ciphers: cipher });
  expect(await tlsReasonOf(trusting(server, usual?.authority ?? ''))).toBeUndefined();
});

test('a server does not shake hands again, with whatever certificates', async () => {
  const [usual] = goodServers();
  const again = Promise.withResolvers<Error | null>();
  const options = { ...usual?.options, maxVersion: 'TLSv1.2' as const };
  const server = await startServer(options, (socket) => {
    socket.on('error', again.resolve);
    socket.renegotiate({ rejectUnauthorized: false }, again.resolve);
  });
  await tlsReasonOf(trusting(server, usual?.authority ?? ''));
  expect(await again.promise).toBeInstanceOf(Error);
});

test('a server with more certificates than any has is given up before OpenSSL sees them', async () => {
  const root = make({ extensions: authorityExtensions });
  const leaf = make({ issuer: root, extensions: [isServer, loopback] });
  const others = Array.from({ length: 60 }, () => root.pem);
  const server = await startServer({ key: keyPem(leaf), cert: [leaf.pem, ...others].join('') });
  expect(await tlsReasonOf(trusting(server, root.pem))).toBe('too many');
});
