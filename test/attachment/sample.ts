import { createMessage, encrypt, type PublicKey, readKey } from 'openpgp';
import { makeKeyPair } from '../../simulator/openpgp-keys.ts';

const pair = await makeKeyPair({ name: 'Sample' });
const key: PublicKey = await readKey({ armoredKey: pair.armoredPublicKey });

export const publicBlock = lf(pair.armoredPublicKey);
export const privateBlock = lf(pair.armoredPrivateKey);

/** Two messages, with LF, a blank line and a checksum as gpg writes them. */
export const armored = await message('one');
export const other = await message('two');

export const canonical = armored.replace(/\n=[^\n]*\n-----END/, '\n-----END');
export const binary = Buffer.from(bodyOf(armored), 'base64');

export const signature =
  '-----BEGIN PGP SIGNATURE-----\n\niHUEABYKAB0WIQR7n2nHkW3w0uEr0cSo4Ym7Qm1x1wUCaU3c4AAKCRCo4Ym7Qm1x\n1wq1AP9bJ0aVd4Zk3mQeXl2nT8uYb6Rw5cF1HsGpKj7vNtLxXw==\n=abcd\n-----END PGP SIGNATURE-----\n';

async function message(text: string): Promise<string> {
  const written = await encrypt({ message: await createMessage({ text }), encryptionKeys: key });
  return wrapped(lf(written));
}

/** Lines of 64 characters, and a checksum where openpgp.js leaves it out. */
function wrapped(text: string): string {
  const folded = bodyOf(text).replaceAll(/.{1,64}/g, '$&\n');
  return `-----BEGIN PGP MESSAGE-----\n\n${folded}=njUN\n-----END PGP MESSAGE-----\n`;
}

function bodyOf(text: string): string {
  return (
    text
      .split('\n\n')[1]
      ?.split(/\n(?:=|-----)/)[0]
      ?.replaceAll('\n', '') ?? ''
  );
}

function lf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

export function dearmored(block: string): Buffer {
  const body = block.split(/\r?\n\r?\n/)[1]?.split(/\r?\n(?:=|-----)/)[0] ?? '';
  return Buffer.from(body, 'base64');
}
