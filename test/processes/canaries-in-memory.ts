import { decryptKey, readPrivateKey } from 'openpgp';
import type { Setting } from '../../simulator/setting.ts';
import type { GitCryptKey } from '../../src/secrets/git-crypt/key-file.ts';
import { canariesOf, piecesOfAll, tellingWords } from '../journeys/canaries.ts';
import { searchMemory } from './memory-search.ts';

/** What a secret is called, and how it may stand in memory. */
type Forms = ReadonlyMap<Uint8Array, string>;

/** Tells which of some secrets stand in the memory of a process. */
export async function secretsIn(pid: number, forms: Forms): Promise<readonly string[]> {
  const found = await searchMemory(pid, [...forms.keys()]);
  return [...new Set(found.map((piece) => forms.get(piece) ?? ''))];
}

/** Of texts, as V8 keeps them: a byte or two for each character. */
function formsOfTexts(texts: readonly string[], name?: string): Forms {
  const forms = texts.flatMap((text) =>
    piecesOfAll([text]).flatMap((piece) =>
      (['latin1', 'utf16le'] as const).map(
        (encoding) => [Buffer.from(piece, encoding), name ?? text] as const,
      ),
    ),
  );
  return new Map(forms);
}

/** Of bytes, also as text. */
export function formsOfBytes(secrets: readonly Uint8Array[], name: string): Forms {
  const raw = secrets.flatMap((secret) => [secret.subarray(0, 16), secret.subarray(16, 32)]);
  const texts = secrets.flatMap((secret) =>
    (['hex', 'base64'] as const).map((encoding) => Buffer.from(secret).toString(encoding)),
  );
  return new Map([...formsOfTexts(texts, name), ...raw.map((bytes) => [bytes, name] as const)]);
}

/** All secrets there are, but for the App's key, which is the bot's own as is the webhook secret. */
export async function formsOfSecrets(setting: Setting, gitCrypt: GitCryptKey): Promise<Forms> {
  const appKey = (setting.environment.PRIVATE_KEY ?? '').split('\n');
  const texts = [...(await canariesOf(setting)), ...tellingWords(setting.encryptedTexts)];
  return new Map([
    ...formsOfTexts(texts.filter((text) => !appKey.includes(text))),
    ...formsOfBytes(await decryptedKey(setting), 'the OpenPGP key'),
    ...formsOfBytes([gitCrypt.aesKey, gitCrypt.hmacKey], 'the key of git-crypt'),
  ]);
}

/** The numbers that make the bot's OpenPGP key secret. */
export async function decryptedKey(setting: Setting): Promise<readonly Uint8Array[]> {
  const { armoredPrivateKey: armoredKey } = setting.automationKey;
  const privateKey = await readPrivateKey({ armoredKey });
  const { passphrase } = setting;
  const key = await decryptKey({ privateKey, passphrase });
  const packets = [key.keyPacket, ...key.subkeys.map(({ keyPacket }) => keyPacket)];
  return packets.flatMap((packet) =>
    Object.values('privateParams' in packet ? Object(packet.privateParams) : {}).filter(
      (value) => value instanceof Uint8Array,
    ),
  );
}
