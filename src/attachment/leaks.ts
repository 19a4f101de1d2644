import { ProblemError, problem } from '../problem.ts';
import { keyFingerprint, tokenFingerprint } from './fingerprint.ts';
import { usualKey } from './usual-key.ts';

/** Kinds of credential that are told apart for the person who let one leak. */
type PlaintextCredential = 'kubeconfig' | 'token' | 'private key';

/**
 * The problem `credential-in-plaintext`, with what tells the credentials again, see fingerprint.ts.
 */
export class LeakError extends ProblemError {
  readonly leak: FoundLeak;

  constructor(leak: FoundLeak) {
    super(problem('credential-in-plaintext', { what: leak.what }));
    this.leak = leak;
  }
}

/** Throws {@link LeakError} where a text holds a usable credential. */
export function refusePlaintext(text: string): void {
  const leak = findLeak(text);
  if (leak) throw new LeakError(leak);
}

export interface FoundLeak {
  readonly what: PlaintextCredential;
  /** See fingerprint.ts. */
  readonly fingerprints: readonly string[];
  /** Whether there are more than these. */
  readonly isMore?: boolean;
}

/** Finds out which credentials a text holds, if any is usable. */
export function findLeak(text: string): FoundLeak | undefined {
  const what = findPlaintextCredential(text);
  if (!what) return undefined;
  const fingerprints = leakedFingerprints(text);
  const isMore = fingerprints.length > fingerprintLimit;
  return { what, fingerprints: fingerprints.slice(0, fingerprintLimit), isMore };
}

/** More than one person lets leak at once: all users of a merged kubeconfig. */
const fingerprintLimit = 50;

/** Of every credential in a text that {@link findPlaintextCredential} has found to hold one. */
function leakedFingerprints(text: string): readonly string[] {
  const tokens = [...bearerTokens(text), ...secretValues(text)].map(tokenFingerprint);
  const found = [...privateKeys(text), ...encodedKeys(text)].slice(0, fingerprintLimit + 1);
  const keys = found.flatMap(usualKey).flatMap(keyFingerprint);
  return [...new Set([...tokens, ...keys])];
}

/**
 * Finds a usable credential in a text that anybody can read, be it an issue or a file attached to
 * one. Placeholders and elided values, as templates and manuals have them, are none: a false alarm
 * would stop a request that is in order.
 */
export function findPlaintextCredential(text: string): PlaintextCredential | undefined {
  const hasToken = bearerTokens(text).length > 0;
  if (isKubeconfig(text) && (hasToken || secretValues(text).length > 0)) return 'kubeconfig';
  if (encodedKeys(text).length > 0) return 'kubeconfig';
  if (privateKeys(text).length > 0) return 'private key';
  return hasToken ? 'token' : undefined;
}

/** Two words that only kubeconfigs have; quoted in JSON. */
function isKubeconfig(text: string): boolean {
  const words = [/\bkind["']?\s*:\s*["']?Config\b/, ...kubeconfigKeys];
  return words.filter((word) => word.test(text)).length >= 2;
}

const kubeconfigKeys = [
  /(?:^|[\s{,>"'])current-context["']?\s*:/,
  /(?:^|[\s{,>"'])clusters["']?\s*:/,
  /(?:^|[\s{,>"'])contexts["']?\s*:/,
  /(?:^|[\s{,>"'])users["']?\s*:/,
];

const secretField =
  /(?:^|[\s{,>"'])(token|password|id-token|refresh-token|access-token)["']?\s*:\s*["']?([^\s"',}]{1,4096})/g;

function secretValues(text: string): readonly string[] {
  return [...text.matchAll(secretField)].flatMap(([, field, value = '']) => {
    if (isPlaceholder(value)) return [];
    return isRandom(value) || (field === 'password' && value.length >= 6) ? [value] : [];
  });
}

/** Letters alone may be words that stand for a token, so they have to be as no words are. */
function isRandom(value: string): boolean {
  const different = new Set(value).size;
  if (/\d/.test(value)) return value.length >= 8 && different >= 6;
  const isMixed = /[A-Z]{2}/.test(value) && /[a-z]{2}/.test(value);
  return isMixed && different >= 10 && /^[A-Za-z]{20,}$/.test(value) && !/token|here/i.test(value);
}

const placeholderWords =
  /redacted|omitted|placeholder|example|your|change|insert|replace|password|secret|x{4,}/i;

/** Tells the words and signs that stand for a value from a value. */
function isPlaceholder(value: string): boolean {
  return /\.{3}|[<>…*$({[]/.test(value) || placeholderWords.test(value);
}

const encodedKey = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{80,}={0,2}/g;

/** `client-key-data`: base64 of a PEM private key, by its first letters. */
function encodedKeys(text: string): readonly string[] {
  return [text, withoutLineBreaks(text)].flatMap((each) =>
    [...each.matchAll(encodedKey)].flatMap(([encoded]) => privateKeys(decodeBase64(encoded))),
  );
}

/** What goes on a word: nothing else on its line but what mail and lists of values add. */
const restOfWord = /^[ \t>|]*([\w+/.~-]+={0,2}["'`]?,?[ \t]*(?:$|[\r\u2028\u2029].*))/s;

/** With one word again where `base64`, a terminal or mail made lines of it. */
function withoutLineBreaks(text: string): string {
  const lines = text.replaceAll(/\r\n|(?:\\r)?\\n/g, '\n').split('\n');
  const joined = lines.map((line, index) => {
    const isBegun = /^[\w+/.~-]{20}$/.test(lines[index - 1]?.slice(-20) ?? '');
    const rest = isBegun ? restOfWord.exec(line)?.[1] : undefined;
    return rest ?? (index === 0 ? line : `\n${line}`);
  });
  return joined.join('');
}

const privateKey =
  /-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?)-----((?:(?!-----)[\s\S]){0,20000})/g;

/** Or the blank that is left of one where what was copied became one line. */
const lineEnd = /\n|\\n|[ \t](?<=[A-Za-z0-9+/]{40}.)/;

/** Private keys as PEM, without what mail and Markdown put around their lines. */
function privateKeys(text: string): readonly string[] {
  return [...text.matchAll(privateKey)].flatMap(([, label = '', inside = '']) => {
    const lines = inside.split(lineEnd).map((line) => line.replace(/^[\s>|]+/, '').trimEnd());
    // Digests and commits are hexadecimal, and stand in the same text as words about keys.
    const isKey = lines.some((line) => /^(?![0-9a-f]+$)[A-Za-z0-9+/]{40,}={0,2}$/.test(line));
    return isKey ? [`-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`] : [];
  });
}

// The look behind keeps a long word of beginnings from being tried at each of them.
const webToken = /(?<![\w-])eyJ[\w-]{8,4096}\.eyJ[\w-]{8,8192}\.[\w-]{32,2048}/g;
const encodedWebToken = /(?<![A-Za-z0-9+/])ZXlK[A-Za-z0-9+/]{100,12288}={0,2}/g;
const openShiftToken = /\bsha256~[\w-]{43}\b/g;

function bearerTokens(text: string): readonly string[] {
  // As `kubectl get secret --output yaml` shows them.
  const texts = [text, withoutLineBreaks(text)];
  const decoded = texts.flatMap((each) =>
    [...each.matchAll(encodedWebToken)].map(([encoded]) => decodeBase64(encoded)),
  );
  const webTokens = [...texts, ...decoded].flatMap((each) =>
    [...each.matchAll(webToken)].map(([token]) => token).filter(isJwt),
  );
  return [...webTokens, ...[...text.matchAll(openShiftToken)].map(([token]) => token)];
}

/** A token names its algorithm and makes claims; three words with dots between are none. */
function isJwt(token: string): boolean {
  const [header = '', claims = ''] = token.split('.');
  return /"alg"\s*:/.test(decodeBase64(header)) && /^\{[\s\S]*:/.test(decodeBase64(claims));
}

function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}
