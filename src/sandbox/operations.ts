import { readPackedMessage } from '../attachment/packed-message.ts';
import { credentialFingerprint } from '../kubeconfig/fingerprint.ts';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { openssl } from '../kubeconfig/openssl.ts';
import { renderKubeconfig } from '../kubeconfig/render.ts';
import { vetKubeconfig } from '../kubeconfig/vet/vet.ts';
import { decryptMessage } from '../openpgp/decrypt.ts';
import { digestOf } from '../openpgp/digest.ts';
import { keyExpiries } from '../openpgp/expiry.ts';
import { keyIdText } from '../openpgp/key-id.ts';
import type { Keyring } from '../openpgp/keyring.ts';
import type { OpenSecrets, Secrets, SecretsChange } from '../secrets/secrets.ts';
import { type Handover, readHandover } from './handover.ts';
import type {
  Inventory,
  KeysDescription,
  OpenedSubmission,
  Sandbox,
  SealedOrder,
} from './sandbox.ts';
import { deriveSharedKey, type Sealed, type SharedKey, sealFor } from './sealed.ts';

/** What a submission may unpack to; a kubeconfig has a few kilobytes. */
const kubeconfigLimitBytes = 1024 * 1024;

/** What opens submissions and secrets, in the process of whoever calls it. */
export function createSandbox(
  keyring: Keyring,
  openSecrets: OpenSecrets,
): Sandbox & PlaintextSandbox {
  const shared = deriveSharedKey(secretOf(keyring));
  return {
    openSubmission: async ({ bytes, now }) => {
      const message = await readPackedMessage(bytes);
      const { data } = await decryptMessage(message, keyring, kubeconfigLimitBytes);
      return keep(vetKubeconfig(data, now, openssl), await digestOf(message), shared);
    },
    openPlaintext: ({ bytes, now }) => keep(vetKubeconfig(bytes, now, openssl), '', shared),
    readSecrets: async ({ encrypted, ...known }) =>
      inventoryOf(await openSecrets(encrypted, known)),
    prepareProbe: async ({ encrypted, deployed, kubeconfig, prober, now }) => ({
      inventory: inventoryOf(await openSecrets(encrypted, { deployed })),
      forProber: await sealFor(prober, handover(await reopen(kubeconfig, now, shared))),
    }),
    findRegistered: async ({ encrypted, cluster, entries, prober, now }) => {
      const secrets = await openSecrets(encrypted);
      const kubeconfig = secrets.find(cluster, now);
      if (!kubeconfig) return undefined;
      const forProber = await sealFor(
        prober,
        handover(kubeconfig, await entriesOf(secrets, entries)),
      );
      return { fingerprint: credentialFingerprint(kubeconfig.credentials), forProber };
    },
    findObstacle: async (encrypted) => (await openSecrets(encrypted)).obstacle(),
    changeSecrets: async ({ encrypted, deployed, order, now }) => {
      const opened = { secrets: await openSecrets(encrypted, { deployed }), now, shared };
      return obey(order, opened);
    },
  };
}

/** For whoever has a kubeconfig in plain text, and may. */
export interface PlaintextSandbox {
  readonly openPlaintext: (
    plaintext: Parameters<Sandbox['openSubmission']>[0],
  ) => Promise<OpenedSubmission>;
}

async function keep(
  kubeconfig: Kubeconfig,
  digest: string,
  shared: Promise<SharedKey>,
): Promise<OpenedSubmission> {
  const fingerprint = credentialFingerprint(kubeconfig.credentials);
  return { kubeconfig: await (await shared).seal(handover(kubeconfig)), digest, fingerprint };
}

function handover(kubeconfig: Kubeconfig, entries: Handover['entries'] = {}): Handover {
  return { kubeconfig, entries };
}

/** Vetted again, as if it had come from anywhere. */
async function reopen(sealed: Sealed, now: Date, shared: Promise<SharedKey>): Promise<Kubeconfig> {
  const { kubeconfig } = readHandover(await (await shared).open(sealed));
  const names = { context: 'any', cluster: 'any', user: 'any' };
  return vetKubeconfig(new TextEncoder().encode(renderKubeconfig(kubeconfig, names)), now, openssl);
}

function inventoryOf({ clusters, registrations }: Secrets): Inventory {
  return { clusters, registrations };
}

async function entriesOf(secrets: Secrets, names: readonly string[]): Promise<Handover['entries']> {
  const found = await Promise.all(
    names.map(async (name) => {
      const value = await secrets.entry(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

interface Opened {
  readonly secrets: Secrets;
  readonly now: Date;
  readonly shared: Promise<SharedKey>;
}

async function obey(order: SealedOrder, { secrets, now, shared }: Opened): Promise<SecretsChange> {
  switch (order.operation) {
    case 'add': {
      const kubeconfig = await reopen(order.kubeconfig, now, shared);
      return [await secrets.add({ ...order, kubeconfig })];
    }
    case 'rotate':
      return secrets.rotate({ ...order, kubeconfig: await reopen(order.kubeconfig, now, shared) });
    case 'remove':
      return secrets.remove(order);
  }
}

/** Tells the keys apart, and how long they last. */
export async function describeKeys(keyring: Keyring): Promise<KeysDescription> {
  const [first] = keyring.privateKeys;
  return {
    fingerprints: keyring.privateKeys.map((key) => key.getFingerprint().toUpperCase()),
    keyId: first ? keyIdText(first.getKeyID()) : '',
    keyIds: keyring.privateKeys.flatMap((key) =>
      key.getKeys().map((each) => keyIdText(each.getKeyID())),
    ),
    expiries: await keyExpiries(keyring),
  };
}

/** The private keys as bytes, which all sandboxes hold and nobody else. */
function secretOf({ privateKeys }: Keyring): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(privateKeys.map((key) => key.write())));
}
