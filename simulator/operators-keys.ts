import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the folders begin in which an operator has put keys. */
export const keysFolder = 'operators-keys-';

export interface OperatorsKeys {
  /** Armored. */
  readonly privateKey: string;
  readonly passphrase?: string | undefined;
  /** Armored public keys. */
  readonly recipients?: readonly string[];
}

/** Puts keys into files, as an operator does, and answers the variables that lead there. */
export async function writeOperatorsKeys({
  privateKey,
  passphrase,
  recipients = [],
}: OperatorsKeys) {
  const folder = await mkdtemp(join(tmpdir(), keysFolder));
  const paths = {
    PGP_PRIVATE_KEY_PATH: join(folder, 'bot.asc'),
    PGP_PASSPHRASE_PATH: passphrase === undefined ? undefined : join(folder, 'passphrase'),
    PGP_RECIPIENTS_PATH: join(folder, 'recipients'),
  };
  await mkdir(paths.PGP_RECIPIENTS_PATH);
  await writeFile(paths.PGP_PRIVATE_KEY_PATH, privateKey);
  if (paths.PGP_PASSPHRASE_PATH) await writeFile(paths.PGP_PASSPHRASE_PATH, passphrase ?? '');
  for (const [at, recipient] of recipients.entries()) {
    await writeFile(join(paths.PGP_RECIPIENTS_PATH, `${at}.asc`), recipient);
  }
  return { environment: paths, remove: () => rm(folder, { recursive: true }) };
}
