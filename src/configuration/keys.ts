import { createPrivateKey } from 'node:crypto';
import { ProblemError } from '../problem.ts';
import { configurationMistakes as mistakes } from '../wording/terminal/configuration.ts';
import { operatorLine } from '../wording/terminal/operator-line.ts';
import type { Configuration } from './environment.ts';
import { ConfigurationError } from './mistake.ts';
import { readFiles, readSource } from './sources.ts';

/** Reads the App's private key; PEM. Throws {@link ConfigurationError}. */
export async function readAppKey({ privateKey }: Configuration): Promise<string> {
  return toPem(await readSource(privateKey, 'PRIVATE_KEY').catch(mistaken));
}

/** Reads the webhook secrets that were in use before, one a line. Throws {@link ConfigurationError}. */
export async function readOldSecrets(
  configuration: Pick<Configuration, 'OLD_WEBHOOK_SECRETS_PATH'>,
): Promise<readonly string[]> {
  const variable = 'OLD_WEBHOOK_SECRETS_PATH';
  const files = await readFiles(configuration[variable], variable).catch(mistaken);
  return files.flatMap(({ text }) => text.split(/\r?\n/)).filter((line) => line !== '');
}

/** Makes a mistake of the operator of a problem with what was configured. */
export function mistaken(error: unknown): never {
  if (error instanceof ProblemError) throw new ConfigurationError(operatorLine(error.problem));
  throw error;
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
