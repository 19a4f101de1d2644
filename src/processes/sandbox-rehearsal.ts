import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { packTar } from 'modern-tar';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { renderKubeconfig } from '../kubeconfig/render.ts';
import { encryptToSameRecipients } from '../openpgp/encrypt.ts';
import { keyIdText } from '../openpgp/key-id.ts';
import type { Keyring } from '../openpgp/keyring.ts';
import { createSandbox } from '../sandbox/operations.ts';
import { makeOwnKey } from '../sandbox/sealed.ts';
import { createOpenArchive } from '../secrets/archive/open.ts';

/** The first that Node knows, on the day from which it is valid. */
const authority = rootCertificates[0] ?? '';
const now = new X509Certificate(authority).validFromDate;

/** A cluster that is nowhere. */
const kubeconfig: Kubeconfig = {
  server: 'https://127.0.0.1:6443',
  certificateAuthority: authority,
  credentials: { type: 'token', token: 'rehearsal' },
};

/** The secrets before. */
const entries = `kubeconfig: |
  apiVersion: v1
  kind: Config
  clusters: []
  contexts: []
  users: []
`;

const kind = 'build-cluster';
const [archivePath, file] = ['secrets.tar.asc', 'main.yml'];

/** Opens a submission and adds it to secrets, all of them made up and in memory. */
export function createSandboxRehearsal(keyring: Keyring) {
  const openSecrets = createOpenArchive({ archivePath, file, keyring });
  const sandbox = createSandbox(keyring, openSecrets);
  return async (): Promise<void> => {
    const names = { context: kind, cluster: kind, user: kind };
    const bytes = await encryptToSelf(renderKubeconfig(kubeconfig, names), keyring);
    const { kubeconfig: sealed } = await sandbox.openSubmission({ bytes, now });
    const tar = await packTar([{ header: { name: file, size: entries.length }, body: entries }]);
    const encrypted = new Map([[archivePath, await encryptToSelf(tar, keyring)]]);
    const { publicKey: prober } = await makeOwnKey();
    await sandbox.prepareProbe({ encrypted, kubeconfig: sealed, prober, now });
    const order = { operation: 'add', kind, name: 'rehearsal', kubeconfig: sealed } as const;
    await sandbox.changeSecrets({ encrypted, order, now });
  };
}

async function encryptToSelf(data: string | Uint8Array, keyring: Keyring): Promise<Uint8Array> {
  const keys = keyring.privateKeys.map((key) => key.getEncryptionKey());
  const keyIds = (await Promise.all(keys)).map((key) => keyIdText(key.getKeyID()));
  const bytes = new Uint8Array(Buffer.from(data));
  return Buffer.from((await encryptToSameRecipients(bytes, keyIds, keyring)).armored);
}
