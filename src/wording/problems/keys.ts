import type { ProblemDetails } from '../../problem.ts';
import type { keyProblems } from '../../problems/keys.ts';
import { inlineCode } from '../escape.ts';
import { receiveKey } from '../kubectl.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';

export type UnusableReason = ProblemDetails['recipient-unusable']['reason'];

/** Why nobody can encrypt to a key, after its name. */
export const unusable: Phrases<UnusableReason> = {
  expired: 'has expired',
  'not yet valid': 'is not valid yet, by the clock of the bot',
  revoked: 'is revoked',
  'too short': 'is too short',
  'no user ID': 'has no user ID in `PGP_RECIPIENTS_PATH`, as `keys.openpgp.org` gives keys out',
  algorithm: 'is of an algorithm that the bot does not encrypt to',
  'cannot encrypt': 'can no longer be used for encryption',
};

const replace =
  'Renewing it does not help: encrypt the secrets to another key of its owner, whose primary key and subkey are RSA-2048 or longer, or Curve25519, and put it into `PGP_RECIPIENTS_PATH`.';

const mend: Phrases<UnusableReason> = {
  expired:
    'Put its renewed public key into `PGP_RECIPIENTS_PATH`, or encrypt the secrets without this key.',
  'not yet valid': 'Set the clock of the machine, or wait until the key is valid.',
  revoked:
    "Put its owner's new key into `PGP_RECIPIENTS_PATH`, and encrypt the secrets to that one.",
  'too short': replace,
  'no user ID':
    'Put there what its owner exports with `gpg --armor --export`, or encrypt the secrets without this key.',
  algorithm: replace,
  'cannot encrypt':
    'Put the key there with a subkey for encryption, and encrypt the secrets to that one.',
};

type Unreadable = ProblemDetails['key-unreadable'];

const unreadable: Phrases<Unreadable['reason']> = {
  'no key': 'holds no OpenPGP key',
  'not armored': 'holds what is not text in UTF-8, such as a key that is not armored',
  'public key': 'holds a public key, and no private one',
  'private key': 'holds a private key, which nobody but its owner should have',
  algorithm: 'holds a key of a kind that the bot does not read',
  damaged: 'holds a key that is damaged or not complete',
};

const exportAgain = 'Export the key again in its armored form, with real line ends in it.';

const mendUnreadable: Phrases<Unreadable['reason']> = {
  'no key': exportAgain,
  'not armored': exportAgain,
  'public key': 'Export the private key.',
  'private key': 'Take it away from there, and put the public key there instead.',
  algorithm: 'Use a key of RSA or Curve25519 instead, and encrypt the secrets to that one.',
  damaged: exportAgain,
};

const useless: Phrases<ProblemDetails['key-unusable']['reason']> = {
  'no secret': 'has no secret here: it was left out of the export, or is on a smart card',
  'no subkey': 'has no subkey for encryption',
  'no user ID': 'has no user ID, without which nothing tells what its subkeys are for',
  algorithm: 'is of an algorithm that the bot does not read',
};

const anotherKey =
  'Put a key of RSA or Curve25519 that can into `PGP_PRIVATE_KEY_PATH`, take this one out, and make the new one a recipient of the secrets.';

export const keyTexts: Pick<ProblemTexts, keyof typeof keyProblems> = {
  'recipient-unknown': ({ keyId }) => ({
    what: `The secrets are encrypted to the key ${inlineCode(keyId)}, whose public key the bot does not have.`,
    fix: 'Encrypt the secrets without it, unless its owner may read all of them: then compare its fingerprint with the owner, and put it into `PGP_RECIPIENTS_PATH`.',
    command: `${receiveKey(keyId)} && gpg --fingerprint ${keyWord(keyId)}`,
  }),
  'recipient-unusable': ({ keyId, reason, algorithm }) => ({
    what: `The key ${inlineCode(keyId)}${kindOf(algorithm)}, to which the secrets are encrypted, ${unusable[reason]}.`,
    fix: mend[reason],
  }),
  'recipient-hidden': () => ({
    what: 'The secrets are encrypted to a hidden recipient, so the bot does not know to whom.',
    fix: 'Encrypt them again without `--hidden-recipient` and `--throw-keyids`.',
  }),
  'key-changed': () => ({
    what: "The bot's OpenPGP key is not the one that it started with, or cannot be read any more.",
    fix: 'Check `PGP_PRIVATE_KEY_PATH`, `PGP_PASSPHRASE_PATH` and `PGP_RECIPIENTS_PATH`, then restart the bot.',
  }),
  'key-unreadable': ({ source, file, reason, keyId, algorithm }) => ({
    what: `${placeOf(source, file)} ${unreadable[reason]}${keyId ? `: ${inlineCode(keyId)}${kindOf(algorithm)}` : ''}.`,
    fix: mendUnreadable[reason],
    command: exportOf(source),
  }),
  'key-unusable': ({ keyId, reason, subkeyId, algorithm }) => ({
    what: `The bot's key ${inlineCode(keyId)} can't decrypt what is encrypted to it: ${subkeyId ? `its subkey ${inlineCode(subkeyId)}` : 'it'}${kindOf(algorithm)} ${useless[reason]}.`,
    fix:
      reason === 'no secret'
        ? 'Export the key with the secret of that subkey; where that is on a card, add another subkey for encryption, and export the key with that.'
        : anotherKey,
    command: exportOf('PGP_PRIVATE_KEY_PATH'),
  }),
  'key-passphrase': ({ keyId }) => ({
    what: `The passphrase does not unlock the private key ${inlineCode(keyId)}.`,
    fix: 'Put the right one into the file that `PGP_PASSPHRASE_PATH` names.',
  }),
  'key-cannot-decrypt': ({ path }) => ({
    what: `None of the bot's private keys can decrypt ${inlineCode(path)}.`,
    fix: "Let `PGP_PRIVATE_KEY_PATH` name a key that is a recipient of the secrets, or add the bot's key to them.",
    command: 'gpg --list-packets --list-only secrets.tar.asc',
  }),
};

function kindOf(algorithm: string | undefined): string {
  return algorithm === undefined ? '' : ` (${inlineCode(algorithm)})`;
}

function placeOf(source: Unreadable['source'], file: string | undefined): string {
  return file === undefined
    ? `What ${inlineCode(source)} names`
    : `The file ${inlineCode(file)} of ${inlineCode(source)}`;
}

function exportOf(source: Unreadable['source']): string {
  return source === 'PGP_PRIVATE_KEY_PATH'
    ? 'gpg --armor --export-secret-keys "$KEY_ID"'
    : 'gpg --armor --export "$KEY_ID"';
}

/** A key ID is hexadecimal; anything else must not get into a command. */
function keyWord(keyId: string): string {
  return /^[0-9A-Fa-f]+$/u.test(keyId) ? keyId : 'KEY_ID';
}
