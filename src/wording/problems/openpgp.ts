import { hiddenKeyId } from '../../openpgp/key-id.ts';
import type { ProblemDetails } from '../../problem.ts';
import type { openPgpProblems } from '../../problems/openpgp.ts';
import { inlineCode } from '../escape.ts';
import { encryptKubeconfig, receiveKey, script } from '../kubectl.ts';
import { readableSize } from './attachment.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';

const damage: Phrases<ProblemDetails['openpgp-damaged']['reason']> = {
  armor:
    "There is an encrypted message here, but its text is cut off or was changed on its way, so it can't be read.",
  incomplete: 'The encrypted message ends too early: a part of it is missing.',
  changed: 'The encrypted message is damaged: something has changed it since it was encrypted.',
};

const unsupported: Phrases<ProblemDetails['openpgp-unsupported']['reason']> = {
  integrity: 'Nothing protects the encrypted message from changes, as outdated tools write it.',
  cipher: 'The message is encrypted or packed by an algorithm that is outdated or not read.',
  version: 'The message is of a version of OpenPGP that the bot does not read.',
  algorithm: 'The message is encrypted by an algorithm that the bot does not read.',
};

export const openPgpTexts: Pick<ProblemTexts, keyof typeof openPgpProblems> = {
  'openpgp-several-messages': ({ count }) => ({
    what: `The submission holds ${count} different encrypted messages.`,
    fix: 'Submit a single message, in a new comment.',
  }),
  'openpgp-not-a-message': ({ block }, { keyId }) => ({
    what: `The submission is a ${inlineCode(block)} and not an encrypted message.`,
    fix: 'Attach the file that gpg wrote when it encrypted the kubeconfig.',
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-damaged': ({ reason }, { keyId }) => ({
    what: damage[reason],
    fix: 'Encrypt the kubeconfig again and attach the file as gpg wrote it, instead of pasting its text.',
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
  'openpgp-too-many-recipients': ({ count, limit }, { keyId }) => ({
    what: `The message is encrypted to ${count} keys, and the bot tries ${limit} at most.`,
    fix: "Encrypt it to the bot's key alone.",
    command: encryptKubeconfig(keyId),
  }),
  'openpgp-other-recipient': ({ recipients, ours, subkeyId }) => ({
    what: `The message is encrypted to ${listKeys(recipients)}, but not to the key ${inlineCode(ours)} of the bot, nor to a subkey of it that the bot has.`,
    fix: `Get the bot's key as it is now, and encrypt the kubeconfig to its subkey ${inlineCode(subkeyId)}.`,
    command: script(receiveKey(ours), encryptKubeconfig(exactly(subkeyId))),
  }),
  'openpgp-signing-key': ({ keyId, ours }) => ({
    what: `The message is encrypted to the signing key ${inlineCode(keyId)} of the bot, which decrypts nothing: some tools do not look at what a key is for.`,
    fix: `Encrypt the kubeconfig to the subkey ${inlineCode(ours)}, as gpg does by itself.`,
    command: encryptKubeconfig(exactly(ours)),
  }),
  'openpgp-old-subkey': ({ keyId, ours }, context) => ({
    what: `The message is encrypted to the subkey ${inlineCode(keyId)} of the bot's key, whose place another one has taken.`,
    fix: `Get the bot's key as it is now, and encrypt the kubeconfig to its subkey ${inlineCode(ours)}.`,
    command: script(receiveKey(context.keyId), encryptKubeconfig(exactly(ours))),
  }),
  'openpgp-unsupported': ({ reason, keyId = '', algorithm = '', ours }, context) =>
    ours === undefined
      ? {
          what: unsupported[reason],
          fix: 'Encrypt it with GnuPG 2.2 or later and its own default settings.',
          command: encryptKubeconfig(context.keyId),
        }
      : {
          what: `The message is encrypted to the key ${inlineCode(keyId)} with ${inlineCode(algorithm)}, which the bot does not read.`,
          fix: `Encrypt the kubeconfig to the subkey ${inlineCode(ours)} of the bot.`,
          command: encryptKubeconfig(exactly(ours)),
        },
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
