import { fail } from '../../problem.ts';
import { refuseOtherContent } from './other-content.ts';
import { isKnownToken } from './token-forms.ts';

/** A kubeconfig has some kilobytes. */
const sizeLimitBytes = 1024 * 1024;

/**
 * Reads the text of a kubeconfig: in UTF-8, or in UTF-16 as the `>` of PowerShell 5.1 writes it.
 * What kubectl has said while somebody wrote its output to the file is left out, as kubectl does.
 */
export function readKubeconfigText(bytes: Uint8Array): string {
  if (bytes.length > sizeLimitBytes) fail('decrypted-too-large', { limitBytes: sizeLimitBytes });
  const text = decode(bytes);
  if (text === undefined) {
    refuseOtherContent(String.fromCharCode(...bytes.subarray(0, 1024)));
    return fail('kubeconfig-not-yaml', { reason: 'encoding' });
  }
  refuseOtherText(text);
  const own = text.replaceAll(capturedLine, '');
  const isAnswer = own.trim() === '' && text.trim() !== '';
  if (isAnswer) fail('kubeconfig-other-content', { what: 'answer of kubectl' });
  refuseOtherContent(own);
  return own;
}

/** A line of klog, and what kubectl and its plugins say beside their output. Its line end stays. */
const capturedLine =
  /^(?:[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ .*|(?:Warning|WARNING|warning|error|Error): .*|To learn more, .*|Unable to connect to the server: .*)$/gm;

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Without a byte-order mark the zero beside an ASCII letter tells as much. */
function encodingOf([first, second]: Uint8Array): string {
  const isLittleEndian = first === 0xff ? second === 0xfe : first !== 0 && second === 0;
  if (isLittleEndian) return 'utf-16le';
  const isBigEndian = first === 0xfe ? second === 0xff : first === 0 && second !== 0;
  return isBigEndian && second !== undefined ? 'utf-16be' : 'utf-8';
}

/** What is no kubeconfig, though the way to one is known. */
function refuseOtherText(text: string): void {
  const isCertutil = certutil.test(text);
  const compact = text.replace(certutil, '$1').replaceAll(/\s/g, '');
  if (isKnownToken(compact)) fail('kubeconfig-other-object', { object: 'token', key: '' });
  const decoded = decodeBase64(compact);
  if (decoded === undefined || !rootField.test(decoded)) return;
  fail('kubeconfig-base64', { writtenBy: isCertutil ? 'certutil' : 'base64' });
}

const certutil = /^-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----\s*$/;
const rootField = /(?:apiVersion|clusters|contexts|current-context)"?:/;

/** The text that is behind Base64; undefined where there is none. */
export function decodeBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return decode(Uint8Array.fromBase64(text));
  } catch {
    return undefined;
  }
}
