import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { fileAt } from '../../simulator/repository-files.ts';
import { archivePath, secretsRepository } from '../../simulator/setting.ts';
import { hasGnuTar, hasGpg, hasKubectl } from '../installed.ts';
import { type Gpg, startGpg } from '../openpgp/gpg.ts';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

const hasAll = hasGpg && hasGnuTar && hasKubectl;

describe.skipIf(!hasAll)(
  'what people have at hand reads all of it (left out without gpg, tar or kubectl)',
  () => {
    let open: OpenStory;
    let gpg: Gpg;
    let folder: string;
    const path = (name: string) => join(folder, name);

    beforeAll(async () => {
      open = await openStory();
      gpg = startGpg();
      folder = mkdtempSync(join(tmpdir(), 'p'));
      gpg.run(['--import'], open.setting.automationKey.armoredPublicKey);
      gpg.run(['--import'], open.setting.maintainerKey.armoredPrivateKey);
    });
    afterAll(async () => {
      gpg.end();
      rmSync(folder, { recursive: true });
      await open.close();
    });

    /** The documented command, and the file dropped into the issue. */
    function encrypted(kubeconfig: string, name: string, how: readonly string[]): string {
      const { setting } = open;
      writeFileSync(path('my-kubeconfig.yaml'), kubeconfig);
      const recipient = ['--recipient', setting.automationKey.keyId];
      gpg.run([
        ...how,
        '--output',
        path(name),
        '--encrypt',
        ...recipient,
        path('my-kubeconfig.yaml'),
      ]);
      return `[${name}](${setting.github.uploadAttachment(name, readFileSync(path(name)))})`;
    }

    // Not the synchronous way: the clusters that kubectl talks to live in this process.
    const kubectl = async (kubeconfig: string, ...args: string[]) => {
      writeFileSync(path('kubeconfig'), kubeconfig);
      const command = ['--kubeconfig', path('kubeconfig'), ...args, '--output', 'name'];
      return (await promisify(execFile)('kubectl', command)).stdout.trim();
    };

    test('gpg encrypts, the bot merges, gpg decrypts, tar unpacks, kubectl uses both clusters', async () => {
      const { story, setting } = open;
      const body = encrypted(preparedKubeconfig(setting), 'k.asc.txt', ['--armor']);
      await story.fileIssue('Add Prow build cluster rosa-1', body);
      const provider = encrypted(setting.providerCluster.adminKubeconfig(), 'k.txt', []);
      await story.settle(story.fileIssue('Add KubeVirtCI external provider s390x-test', provider));
      for (const { number } of await story.pulls()) {
        await story.settle(story.merge(number));
      }
      const { rest } = setting.github.as('maintainer');
      const { bytes } = await fileAt(rest, { ...secretsRepository, path: archivePath });

      const { data: tar, said } = gpg.decrypt(bytes);
      expect(said).not.toMatch(/warning/i);
      writeFileSync(path('secrets.tar'), tar);
      execFileSync('tar', ['-xf', 'secrets.tar'], { cwd: folder });
      const entries = parse(readFileSync(path('main.yml'), 'utf8'));

      const contexts = await kubectl(entries.kubeconfig, 'config', 'get-contexts');
      expect(contexts.split('\n')).toEqual(['prow-workloads', 'rosa-1']);
      const secretsOf = (context: string) =>
        kubectl(
          entries.kubeconfig,
          '--context',
          context,
          '-n',
          account.namespace,
          'get',
          'secrets',
        );
      expect(await secretsOf('rosa-1')).toContain(`secret/${account.name}-token`);
      expect(await secretsOf('prow-workloads')).toContain('secret/prow-token');
      expect(await kubectl(entries['s390x-test'], 'get', 'namespaces')).toContain(
        'namespace/default',
      );
    });
  },
);
