import type { openPgpProblems } from '../../problems/openpgp.ts';
import { inlineCode } from '../escape.ts';
import { encryptKubeconfig } from '../kubectl.ts';
import { readableSize } from './attachment.ts';
import type { ProblemTexts } from './problem-text.ts';

export const openPgpTexts: Pick<ProblemTexts, keyof typeof openPgpProblems> = {
  'openpgp-several-messages': () => ({
    what: 'The submission holds more than one encrypted message.',
    fix: 'Submit a single message, in a new comment.',
  }),
  'openpgp-not-a-message': ({ block }, { keyId }) => ({
    what: `The submission is a ${inlineCode(block)} and not an encrypted message.`,
    fix: 'Attach the file that gpg wrote when it encrypted the kubeconfig.',
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-damaged': (_, { keyId }) => ({
    what: 'The encrypted message is damaged or not complete.',
    fix: 'Encrypt the kubeconfig again and attach the file instead of pasting its text.',
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-not-encrypted': (_, { keyId }) => ({
    what: 'The OpenPGP message is not encrypted, so everybody can read what is in it.',
    fix: 'Revoke the credentials in it, make new ones and encrypt them.',
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-password-only': (_, { keyId }) => ({
    what: 'The message is encrypted with a password and not to a key.',
    fix: "Encrypt it to the bot's key.",
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-too-many-recipients': ({ limit }, { keyId }) => ({
    what: `The message is encrypted to more than ${limit} keys.`,
    fix: "Encrypt it to the bot's key alone.",
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-other-recipient': ({ recipients, ours }) => ({
    what: `The message is encrypted to ${listKeys(recipients)}, but not to the key ${inlineCode(ours)} of the bot.`,
    fix: "Encrypt the kubeconfig to the bot's key.",
    command: encryptKubeconfig(ours),
  }),
  'openpgp-unsupported': (_, { keyId }) => ({
    what: 'The message is encrypted in a way that is outdated or not supported.',
    fix: 'Encrypt it with GnuPG 2.2 or later and its own default settings.',
    command: encryptKubeconfig(keyId),
  }),
  'decrypted-too-large': ({ limitBytes }) => ({
    what: `The decrypted kubeconfig is larger than ${readableSize(limitBytes)}.`,
    fix: 'Submit a kubeconfig with one cluster and one user in it.',
  }),
  'submission-too-costly': () => ({
    what: 'The submission takes far more time or memory to read than a kubeconfig needs.',
    fix: 'Submit a kubeconfig with one cluster and one user in it.',
  }),
  'submission-crash': (_, { keyId }) => ({
    what: 'The program that reads submissions ended while it read this one.',
    fix: 'Encrypt the kubeconfig again as kubectl writes it, and submit that; if it ends the same way, the log of the bot tells a maintainer why.',
    command: encryptKubeconfig(keyId),
  }),
};

function listKeys(keyIds: readonly string[]): string {
  const [first, ...others] = keyIds;
  if (first === undefined) return 'a hidden key';
  const more =
    others.length > 0 ? ` and ${others.length} ${others.length === 1 ? 'other' : 'others'}` : '';
  return `the key ${inlineCode(first)}${more}`;
}
