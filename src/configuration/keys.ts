import { createPrivateKey } from 'node:crypto';
import { readText, readTexts } from '../adapters/files/files.ts';
import { type Keyring, readPrivateKeys, readPublicKeys } from '../openpgp/keyring.ts';
import { ProblemError } from '../problem.ts';
import { configurationMistakes as mistakes } from '../wording/terminal/configuration.ts';
import { operatorLine } from '../wording/terminal/operator.ts';
import type { CommonConfiguration, Configuration, Source } from './environment.ts';

/** A mistake of the operator, in one line. */
export class ConfigurationError extends Error {}

/** Reads the App's private key; PEM. Throws {@link ConfigurationError}. */
export async function readAppKey({ privateKey }: Configuration): Promise<string> {
  return toPem(await readSource(privateKey, 'PRIVATE_KEY'));
}

/** Reads and unlocks the OpenPGP keys. Throws {@link ConfigurationError}. */
export async function readKeyring(configuration: CommonConfiguration): Promise<Keyring> {
  const { pgpPrivateKey, pgpPassphrase, PGP_RECIPIENTS_PATH } = configuration;
  const armored = await readSource(pgpPrivateKey, 'PGP_PRIVATE_KEY');
  const passphrase = pgpPassphrase && (await readSource(pgpPassphrase, 'PGP_PASSPHRASE'));
  const recipientTexts = await readFiles(PGP_RECIPIENTS_PATH, 'PGP_RECIPIENTS_PATH');
  try {
    const privateKeys = await readPrivateKeys(
      armored,
      // A file that an editor or `echo` wrote ends with a newline; a passphrase can't hold one.
      passphrase?.replace(/\r?\n$/, ''),
      'PGP_PRIVATE_KEY',
    );
    return { privateKeys, recipients: await readPublicKeys(recipientTexts, 'PGP_RECIPIENTS_PATH') };
  } catch (error) {
    if (error instanceof ProblemError) throw new ConfigurationError(operatorLine(error.problem));
    throw error;
  }
}

/** Reads the webhook secrets that were in use before, one a line. Throws {@link ConfigurationError}. */
export async function readOldSecrets(
  configuration: Pick<Configuration, 'OLD_WEBHOOK_SECRETS_PATH'>,
): Promise<readonly string[]> {
  const variable = 'OLD_WEBHOOK_SECRETS_PATH';
  const texts = await readFiles(configuration[variable], variable);
  return texts.flatMap((text) => text.split(/\r?\n/)).filter((line) => line !== '');
}

async function readSource(source: Source, variable: string): Promise<string> {
  if ('value' in source) return source.value;
  return readText(source.path).catch((error: unknown) => unreadable(`${variable}_PATH`, error));
}

async function readFiles(path: string | undefined, variable: string): Promise<readonly string[]> {
  if (!path) return [];
  return readTexts(path).catch((error: unknown) => unreadable(variable, error));
}

function unreadable(variable: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  throw new ConfigurationError(`${variable} ${mistakes.unreadable(code)}`);
}

/** Accepts what Probot accepts: PEM, PEM with literal `\n`, and PEM in base64. */
function toPem(text: string): string {
  const pem = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString();
  const lines = pem.replaceAll('\\n', '\n');
  try {
    createPrivateKey(lines);
  } catch {
    // The error's words could hold parts of the key.
    throw new ConfigurationError(`PRIVATE_KEY ${mistakes.privateKey}`);
  }
  return lines;
}
