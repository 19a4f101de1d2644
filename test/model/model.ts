import { createMessage, encrypt, readKey } from 'openpgp';
import { makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { readPrivateKeys } from '../../src/openpgp/keyring.ts';
import type { ReconcilePorts } from '../../src/reconcile/reconcile.ts';
import type { Event } from './events.ts';
import { falsehoods } from './truth.ts';
import { createWorld, recheckAfterMs, type Samples } from './world.ts';

const hourMs = 60 * 60 * 1000;

const kubeconfig = (server: string) => `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: ${server}}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
users: [{name: u, user: {token: abc123def456ghi}}]
current-context: c
`;

export async function makeSamples(): Promise<Samples> {
  const pair = await makeKeyPair({ name: 'a model' });
  const encryptionKeys = await readKey({ armoredKey: pair.armoredPublicKey });
  const encryptText = async (text: string) =>
    encrypt({ message: await createMessage({ text }), encryptionKeys });
  return {
    keyring: { ...(await readPrivateKeys(pair.armoredPrivateKey)), recipients: [] },
    messages: {
      first: await encryptText(kubeconfig('https://first.example')),
      second: await encryptText(kubeconfig('https://second.example')),
      nonsense: await encryptText('kind: Nonsense'),
      log: 'No message at all.',
    },
    plainText: `\`\`\`\n${kubeconfig('https://leaked.example')}\n\`\`\``,
  };
}

/** Lives through a story, then lets the bot look at everything, and answers what is wrong then. */
export async function tell(
  story: readonly Event[],
  samples: Samples,
  onStep: ReconcilePorts['onStep'] = () => undefined,
): Promise<readonly string[]> {
  const world = createWorld(samples, onStep);
  let landLate: () => void = () => undefined;
  for (const event of story) {
    await world.happen(event);
    await world.quiet();
    landLate();
    landLate = world.takeLate();
  }
  landLate();
  // What was restored too often rests for an hour.
  world.wait(hourMs);
  for (let round = 0; round < 3; round += 1) {
    world.wait(recheckAfterMs);
    await world.resync(round === 0);
  }
  const wrong = falsehoods(world);
  const before = world.writes.length;
  await world.resync();
  const again = world.writes.slice(before);
  return again.length > 0 ? [...wrong, `not at rest: ${again.join(', ')}`] : wrong;
}
