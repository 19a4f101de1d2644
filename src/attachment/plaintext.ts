/** Kinds of credential that are told apart for the person who let one leak. */
export type PlaintextCredential = 'kubeconfig' | 'token' | 'private key';

/**
 * Finds a usable credential in a text that anybody can read, be it an issue or a file attached to
 * one. Placeholders and elided values, as templates and manuals have them, are none: a false alarm
 * would stop a request that is in order.
 */
export function findPlaintextCredential(text: string): PlaintextCredential | undefined {
  const hasToken = hasBearerToken(text);
  if (isKubeconfig(text) && (hasToken || hasSecretField(text))) return 'kubeconfig';
  if (hasEncodedKey(text)) return 'kubeconfig';
  if (hasPrivateKey(text)) return 'private key';
  return hasToken ? 'token' : undefined;
}

/** Two words that only kubeconfigs have; quoted in JSON. */
function isKubeconfig(text: string): boolean {
  const words = [/\bkind["']?\s*:\s*["']?Config\b/, ...kubeconfigKeys];
  return words.filter((word) => word.test(text)).length >= 2;
}

const kubeconfigKeys = ['current-context', 'clusters', 'contexts', 'users'].map(
  (key) => new RegExp(`(?:^|[\\s{,>"'])${key}["']?\\s*:`),
);

const secretField =
  /(?:^|[\s{,>"'])(token|password|id-token|refresh-token|access-token)["']?\s*:\s*["']?([^\s"',}]{1,4096})/g;

function hasSecretField(text: string): boolean {
  return [...text.matchAll(secretField)].some(([, field, value = '']) => {
    if (isPlaceholder(value)) return false;
    if (field === 'password') return value.length >= 6;
    return value.length >= 8 && new Set(value).size >= 6 && /\d/.test(value);
  });
}

const placeholderWords =
  /redacted|omitted|placeholder|example|your|change|insert|replace|password|secret|x{4,}/i;

/** Tells the words and signs that stand for a value from a value. */
function isPlaceholder(value: string): boolean {
  return /\.{3}|[<>…*$({[]/.test(value) || placeholderWords.test(value);
}

/** `client-key-data`: base64 of a PEM private key, by its first letters. */
function hasEncodedKey(text: string): boolean {
  return [...text.matchAll(/LS0tLS1CRUdJTi[A-Za-z0-9+/]{80,}={0,2}/g)].some(([encoded]) =>
    hasPrivateKey(decodeBase64(encoded)),
  );
}

const privateKey =
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----((?:(?!-----)[\s\S]){0,20000})/g;

function hasPrivateKey(text: string): boolean {
  return [...text.matchAll(privateKey)].some(([, inside = '']) => {
    const lines = inside.split(/\n|\\n/).map((line) => line.replaceAll(/^[\s>|]+|\s+$/g, ''));
    return lines.some((line) => /^[A-Za-z0-9+/]{40,}={0,2}$/.test(line));
  });
}

// The look behind keeps a long word of beginnings from being tried at each of them.
const webToken = /(?<![\w-])eyJ[\w-]{8,4096}\.eyJ[\w-]{8,8192}\.[\w-]{32,2048}/g;
const encodedWebToken = /(?<![A-Za-z0-9+/])ZXlK[A-Za-z0-9+/]{100,12288}={0,2}/g;
const openShiftToken = /\bsha256~[\w-]{43}\b/;

function hasBearerToken(text: string): boolean {
  if (openShiftToken.test(text) || [...text.matchAll(webToken)].some(([token]) => isJwt(token))) {
    return true;
  }
  // As `kubectl get secret --output yaml` shows it.
  return [...text.matchAll(encodedWebToken)].some(([encoded]) => {
    return [...decodeBase64(encoded).matchAll(webToken)].some(([token]) => isJwt(token));
  });
}

/** A token names its algorithm and makes claims; three words with dots between are none. */
function isJwt(token: string): boolean {
  const [header = '', claims = ''] = token.split('.');
  return /"alg"\s*:/.test(decodeBase64(header)) && /^\{[\s\S]*:/.test(decodeBase64(claims));
}

function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}
