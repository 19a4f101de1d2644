import type { ProblemDetails } from '../problem.ts';

type OtherContent = Exclude<ProblemDetails['attachment-not-openpgp']['what'], 'something else'>;

const beginnings: readonly (readonly [OtherContent, string])[] = [
  ['git-crypt', '\0GITCRYPT\0'],
  ['OpenSSL', 'Salted__'],
  ['OpenSSL', 'U2FsdGVkX1'],
  ['age', 'age-encryption.org/v1'],
  ['Ansible Vault', '$ANSIBLE_VAULT;'],
  ['PDF', '%PDF-'],
  ['image', '\x89PNG'],
  ['image', '\xff\xd8\xff'],
  ['image', 'GIF8'],
  ['Office document', '\xd0\xcf\x11\xe0'],
];

/** The name of the data that is encrypted or signed, in DER (RFC 5652). */
const signedOrEnveloped = '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07';

const patterns: readonly (readonly [OtherContent, RegExp])[] = [
  ['SOPS', /\bENC\[AES256_GCM,data:/],
  ['age', /-----BEGIN AGE ENCRYPTED FILE-----/],
  ['S/MIME', /-----BEGIN (?:PKCS7|CMS)-----|^content-type:[ \t]{0,9}application\/(?:x-)?pkcs7-/im],
  ['SealedSecret', /\bkind["']?: ?["']?SealedSecret\b/],
  ['web page', /^(?:<!doctype html|<html)\b/i],
];

/** Tells what people submit instead of a kubeconfig that is encrypted with OpenPGP. */
export function otherContentOf(bytes: Uint8Array, text: string): OtherContent | undefined {
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  const begun = beginnings.find(([, beginning]) => head.startsWith(beginning))?.[0];
  if (begun) return begun;
  if (head.startsWith('0') && head.slice(0, 24).includes(signedOrEnveloped)) return 'S/MIME';
  const shown = text.trimStart();
  if (shown === '') return 'empty file';
  return (
    patterns.find(([, pattern]) => pattern.test(shown))?.[0] ?? (isMail(shown) ? 'mail' : undefined)
  );
}

const mailHeader =
  /^(?:from|to|subject|date|received|return-path|delivered-to|message-id|mime-version|content-[a-z-]{1,30}|dkim-signature|x-[a-z-]{1,40}): /i;

function isMail(text: string): boolean {
  return mailHeader.test(text) && /^(?:mime-version|content-type|message-id): /im.test(text);
}

/** What Word and its like write is a zip with this file in it. */
export const officeFile = '[Content_Types].xml';
