import { startVaultThread, type VaultThread } from '../adapters/sandbox/thread.ts';
import { armorKeyring } from '../openpgp/armored-keyring.ts';
import type { Keyring } from '../openpgp/keyring.ts';
import { rememberTexts } from '../sandbox/remembered-texts.ts';
import type { Vault } from '../sandbox/sandbox.ts';
import { createVault } from '../sandbox/sandbox.ts';
import { createLayout, type LayoutSettings } from '../secrets/layout.ts';

/** Opens the vault, in a thread of its own or in this one. */
export function openVault(
  layout: LayoutSettings,
  keyring: Keyring,
  inThread: boolean,
): VaultThread {
  if (!inThread) {
    const vault = createVault(keyring, createLayout(layout, keyring));
    return { vault: withMemory(vault), stop: () => Promise.resolve() };
  }
  const { vault, stop } = startVaultThread({ keyring: armorKeyring(keyring), layout });
  return { vault: withMemory(vault), stop };
}

function withMemory(vault: Vault): Vault {
  return { ...vault, readText: rememberTexts(vault.readText) };
}
