import type { Keyring } from '../../src/openpgp/keyring.ts';
import { createArchiveLayout } from '../../src/secrets/archive/layout.ts';
import { createOpenArchive } from '../../src/secrets/archive/open.ts';
import type { Addition, Secrets, SecretsFiles } from '../../src/secrets/secrets.ts';

const header = 'apiVersion: v1\nkind: Config\n';

/** A kubeconfig as `kubectl config view --raw` prints it, with one cluster for each name. */
export function kubeconfigOf(...names: readonly string[]): string {
  const list = (key: string, entry: (name: string) => string) =>
    `${key}:\n${names.map(entry).join('')}`;
  return [
    header,
    list(
      'clusters',
      (name) => `- cluster:\n    server: https://${name}.example.com\n  name: ${name}\n`,
    ),
    list(
      'contexts',
      (name) => `- context:\n    cluster: ${name}\n    user: ${name}-user\n  name: ${name}\n`,
    ),
    `current-context: ${names[0]}\n`,
    list('users', (name) => `- name: ${name}-user\n  user:\n    token: token-of-${name}\n`),
  ].join('');
}

export function asBlock(text: string): string {
  return `|\n${text.replace(/^(?=.)/gm, '  ')}`;
}

export const mainYml = [
  '---\n# Secrets of the CI\n',
  'gcs: |\n  {"type": "service_account"}\n',
  `kubeconfig: ${asBlock(kubeconfigOf('control-plane', 'workloads'))}`,
  `kubeconfigARM: ${asBlock(kubeconfigOf('arm'))}`,
  'dockerMirrorProxyCA:\n  key: |\n    PEM\n',
].join('');

export function addition(kind: Addition['kind'], changes: Partial<Addition> = {}): Addition {
  return {
    kind,
    name: 'new',
    kubeconfig: {
      server: 'https://new.example.org:6443',
      credentials: { type: 'token', token: 'token-of-new' },
      namespace: 'kubevirt-prow-jobs',
    },
    serviceAccount: 'automation',
    ...changes,
  };
}

function filesOf(content: Uint8Array | string | undefined): SecretsFiles {
  const bytes = typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : content;
  return {
    list: async () => ['secrets.tar.asc'],
    read: async (path) => (path === 'secrets.tar.asc' ? bytes : undefined),
  };
}

export async function openArchive(
  content: Uint8Array | string | undefined,
  keyring: Keyring,
  limitBytes?: number,
): Promise<Secrets> {
  const settings = { archivePath: 'secrets.tar.asc', file: 'main.yml', keyring, limitBytes };
  const encrypted = await createArchiveLayout(settings).collect(filesOf(content));
  return createOpenArchive(settings)(encrypted);
}
