/** What was done to a certificate that is not PEM in Base64, as a kubeconfig has it. */
export type PemFault =
  | 'not base64'
  | 'PEM itself'
  | 'cut off'
  | 'encoded twice'
  | 'DER'
  | 'private key'
  | 'not a certificate';

/** Strict: the decoder itself takes text without padding. Line breaks are fine. */
export function decodeOctets(data: string): Uint8Array | undefined {
  const compact = data.replaceAll(/\s/g, '');
  return isBase64(compact) && compact.length % 4 === 0 ? Uint8Array.fromBase64(compact) : undefined;
}

/** Of what {@link decodeOctets} does not read. */
export function faultOfBase64(data: string): PemFault {
  if (data.includes('-----BEGIN ')) return 'PEM itself';
  return isBase64(data.replaceAll(/\s/g, '')) ? 'cut off' : 'not base64';
}

/** Of a decoded text without a whole certificate in PEM. */
export function faultOfPem(text: string): PemFault {
  if (/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[A-Za-z0-9+/=\s]*$/.test(text)) return 'cut off';
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return 'private key';
  // The first octets of every certificate of usual length.
  if (text.startsWith('0\ufffd')) return 'DER';
  return text.startsWith('LS0tLS1CRUdJTi') ? 'encoded twice' : 'not a certificate';
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
