import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { parse } from 'yaml';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { fileAt } from '../../simulator/repository-files.ts';
import { unpackSecrets } from '../../simulator/secrets-archive.ts';
import {
  archivePath,
  type Ground,
  type Setting,
  secretsRepository,
  startSetting,
} from '../../simulator/setting.ts';
import { ConfigurationError } from '../../src/configuration/mistake.ts';
import { ProblemError } from '../../src/problem.ts';
import { sharedGround } from '../journeys/open-story.ts';

/** Where a maintainer works. */
export interface Workplace {
  readonly ground: Ground;
  readonly setting: Setting;
  readonly maintainer: Maintainer;
}

/** Gives each test of a file a maintainer who has the kubeconfig of a prepared build cluster. */
export function forEachMaintainer(use: (workplace: Workplace) => void): void {
  const shared = sharedGround(({ cluster }) => cluster.prepareBuildCluster(account));
  let setting: Setting;
  let maintainer: Maintainer;
  beforeEach(async () => {
    const ground = shared();
    setting = await startSetting({ ground });
    maintainer = await comeMaintainer(setting, ground);
    await maintainer.writeKubeconfig(ground.cluster.kubeconfigFor(account));
    use({ ground, setting, maintainer });
  });
  afterEach(async () => {
    await maintainer.leave();
    await setting.close();
  });
}

/** A maintainer with a checkout of the secrets and a kubeconfig beside it. */
export interface Maintainer {
  readonly checkout: string;
  /** Where the kubeconfig lies. */
  readonly kubeconfig: string;
  /** The archive as it was. */
  readonly archive: Buffer;
  /** The OpenPGP key and the public ones, and nothing of the App. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly writeKubeconfig: (text: string) => Promise<void>;
  /** Nothing was written, not even beside the archive. */
  readonly expectUntouched: () => Promise<void>;
  readonly leave: () => Promise<void>;
}

async function comeMaintainer(setting: Setting, ground: Ground): Promise<Maintainer> {
  const folder = await mkdtemp(join(tmpdir(), 'maintainer-'));
  const checkout = await mkdtemp(join(tmpdir(), 'checkout-'));
  const { rest } = setting.github.as('maintainer');
  const { bytes: archive } = await fileAt(rest, { ...secretsRepository, path: archivePath });
  await writeFile(join(checkout, archivePath), archive);
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  const recipients = join(folder, 'recipients.asc');
  const { automationKey, maintainerKey } = ground;
  await writeFile(recipients, automationKey.armoredPublicKey + maintainerKey.armoredPublicKey);
  const { GHE_HOST, GHE_PROTOCOL, CLUSTER_ALLOWED_NETWORKS } = setting.environment;
  return {
    checkout,
    kubeconfig,
    archive,
    environment: {
      ...{ GHE_HOST, GHE_PROTOCOL, CLUSTER_ALLOWED_NETWORKS },
      PGP_PRIVATE_KEY: maintainerKey.armoredPrivateKey,
      PGP_RECIPIENTS_PATH: recipients,
    },
    writeKubeconfig: (text) => writeFile(kubeconfig, text),
    expectUntouched: async () => {
      expect(await readdir(checkout)).toEqual([archivePath]);
      expect(await readFile(join(checkout, archivePath))).toEqual(archive);
    },
    leave: async () => {
      await Promise.all([folder, checkout].map((path) => rm(path, { recursive: true })));
    },
  };
}

export async function unpackArchive(content: Uint8Array, { maintainerKey }: Ground) {
  return unpackSecrets(Buffer.from(content).toString(), maintainerKey);
}

/** Why a command stopped. */
export function reasonOf(error: unknown): string {
  if (error instanceof ProblemError) return error.problem.id;
  if (error instanceof ConfigurationError) return error.message;
  throw error;
}

/** The names of Prow's contexts. */
export function contextsIn(files: ReadonlyMap<string, string>): readonly string[] {
  const { contexts } = parse(parse(files.get('main.yml') ?? '').kubeconfig);
  return contexts.map(({ name }: { readonly name: string }) => name);
}

/** What may not be on anybody's terminal: of the kubeconfig, of the secrets, of a stack. */
export function expectNoSecret(output: string, kubeconfig: string): void {
  const token = /token: (\S+)/.exec(kubeconfig)?.[1];
  if (token === undefined) throw new Error('no token');
  const secrets = [token, 'not-a-real', 'not a real', 'BEGIN PGP', 'service_account', '    at '];
  for (const secret of secrets) expect(output).not.toContain(secret);
}
