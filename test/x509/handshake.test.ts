import { afterEach, expect, test } from 'vitest';
import { tlsReasonOf } from './connect.ts';
import { authorityExtensions, isServer, keyPem, loopback, make } from './make.ts';
import { goodServers, oddServers, type RunningServer, startServer } from './servers.ts';

const token = 'header.payload.signature';
const servers: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

test.each([...goodServers(), ...oddServers()])(
  'a server with $name',
  async ({ options, authority, reason }) => {
    const server = await startServer(options);
    servers.push(server);
    const kubeconfig = {
      server: server.url,
      certificateAuthority: authority,
      credentials: { type: 'token' as const, token },
    };
    expect(await tlsReasonOf(kubeconfig)).toBe(reason);
  },
);

test('a server with more certificates than any has is given up before OpenSSL sees them', async () => {
  const root = make({ extensions: authorityExtensions });
  const leaf = make({ issuer: root, extensions: [isServer, loopback] });
  const others = Array.from({ length: 60 }, () => root.pem);
  const server = await startServer({ key: keyPem(leaf), cert: [leaf.pem, ...others].join('') });
  servers.push(server);
  const kubeconfig = {
    server: server.url,
    certificateAuthority: root.pem,
    credentials: { type: 'token' as const, token },
  };
  expect(await tlsReasonOf(kubeconfig)).toBe('not read by Go');
});
