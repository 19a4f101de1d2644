import { hiddenKeyId } from '../../openpgp/key-id.ts';
import type { ProblemDetails } from '../../problem.ts';
import type { openPgpProblems } from '../../problems/openpgp.ts';
import { inlineCode } from '../escape.ts';
import { encryptKubeconfig, receiveKey, script } from '../kubectl.ts';
import { readableSize } from './attachment.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';

const damage: Phrases<ProblemDetails['openpgp-damaged']['reason']> = {
  armor: 'The text of the encrypted message is cut off or was changed, so the bot cannot read it.',
  incomplete: 'The encrypted message ends too early: a part of it is missing.',
  changed: 'The encrypted message is damaged: it was changed after it was encrypted.',
};

const unsupported: Phrases<ProblemDetails['openpgp-unsupported']['reason']> = {
  integrity:
    'The encrypted message is not protected against changes, because an outdated tool wrote it.',
  cipher:
    'The message is encrypted or compressed with an algorithm that is outdated or that the bot does not read.',
  version: 'The message uses a version of OpenPGP that the bot does not read.',
  algorithm: 'The message is encrypted with an algorithm that the bot does not read.',
};

export const openPgpTexts: Pick<ProblemTexts, keyof typeof openPgpProblems> = {
  'openpgp-several-messages': ({ count }) => ({
    what: `The submission holds ${count} different encrypted messages.`,
    fix: 'Submit one encrypted message in a new comment here.',
  }),
  'openpgp-not-a-message': ({ block }, { keyId }) => ({
    what: `The submission is a ${inlineCode(block)} not an encrypted message.`,
    fix: 'Encrypt the kubeconfig with gpg and attach the encrypted file.',
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-damaged': ({ reason }, { keyId }) => ({
    what: damage[reason],
    fix: 'Encrypt the kubeconfig again and attach the file itself instead of pasting its text.',
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-not-encrypted': (_, { keyId }) => ({
    what: 'The OpenPGP message is not encrypted, so everybody can read it.',
    fix: 'Revoke the credentials in the message, create new ones and encrypt a kubeconfig with them.',
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-password-only': (_, { keyId }) => ({
    what: 'The message is encrypted with a password, not to a key.',
    fix: "Encrypt the kubeconfig to the bot's key.",
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-too-many-recipients': ({ count, limit }, { keyId }) => ({
    what: `The message is encrypted to ${count} keys, and the bot tries at most ${limit}.`,
    fix: "Encrypt the kubeconfig to the bot's key only.",
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-other-recipient': ({ recipients, ours, subkeyId }) => ({
    what: `The message is encrypted to ${listKeys(recipients)}, not to the bot's key ${inlineCode(ours)} or to one of the subkeys that the bot has.`,
    fix: `Get the bot's current key, and encrypt the kubeconfig to its subkey ${inlineCode(subkeyId)}.`,
    command: script(receiveKey(ours), encryptKubeconfig(exactly(subkeyId))),
  }),
  'openpgp-signing-key': ({ keyId, ours }) => ({
    what: `The message is encrypted to the bot's signing key ${inlineCode(keyId)}, which cannot decrypt: some tools do not check what a key is for.`,
    fix: `Encrypt the kubeconfig to the subkey ${inlineCode(ours)}, as gpg does by default.`,
    command: encryptKubeconfig(exactly(ours)),
  }),
  'openpgp-old-subkey': ({ keyId, ours }, context) => ({
    what: `The message is encrypted to the subkey ${inlineCode(keyId)} of the bot's key, which another subkey has replaced.`,
    fix: `Get the bot's current key, and encrypt the kubeconfig to its subkey ${inlineCode(ours)}.`,
    command: script(receiveKey(context.keyId), encryptKubeconfig(exactly(ours))),
  }),
  'openpgp-unsupported': ({ reason, keyId = '', algorithm = '', ours }, context) =>
    ours === undefined
      ? {
          what: unsupported[reason],
          fix: 'Encrypt the kubeconfig with GnuPG 2.2 or later and its default settings.',
          command: encryptKubeconfig(context.keyId),
        }
      : {
          what: `The message is encrypted to the key ${inlineCode(keyId)} with ${inlineCode(algorithm)}, which the bot does not read.`,
          fix: `Encrypt the kubeconfig to the bot's subkey ${inlineCode(ours)}.`,
          command: encryptKubeconfig(exactly(ours)),
        },
  'decrypted-too-large': ({ limitBytes }) => ({
    what: `The decrypted kubeconfig is larger than ${readableSize(limitBytes)}.`,
    fix: 'Submit a kubeconfig with one cluster and one user in it.',
  }),
  'submission-too-costly': () => ({
    what: 'Reading the submission takes far more time or memory than a kubeconfig needs.',
    fix: 'Submit a kubeconfig with one cluster and one user in it.',
  }),
  'submission-crash': (_, { keyId }) => ({
    what: 'The program that reads submissions stopped while it read this one.',
    fix: 'Encrypt the kubeconfig again as kubectl writes it; if the same happens, a maintainer finds the reason in the log of the bot.',
    command: encryptKubeconfig(keyId),
  }),
};

/** So gpg takes this subkey, and not the newest one of its key. */
function exactly(subkeyId: string): string {
  return `${subkeyId}!`;
}

function listKeys(keyIds: readonly string[]): string {
  const [first, ...others] = keyIds.filter((keyId) => keyId !== hiddenKeyId);
  if (first === undefined) return 'a hidden key';
  const more =
    others.length > 0 ? ` and ${others.length} ${others.length === 1 ? 'other' : 'others'}` : '';
  return `the key ${inlineCode(first)}${more}`;
}
