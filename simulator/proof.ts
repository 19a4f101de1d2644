import { parse } from 'yaml';
import { createConnectCluster } from '../src/adapters/kubernetes/cluster-api.ts';
import { parseNetwork } from '../src/adapters/kubernetes/network-address.ts';
import { openssl } from '../src/kubeconfig/openssl.ts';
import { vetKubeconfig } from '../src/kubeconfig/vet/vet.ts';
import type { Narrator } from './narrator.ts';
import type { Setting } from './setting.ts';

interface Entries {
  readonly kubeconfig: string;
  readonly [entry: string]: unknown;
}

/**
 * Decrypts the merged secrets as a maintainer and shows that both clusters are in, that their
 * entries work, and that everything else is as it was. Throws where it isn't so.
 */
export async function proveSecrets(
  { setting, tell }: { readonly setting: Setting; readonly tell: Narrator },
  before: ReadonlyMap<string, string>,
): Promise<void> {
  tell.scene('The proof: the merged secrets, decrypted with the key of a maintainer');
  const after = await setting.readSecrets();
  const [textBefore, text] = [before, after].map((files) => files.get('main.yml') ?? '');
  const entries: Entries = parse(text ?? '');

  const kept = (textBefore ?? '').split('\n').filter((line) => line !== '');
  requireInOrder(kept, (text ?? '').split('\n'));
  tell.proof(`all ${kept.length} lines that main.yml had are there, in order, byte for byte`);

  const { contexts } = parse(entries.kubeconfig);
  const names = contexts.map(({ name }: { name: string }) => name);
  tell.proof(`the contexts of Prow's kubeconfig: ${names.join(', ')}`);
  tell.proof(`rosa-1 answers as ${await whoAnswers(entries.kubeconfig, 'rosa-1')}`);
  tell.proof(
    `s390x-test answers as ${await whoAnswers(String(entries['s390x-test']), 's390x-test')}`,
  );
}

function requireInOrder(wanted: readonly string[], lines: readonly string[]): void {
  let position = 0;
  for (const line of wanted) {
    position = lines.indexOf(line, position) + 1;
    if (position === 0) throw new Error(`a line of main.yml is gone: ${line.slice(0, 20)}…`);
  }
}

async function whoAnswers(kubeconfig: string, context: string): Promise<string> {
  const chosen = kubeconfig.replace(/^current-context: .*$/m, `current-context: ${context}`);
  const loopback = parseNetwork('127.0.0.0/8');
  const connect = createConnectCluster({ allowedNetworks: loopback ? [loopback] : [] });
  const cluster = await connect(vetKubeconfig(Buffer.from(chosen), new Date(), openssl));
  try {
    const answer = await cluster.whoAmI();
    if (!answer.ok) throw new Error(`${context} does not answer`);
    return answer.value;
  } finally {
    await cluster.close();
  }
}
