import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderKubeconfig } from '../../../src/kubeconfig/render.ts';
import { readServer } from '../../../src/kubeconfig/vet/server-url.ts';
import { hasKubectl } from '../../installed.ts';
import { thrownProblem } from '../../problem-of.ts';
import { names } from '../kubeconfigs.ts';

const run = promisify(execFile);

const reasonAgainst = (text: string): unknown =>
  Object(thrownProblem(() => readServer(text))?.details).reason;

const good: readonly (readonly [string, string])[] = [
  ['https://api.example.com:6443', 'https://api.example.com:6443'],
  ['https://api.example.com:6443/', 'https://api.example.com:6443'],
  ['https://api.example.com/x//', 'https://api.example.com/x'],
  ['HTTPS://API.Example.com:443', 'https://api.example.com'],
  ['https://10.0.0.1:6443', 'https://10.0.0.1:6443'],
  ['https://[2001:DB8::1]:6443', 'https://[2001:db8::1]:6443'],
  ['https://a_b.example.com', 'https://a_b.example.com'],
  ['https://api.example.com./x', 'https://api.example.com./x'],
  [
    'https://rancher.example.com/k8s/clusters/c-m-1',
    'https://rancher.example.com/k8s/clusters/c-m-1',
  ],
  ['https://a.example.com/x/../y~z:1', 'https://a.example.com/y~z:1'],
];

test.each(good)('%s is the server %s', (text, server) => {
  expect(readServer(text)).toBe(server);
});

test('an address without end is refused at once', { timeout: 1_000 }, () => {
  expect(reasonAgainst(`https://a.example.com${'/'.repeat(1024 * 1024)}x`)).toBe('not a URL');
});

describe('an address that Go reads otherwise or not at all is refused', () => {
  test.each([
    ['https://a.example.com/%zz', 'path'],
    ['https://a.example.com/%', 'path'],
    ['https://a.example.com/%2', 'path'],
    ['https://a.example.com/k8s%2Fc', 'path'],
    ['https://a.example.com/y%20z', 'path'],
    ['https://a.example.com/%2e%2e%2f', 'path'],
    ['https://a.example.com/x//y', 'path'],
    ['https://a{}.example.com', 'not a URL'],
    ['https://a`.example.com', 'not a URL'],
    ["https://a'b.example.com", 'not a URL'],
    ['https://a..example.com', 'not a URL'],
    ['https://a.example.com/[x]|', 'path'],
    ['https://a.example.com/%0d%0aHost:b', 'path'],
    ['https://a.example.com/%00', 'path'],
    ['https://-a.example.com', 'not a URL'],
    [`https://${'a'.repeat(64)}.example.com`, 'not a URL'],
    ['https:a.example.com', 'not a URL'],
  ])('%s: %s', (text, reason) => {
    expect(reasonAgainst(text)).toBe(reason);
  });
});

describe('a path that a later reader gives a meaning is refused', () => {
  test.each([..."{}|;,'`<>^!$&()*@", '{{x}}', '{%25', '$(id)'])('%s', (text) => {
    expect(reasonAgainst(`https://a.example.com/x${text}`)).toBe('path');
  });
});

test('what was read is read as the same again', () => {
  const part = fc.stringMatching(/^[a-z0-9%.:/@\\^{}|[\]-]{0,12}$/);
  fc.assert(
    fc.property(part, part, (host, path) => {
      const text = `https://a${host}/${path}`;
      if (reasonAgainst(text) !== undefined) return;
      expect(readServer(readServer(text))).toBe(readServer(text));
    }),
  );
});

if (!hasKubectl) console.info('kubectl is not installed: which addresses it takes is left out');

/** Loads the kubeconfig and prepares a client without a connection. */
async function complaintOfKubectl(server: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kc-'));
  const file = join(folder, 'config');
  try {
    writeFileSync(
      file,
      renderKubeconfig({ server, credentials: { type: 'token', token: 't' } }, names),
    );
    const args = ['--kubeconfig', file, '--request-timeout', '1ms', 'get', '--raw', '/version'];
    return await run('kubectl', args).then(
      ({ stdout }) => stdout,
      ({ stderr }) => String(stderr),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasKubectl)('kubectl', () => {
  const unreadable = /must be a URL|invalid/;

  test.each(['https://a{}.example.com', 'https://127.0.0.1/%zz'])(
    'can not read %s',
    async (server) => {
      expect(await complaintOfKubectl(server)).toMatch(unreadable);
    },
  );

  test('reads an address that is taken', async () => {
    expect(await complaintOfKubectl('https://127.0.0.1:1/x/y~z:1+2=3')).not.toMatch(unreadable);
  });
});
