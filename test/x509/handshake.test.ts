import { afterEach, expect, test } from 'vitest';
import { tlsReasonOf } from './connect.ts';
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
