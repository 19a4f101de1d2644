import type { ProblemDetails } from '../../problem.ts';
import { script } from '../kubectl.ts';
import { replaceFile, unpackOnWindows } from '../submitted-file.ts';
import { otherContents, packings } from './contents.ts';
import type { Phrases, ProblemText, TextContext } from './problem-text.ts';
import { encrypt, remake } from './remedies.ts';

type Details = ProblemDetails['decrypted-other'];

const archives: Phrases<'gzip' | 'zip' | 'tar'> = {
  gzip: 'a file packed with gzip',
  zip: 'a zip',
  tar: 'a tar archive',
};

/** What writes the file inside to its output, where one is enough for that. */
const opening: Readonly<Partial<Record<Details['what'], string>>> = {
  gzip: 'gzip -dc < my-kubeconfig.yaml',
  zip: 'unzip -p my-kubeconfig.yaml',
  tar: 'tar -xOf my-kubeconfig.yaml',
  xz: 'xz -dc < my-kubeconfig.yaml',
  bzip2: 'bzip2 -dc < my-kubeconfig.yaml',
  Zstandard: 'zstd -dc < my-kubeconfig.yaml',
  SOPS: 'sops --decrypt my-kubeconfig.yaml',
  'Ansible Vault': 'ansible-vault view my-kubeconfig.yaml',
};

/** What was encrypted is something around a kubeconfig, or nothing of the kind. */
export function decryptedOther({ what }: Details, context: TextContext): ProblemText {
  const command = opening[what];
  const found = `What was encrypted is ${nameOf(what)}, not the kubeconfig itself.`;
  if (command === undefined) {
    return {
      what: found,
      fix: 'Encrypt the kubeconfig itself, once and with nothing around it; these commands make one.',
      command: remake(context),
    };
  }
  return {
    what: found,
    fix: 'Take the kubeconfig out, and encrypt that.',
    command: encrypt(context, replaceFile(command)),
    ...(what === 'zip' && { powershell: script(unpackOnWindows, encrypt(context)) }),
  };
}

function nameOf(what: Details['what']): string {
  if (what === 'OpenPGP message') return 'a message that is encrypted already';
  if (what === 'gzip' || what === 'zip' || what === 'tar') return archives[what];
  return isPacking(what) ? `a file packed with ${packings[what]}` : otherContents[what];
}

function isPacking(what: string): what is keyof typeof packings {
  return Object.hasOwn(packings, what);
}
