import type { ProblemDetails } from '../../problem.ts';
import type { keyProblems } from '../../problems/keys.ts';
import { inlineCode } from '../escape.ts';
import { receiveKey } from '../kubectl.ts';
import { inSubshell } from '../shell.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';

export type UnusableReason = ProblemDetails['recipient-unusable']['reason'];

/** Why nobody can encrypt to a key, after its name. */
export const unusable: Phrases<UnusableReason> = {
  expired: 'has expired',
  'not yet valid': 'is not valid yet, by the clock of the bot',
  revoked: 'is revoked',
  'too short': 'is too short',
  'no user ID': 'has no user ID in `PGP_RECIPIENTS_PATH`, as keys from `keys.openpgp.org`',
  algorithm: 'uses an algorithm that the bot does not encrypt to',
  'cannot encrypt': 'can no longer be used for encryption',
};

const replace =
  'Renewing it does not help: encrypt the secrets to another key of its owner, with RSA of at least 2048 bits or Curve25519, and put that key into `PGP_RECIPIENTS_PATH`.';

const fixes: Phrases<UnusableReason> = {
  expired:
    'Put the renewed public key into `PGP_RECIPIENTS_PATH`, or encrypt the secrets without this key.',
  'not yet valid': 'Set the clock of the machine, or wait until the key is valid.',
  revoked:
    "Put the owner's new key into `PGP_RECIPIENTS_PATH`, and encrypt the secrets to that one.",
  'too short': replace,
  'no user ID':
    'Put what its owner exports with `gpg --armor --export` into `PGP_RECIPIENTS_PATH`, or encrypt the secrets without this key.',
  algorithm: replace,
  'cannot encrypt':
    'Put a key with a subkey for encryption into `PGP_RECIPIENTS_PATH`, and encrypt the secrets to that one.',
};

type Unreadable = ProblemDetails['key-unreadable'];

const unreadable: Phrases<Unreadable['reason']> = {
  'no key': 'does not contain an OpenPGP key',
  'not armored': 'is not text in UTF-8, as is a key that is not armored',
  'public key': 'contains a public key instead of a private key',
  'private key': 'contains a private key, which only its owner should have',
  algorithm: 'contains a kind of key that the bot does not read',
  damaged: 'contains a key that is damaged or incomplete',
};

const exportAgain = 'Export the key again in its armored form, with real line breaks.';

const fixesUnreadable: Phrases<Unreadable['reason']> = {
  'no key': exportAgain,
  'not armored': exportAgain,
  'public key': 'Export the private key.',
  'private key': 'Remove the private key, and put the public key in its place.',
  algorithm: 'Use a key of RSA or Curve25519 instead, and encrypt the secrets to that one.',
  damaged: exportAgain,
};

const useless: Phrases<ProblemDetails['key-unusable']['reason']> = {
  'no secret': 'has no secret part here: it was not exported, or is on a smart card',
  'no subkey': 'has no subkey for encryption',
  'no user ID': 'has no user ID, which would say what its subkeys are for',
  algorithm: 'uses an algorithm that the bot does not read',
};

const anotherKey =
  'Replace this key in `PGP_PRIVATE_KEY_PATH` with an RSA or Curve25519 key that can decrypt, and make the new key a recipient of the secrets.';

export const keyTexts: Pick<ProblemTexts, keyof typeof keyProblems> = {
  'recipient-unknown': ({ keyId }) => ({
    what: `The secrets are encrypted to the key ${inlineCode(keyId)}, whose public key the bot does not have.`,
    fix: 'Encrypt the secrets without this key; or, if its owner is allowed to read all of them, compare the fingerprint with the owner and put the key into `PGP_RECIPIENTS_PATH`.',
    command: `${receiveKey(keyId)} && gpg --fingerprint ${keyWord(keyId)}`,
  }),
  'recipient-unusable': ({ keyId, reason, algorithm }) => ({
    what: `The key ${inlineCode(keyId)}${kindOf(algorithm)}, to which the secrets are encrypted, ${unusable[reason]}.`,
    fix: fixes[reason],
  }),
  'recipient-hidden': () => ({
    what: 'The secrets are encrypted to a hidden recipient, so the bot does not know to whom.',
    fix: 'Encrypt the secrets again without `--hidden-recipient` and `--throw-keyids`.',
  }),
  'key-changed': () => ({
    what: "The bot's OpenPGP key is not the one that it started with, or can no longer be read.",
    fix: 'Check `PGP_PRIVATE_KEY_PATH`, `PGP_PASSPHRASE_PATH` and `PGP_RECIPIENTS_PATH`, then restart the bot.',
  }),
  'key-unreadable': ({ source, file, reason, keyId, algorithm }) => ({
    what: `${placeOf(source, file)} ${unreadable[reason]}${keyId ? `: ${inlineCode(keyId)}${kindOf(algorithm)}` : ''}.`,
    fix: fixesUnreadable[reason],
    command: exportOf(source, keyId),
  }),
  'key-unusable': ({ keyId, reason, subkeyId, algorithm }) => ({
    what: `The bot's key ${inlineCode(keyId)} cannot decrypt what is encrypted to it: ${subkeyId ? `its subkey ${inlineCode(subkeyId)}` : 'it'}${kindOf(algorithm)} ${useless[reason]}.`,
    fix:
      reason === 'no secret'
        ? 'Export the key with the secret part of that subkey; if that is on a smart card, add another subkey for encryption and export the key again.'
        : anotherKey,
    command: exportOf('PGP_PRIVATE_KEY_PATH', keyId),
  }),
  'key-passphrase': ({ keyId }) => ({
    what: `The passphrase does not unlock the private key ${inlineCode(keyId)}.`,
    fix: 'Put the right passphrase into the file that `PGP_PASSPHRASE_PATH` names.',
  }),
  'key-cannot-decrypt': ({ path }) => ({
    what: `None of the bot's private keys can decrypt ${inlineCode(path)}.`,
    fix: "Set `PGP_PRIVATE_KEY_PATH` to a key that is a recipient of the secrets, or add the bot's key to the recipients.",
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

/** Of the key that is known, or else the first that there is. */
function exportOf(source: Unreadable['source'], keyId: string | undefined): string {
  const [list, mark, what] =
    source === 'PGP_PRIVATE_KEY_PATH'
      ? ['--list-secret-keys', 'sec', '--export-secret-keys']
      : ['--list-keys', 'pub', '--export'];
  const first = `$(gpg ${list} --with-colons | grep '^${mark}' | head -n 1 | cut -d : -f 5)`;
  return inSubshell(
    `KEY_ID=${keyId === undefined ? first : keyWord(keyId)}`,
    `umask 077 && gpg --yes --armor --output=key.asc ${what} "$KEY_ID"`,
  );
}

/** A key ID is hexadecimal; anything else must not get into a command. */
function keyWord(keyId: string): string {
  return /^[0-9A-Fa-f]+$/u.test(keyId) ? keyId : 'KEY_ID';
}
