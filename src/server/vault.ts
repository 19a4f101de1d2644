import { startVaultThread, type VaultThread } from '../adapters/vault-thread.ts';
import { createVault } from '../examination/vault.ts';
import { armorKeyring } from '../openpgp/armored-keyring.ts';
import type { Keyring } from '../openpgp/keyring.ts';
import { createLayout, type LayoutSettings } from '../secrets/layout.ts';

/** Opens the vault, in a thread of its own or in this one. */
export function openVault(
  layout: LayoutSettings,
  keyring: Keyring,
  inThread: boolean,
): VaultThread {
  if (inThread) return startVaultThread({ keyring: armorKeyring(keyring), layout });
  const vault = createVault(keyring, createLayout(layout, keyring));
  return { vault, stop: () => Promise.resolve() };
}
