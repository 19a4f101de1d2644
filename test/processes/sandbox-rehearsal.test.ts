import { expect, test } from 'vitest';
import { makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { readPrivateKeys } from '../../src/openpgp/keyring.ts';
import { createSandboxRehearsal } from '../../src/processes/sandbox-rehearsal.ts';

test('a rehearsal goes all the way from a submission to changed secrets', async () => {
  const { armoredPrivateKey } = await makeKeyPair({ name: 'Automation' });
  const { privateKeys } = await readPrivateKeys(armoredPrivateKey);
  const rehearse = createSandboxRehearsal({ privateKeys, recipients: [] });
  await expect(rehearse()).resolves.toBeUndefined();
});
