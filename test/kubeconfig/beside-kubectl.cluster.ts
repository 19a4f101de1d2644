import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createAuthority } from '../../simulator/certificates.ts';
import { listen } from '../../simulator/loopback.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { openssl } from '../../src/kubeconfig/openssl.ts';
import { renderKubeconfig } from '../../src/kubeconfig/render.ts';
import { vetKubeconfig } from '../../src/kubeconfig/vet/vet.ts';
import { hasKubectl } from '../installed.ts';
import { thrownProblem } from '../problem-of.ts';
import { kubeconfigsBeside } from './beside-kubectl.ts';
import { tlsReasonOf } from './x509/connect.ts';
import { goodServers, oddServers, startServer } from './x509/servers.ts';

const run = promisify(execFile);

/** What kubectl puts out with a kubeconfig; undefined where it fails. */
async function askKubectl(
  content: string | Uint8Array,
  ...args: readonly string[]
): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'kc-'));
  const file = join(folder, 'config');
  try {
    writeFileSync(file, content);
    const all = ['--kubeconfig', file, ...args];
    const answered = await run('kubectl', all, { env: { ...process.env, HOME: folder } }).catch(
      () => undefined,
    );
    return answered?.stdout || undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const view = ['config', 'view', '--minify', '--flatten', '--raw'];
const serverIn = ['--output', 'jsonpath={.clusters[0].cluster.server}'];

describe.skipIf(!hasKubectl)('what kubectl reads beside the bot', () => {
  test.concurrent.each(kubeconfigsBeside)('$what', async ({ content, kubectl, bot, why }) => {
    expect(kubectl === bot).toBe(why === undefined);
    const server = await askKubectl(content, ...view, ...serverIn);
    expect(server !== undefined).toBe(kubectl);
    const read = () => vetKubeconfig(Buffer.from(content), new Date(), openssl);
    expect(thrownProblem(read) === undefined).toBe(bot);
    if (kubectl && bot) expect(read().server).toBe(new URL(server ?? '').href.replace(/\/$/, ''));
  });
});

const names = { context: 'c', cluster: 'c', user: 'u' };

function connect(kubeconfig: Kubeconfig): Promise<string | undefined> {
  const text = renderKubeconfig(kubeconfig, names);
  return askKubectl(text, 'get', '--raw', '/version', '--request-timeout=10s');
}

describe.skipIf(!hasKubectl)('whom kubectl speaks with beside the bot', () => {
  test.each([...goodServers(), ...oddServers()])('$name', async (server) => {
    const { url, close } = await startServer(server.options);
    const { tlsServerName, authority, reason } = server;
    const kubeconfig: Kubeconfig = {
      server: url,
      certificateAuthority: authority,
      credentials: { type: 'token', token: 'header.payload.signature' },
      ...(tlsServerName && { tlsServerName }),
    };
    const answer = await connect(kubeconfig);
    expect(await tlsReasonOf(kubeconfig)).toBe(reason);
    await close();
    expect(answer !== undefined).toBe(reason === undefined);
  });

  test('a server of HTTP/2 alone, which the bot would need another client for', async () => {
    const { certificate, issue } = await createAuthority('some-ca');
    const { certificate: cert, key } = await issue({ ipAddresses: ['127.0.0.1'] });
    const server = createSecureServer({ cert, key }, (_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"gitVersion":"v1.37.2"}');
    });
    const kubeconfig: Kubeconfig = {
      server: `https://127.0.0.1:${await listen(server)}`,
      certificateAuthority: certificate,
      credentials: { type: 'token', token: 'header.payload.signature' },
    };
    expect(await connect(kubeconfig)).toContain('v1.37.2');
    expect(await tlsReasonOf(kubeconfig)).toBe('HTTP/2 only');
    server.close();
  });
});
