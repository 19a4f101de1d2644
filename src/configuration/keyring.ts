import { createHash } from 'node:crypto';
import { type Keyring, readPrivateKeys, readPublicKeys } from '../openpgp/keyring.ts';
import { readFiles, readSource, type Source } from './sources.ts';

/** Where the OpenPGP keys are. */
export interface KeyringSources {
  readonly pgpPrivateKey: Source;
  readonly pgpPassphrase?: Source | undefined;
  /** A file, or a folder of files. */
  readonly PGP_RECIPIENTS_PATH?: string | undefined;
}

/** Reads and unlocks the OpenPGP keys. Throws problems for the operator. */
export async function readKeyring({
  pgpPrivateKey,
  pgpPassphrase,
  PGP_RECIPIENTS_PATH,
}: KeyringSources): Promise<Keyring> {
  const armored = await readSource(pgpPrivateKey, 'PGP_PRIVATE_KEY');
  const passphrase = pgpPassphrase && (await readSource(pgpPassphrase, 'PGP_PASSPHRASE'));
  const files = await readFiles(PGP_RECIPIENTS_PATH, 'PGP_RECIPIENTS_PATH');
  const own = await readPrivateKeys(
    armored,
    // A file that an editor or `echo` wrote ends with a newline; a passphrase can't hold one.
    passphrase?.replace(/\r?\n$/, ''),
    createHash,
  );
  const others = await readPublicKeys(files.map(({ name, text }) => ({ text, file: name })));
  return { ...own, ...others, unread: [...own.unread, ...others.unread] };
}
