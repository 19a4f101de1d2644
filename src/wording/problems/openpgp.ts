import { hiddenKeyId } from '../../openpgp/key-id.ts';
import type { ProblemDetails } from '../../problem.ts';
import type { openPgpProblems } from '../../problems/openpgp.ts';
import { inlineCode } from '../escape.ts';
import { readableSize } from './attachment.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';
import { encrypt, renew } from './remedies.ts';

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
  'openpgp-not-a-message': ({ block }, context) => ({
    what: `The submission is a ${inlineCode(block)}, not an encrypted message.`,
    fix: 'Encrypt the kubeconfig with gpg and attach the encrypted file.',
    command: encrypt(context),
  }),
  'openpgp-damaged': ({ reason }, context) => ({
    what: damage[reason],
    fix: 'Encrypt the kubeconfig again and attach the file itself instead of pasting its text.',
    command: encrypt(context),
  }),
  'openpgp-not-encrypted': (_, context) => ({
    what: 'The OpenPGP message is not encrypted, so everybody can read it.',
    fix: 'Revoke the credentials in the message, create new ones and encrypt a kubeconfig with them.',
    command: renew(context),
  }),
  'openpgp-password-only': (_, context) => ({
    what: 'The message is encrypted with a password, not to a key.',
    fix: "Encrypt the kubeconfig to the bot's key.",
    command: encrypt(context),
  }),
  'openpgp-too-many-recipients': ({ count, limit }, context) => ({
    what: `The message is encrypted to ${count} keys, and the bot tries at most ${limit}.`,
    fix: "Encrypt the kubeconfig to the bot's key only.",
    command: encrypt(context),
  }),
  'openpgp-other-recipient': ({ recipients, ours, subkeyId }, context) => ({
    what: `The message is encrypted to ${listKeys(recipients)}, not to the bot's key ${inlineCode(ours)} or to one of the subkeys that the bot has.`,
    fix: `Get the bot's current key, and encrypt the kubeconfig to its subkey ${inlineCode(subkeyId)}.`,
    command: encrypt({ ...context, keyId: ours }, exactly(subkeyId)),
  }),
  'openpgp-signing-key': ({ keyId, ours }, context) => ({
    what: `The message is encrypted to the bot's signing key ${inlineCode(keyId)}, which cannot decrypt: some tools do not check what a key is for.`,
    fix: `Encrypt the kubeconfig to the subkey ${inlineCode(ours)}, as gpg does by default.`,
    command: encrypt(context, exactly(ours)),
  }),
  'openpgp-old-subkey': ({ keyId, ours }, context) => ({
    what: `The message is encrypted to the subkey ${inlineCode(keyId)} of the bot's key, which another subkey has replaced.`,
    fix: `Get the bot's current key, and encrypt the kubeconfig to its subkey ${inlineCode(ours)}.`,
    command: encrypt(context, exactly(ours)),
  }),
  'openpgp-unsupported': ({ reason, keyId = '', algorithm = '', ours }, context) =>
    ours === undefined
      ? {
          what: unsupported[reason],
          fix: 'Encrypt the kubeconfig with GnuPG 2.2 or later and its default settings.',
          command: encrypt(context),
        }
      : {
          what: `The message is encrypted to the key ${inlineCode(keyId)} with ${inlineCode(algorithm)}, which the bot does not read.`,
          fix: `Encrypt the kubeconfig to the bot's subkey ${inlineCode(ours)}.`,
          command: encrypt(context, exactly(ours)),
        },
  'decrypted-too-large': ({ limitBytes }) => ({
    what: `The decrypted kubeconfig is larger than ${readableSize(limitBytes)}.`,
    fix: 'Submit a kubeconfig with one cluster and one user in it.',
  }),
  'submission-too-costly': () => ({
    what: 'Reading the submission takes far more time or memory than a kubeconfig needs.',
    fix: 'Submit a kubeconfig with one cluster and one user in it.',
  }),
  'submission-crash': (_, context) => ({
    what: 'The program that reads submissions stopped while it read this one.',
    fix: 'Encrypt the kubeconfig again as kubectl writes it; if the same happens, a maintainer finds the reason in the log of the bot.',
    command: encrypt(context),
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
