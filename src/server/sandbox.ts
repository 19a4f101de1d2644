import { type SandboxThread, startSandboxThread } from '../adapters/sandbox/thread.ts';
import { armorKeyring } from '../openpgp/armored-keyring.ts';
import type { Keyring } from '../openpgp/keyring.ts';
import { rememberTexts } from '../sandbox/remembered-texts.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { createLayout, type LayoutSettings } from '../secrets/layout.ts';

/** Opens the sandbox, in a thread of its own or in this one. */
export function openSandbox(
  layout: LayoutSettings,
  keyring: Keyring,
  inThread: boolean,
): SandboxThread {
  if (!inThread) {
    const sandbox = createSandbox(keyring, createLayout(layout, keyring));
    return { sandbox: withMemory(sandbox), stop: () => Promise.resolve() };
  }
  const { sandbox, stop } = startSandboxThread({ keyring: armorKeyring(keyring), layout });
  return { sandbox: withMemory(sandbox), stop };
}

function withMemory(sandbox: Sandbox): Sandbox {
  return { ...sandbox, readText: rememberTexts(sandbox.readText) };
}
