import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { base64 } from '../../../simulator/base64.ts';
import { createAuthority } from '../../../simulator/certificates.ts';
import { type Problem, problem } from '../../../src/problem.ts';
import { problemText } from '../../../src/wording/problems/problems.ts';
import { hasBash, hasKubectl, hasOpenssl, hasZsh } from '../../installed.ts';
import { fieldsOf } from '../../kubeconfig/kubeconfigs.ts';
import { tlsReasonOf } from '../../kubeconfig/x509/connect.ts';
import { make } from '../../kubeconfig/x509/make.ts';
import { startServer } from '../../kubeconfig/x509/servers.ts';

const run = promisify(execFile);
const shells = [
  ['bash', hasBash],
  ['zsh', hasZsh],
] as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificates-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const submitted = (cluster: Readonly<Record<string, unknown>>) =>
  write('my-kubeconfig.yaml', stringify(fieldsOf({ cluster })));

describe.each(shells.filter(([, isThere]) => isThere && hasKubectl && hasOpenssl))(
  'in %s',
  (shell) => {
    const follow = async (told: Problem) => {
      const { command = '' } = problemText(told);
      const environment = { ...process.env, KUBECONFIG: join(folder, 'my-kubeconfig.yaml') };
      return (await run(shell, ['-ec', command], { cwd: folder, env: environment })).stdout;
    };

    test('the certificates of a kubeconfig are listed, and a good CA is made', async () => {
      const { certificate } = await createAuthority('one-ca');
      const authorities = base64(certificate + make().pem);
      submitted({ 'certificate-authority-data': authorities });
      const told = problem('kubeconfig-ca', { reason: 'serial number', position: 2 });
      const listed = (await follow(told)).split('\n').filter((line) => line.startsWith('subject'));
      expect(listed).toHaveLength(2);
      expect(listed[0]).toContain('one-ca');
      expect(read('ca.crt')).toContain('BEGIN CERTIFICATE');
    });

    test('what a server shows is listed, and a good certificate is made for it', async () => {
      const { certificate, issue } = await createAuthority('some-ca');
      const shown = await issue({ commonName: 'old-server', dnsNames: ['old.example.com'] });
      const old = await startServer({ cert: shown.certificate, key: shown.key });
      submitted({ server: old.url, 'certificate-authority-data': base64(certificate) });
      await follow(problem('kubeconfig-ca', { reason: 'curve' }));
      const listed = await follow(problem('cluster-certificate', { fault: 'serial number' }));
      await old.close();
      expect(listed).toMatch(/subject=.*old-server/);
      expect(listed).toContain('DNS:old.example.com');

      const fresh = await startServer({
        cert: read('new-server.crt'),
        key: read('new-server.key'),
      });
      const reason = await tlsReasonOf({
        server: fresh.url,
        certificateAuthority: read('ca.crt'),
        credentials: { type: 'token', token: 'header.payload.signature' },
      });
      await fresh.close();
      expect(reason).toBeUndefined();
    });
  },
);
