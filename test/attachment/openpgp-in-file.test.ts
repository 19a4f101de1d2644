import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMessage } from '../../src/attachment/openpgp-in-file.ts';
import { ProblemError } from '../../src/problem.ts';
import { anyCharacter } from '../any-character.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { problemOf } from '../problem-of.ts';
import {
  armored,
  binary,
  canonical,
  dearmored,
  other,
  privateBlock,
  publicBlock,
  signature,
} from './sample.ts';

const text = (content: string) => Buffer.from(content);
const utf16 = (content: string, mark = '\ufeff') => Buffer.from(mark + content, 'utf16le');
const lines = armored.split('\n');

describe('an armored message is read', () => {
  test.each([
    ['as gpg writes it', text(armored)],
    ['with CRLF', text(armored.replaceAll('\n', '\r\n'))],
    ['with CR', text(armored.replaceAll('\n', '\r'))],
    ['with a byte-order mark', text(`\ufeff${armored}`)],
    ['as UTF-16, little end first', utf16(armored)],
    ['as UTF-16, big end first', utf16(armored).swap16()],
    ['as UTF-16 without a mark', utf16(armored, '')],
    ['as UTF-16 with CRLF', utf16(armored.replaceAll('\n', '\r\n'))],
    ['with text around', text(`Hello, here it is:\n${armored}Thanks!\n`)],
    ['with text around in Latin-1', Buffer.from(`Grüße\n${armored}`, 'latin1')],
    ['in a code fence', text(`\`\`\`\n${armored}\`\`\`\n`)],
    ['in back quotes', text(`\`${armored.trim()}\``)],
    ['quoted', text(armored.replaceAll(/^/gm, '> '))],
    ['quoted twice', text(armored.replaceAll(/^/gm, '>> '))],
    ['indented', text(armored.replaceAll(/^/gm, '    '))],
    ['indented by tabs', text(armored.replaceAll(/^/gm, '\t'))],
    ['with white space at the ends', text(armored.replaceAll('\n', ' \t\n'))],
    ['with spaces that do not break', text(armored.replaceAll(/^/gm, '\u00a0'))],
    ['with characters that do not show', text(armored.replaceAll('\n', '\u200b\n'))],
    ['double-spaced', text(armored.replaceAll('\n', '\n\n'))],
    ['without the blank line', text(armored.replace('\n\n', '\n'))],
    ['with headers', text(armored.replace('\n\n', '\nVersion: GnuPG v2\nComment: a b\n\n'))],
    [
      'with headers and without the blank line',
      text(armored.replace('\n\n', '\nVersion: GnuPG v2\n')),
    ],
    ['without the checksum', text(lines.filter((line) => !line.startsWith('=')).join('\n'))],
    ['without the last newline', text(armored.trimEnd())],
    ['in one long line', text(armored.replaceAll(/([A-Za-z0-9+/])\n(?=[A-Za-z0-9+/])/g, '$1'))],
    ['without its first line', text(armored.replace(/^.{9}/m, '…'))],
    ['with headers of digits, hyphens and two lines', text(armored.replace('\n\n', headers))],
    ['with an end short of a dash', text(armored.replace(/-\n$/, '\n'))],
    ['without its end', text(armored.replace(/-----END.*/, ''))],
    ['with words behind what is there of its end', text(armored.replace(/-----END.*/, 'Thanks!'))],
    ['with zeros behind it', Buffer.concat([text(armored), Buffer.alloc(500)])],
    ['with zeros between its lines', text(armored.replaceAll('\n', '\0\n'))],
    ['as base64 of the binary file', text(binary.toString('base64'))],
    ['as base64 of the binary file in lines', text(inLines(binary))],
    [
      'as certutil encodes the binary file',
      text(`-----BEGIN CERTIFICATE-----\n${inLines(binary)}`),
    ],
    ['as base64 of the text in UTF-16', text(inLines(utf16(armored)))],
    ['in lines so short that its marks are broken', text(armored.replaceAll(/.{20}/g, '$&\n'))],
    [
      'behind words about armor',
      text(`Paste -----BEGIN PGP MESSAGE----- and so on:\n\n${armored}`),
    ],
    ['twice the same', text(armored + armored)],
    ['beside a public key', text(publicBlock + armored)],
  ])('%s', (_how, bytes) => {
    expect(readMessage(bytes)).toEqual({ type: 'armored', text: canonical });
  });
});

test('a binary message is left as it is', () => {
  expect(readMessage(binary)).toEqual({ type: 'binary', bytes: binary });
});

test('a byte-order mark before a binary message is taken off', () => {
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), binary]);
  const message = readMessage(marked);

  expect(message.type === 'binary' && Buffer.from(message.bytes).equals(binary)).toBe(true);
});

describe('what is no message is told by what it is', () => {
  const armor = { reason: 'armor' };
  const nothing = { what: 'something else' };
  test.each([
    ['two messages', text(armored + other), 'openpgp-several-messages', { count: 2 }],
    ['a message cut off', text(lines.slice(0, 4).join('\n')), 'openpgp-damaged', armor],
    ['a message cut in its middle', text(cutInside(armored)), 'openpgp-damaged', armor],
    [
      'a message that lost a character',
      text(lines.with(3, lines[3]?.slice(1) ?? '').join('\n')),
      'openpgp-damaged',
      armor,
    ],
    [
      'base64 of a binary file cut off',
      text(inLines(binary.subarray(0, -9))),
      'openpgp-damaged',
      armor,
    ],
    ['armor in base64 cut off', text(inLines(armored.slice(0, 90))), 'openpgp-damaged', armor],
    ['a public key', text(publicBlock), 'openpgp-not-a-message', { block: 'PUBLIC KEY BLOCK' }],
    ['a signature', text(signature), 'openpgp-not-a-message', { block: 'SIGNATURE' }],
    ['a private key', text(privateBlock), 'credential-in-plaintext', { what: 'private key' }],
    [
      'a binary public key',
      dearmored(publicBlock),
      'openpgp-not-a-message',
      { block: 'PUBLIC KEY BLOCK' },
    ],
    [
      'a binary private key',
      dearmored(privateBlock),
      'credential-in-plaintext',
      { what: 'private key' },
    ],
    ['nothing', text(''), 'attachment-not-openpgp', { what: 'empty file' }],
    ['a text', text('see above'), 'attachment-not-openpgp', nothing],
    [
      'a text that speaks of armor',
      text('begin with -----BEGIN PGP MESSAGE-----, please'),
      'attachment-not-openpgp',
      nothing,
    ],
    [
      'an example of armor',
      text('-----BEGIN PGP MESSAGE-----\n\nhQIMA...\n-----END PGP MESSAGE-----\n'),
      'attachment-not-openpgp',
      nothing,
    ],
    [
      'a text that speaks of armor and of commits',
      text(`-----BEGIN PGP MESSAGE----- since ${'0123456789abcdef'.repeat(8)} and so on`),
      'attachment-not-openpgp',
      nothing,
    ],
    [
      'a PNG',
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      'attachment-not-openpgp',
      { what: 'image' },
    ],
    [
      'a JPEG',
      Buffer.from('ffd8ffe000104a464946000101', 'hex'),
      'attachment-not-openpgp',
      { what: 'image' },
    ],
    ['a Latin-1 text', Buffer.from('Ärger\n', 'latin1'), 'attachment-not-openpgp', nothing],
    [
      'a SSH key in PEM',
      text(pem('OPENSSH PRIVATE KEY')),
      'credential-in-plaintext',
      { what: 'private key' },
    ],
  ])('%s', async (_what, bytes, id, details) => {
    expect(await problemOf(() => readMessage(bytes))).toEqual({ id, details });
  });
});

describe('other encryption, and what else people attach, is told by name', () => {
  test.each([
    ['SOPS', text('clusters: ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]\nsops:\n  mac: x\n')],
    ['SOPS', text('{"data": "ENC[AES256_GCM,data:abc"}')],
    ['age', text('age-encryption.org/v1\n-> X25519 abc\n')],
    ['age', text('-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n')],
    ['S/MIME', text('-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n')],
    [
      'S/MIME',
      text('MIME-Version: 1.0\nContent-Type: application/x-pkcs7-mime; name="smime.p7m"\n'),
    ],
    ['S/MIME', Buffer.from('308201c606092a864886f70d010703a08201b7', 'hex')],
    ['Ansible Vault', text('$ANSIBLE_VAULT;1.1;AES256\n3861\n')],
    ['git-crypt', text('\0GITCRYPT\0abcdefghijkl')],
    ['OpenSSL', text('Salted__abcdefgh')],
    ['OpenSSL', text('U2FsdGVkX19hYmNk\n')],
    ['empty file', text('\ufeff\r\n')],
    ['SealedSecret', text('apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n')],
    ['mail', text('From: Jane <jane@test.invalid>\nMIME-Version: 1.0\n\nsee above\n')],
    ['web page', text('\n<!DOCTYPE html>\n<html><body>Sign in</body></html>\n')],
    ['PDF', text('%PDF-1.7\n')],
    ['Office document', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ])('%s', async (what, bytes) => {
    expect(await problemOf(() => readMessage(bytes))).toEqual({
      id: 'attachment-not-openpgp',
      details: { what },
    });
  });

  test.each([
    ['attachment-unfinished', '[Uploading my-kubeconfig.asc.txt…]()'],
    ['attachment-elsewhere', 'https://files.example/my-kubeconfig.gpg'],
  ])('%s', async (id, bytes) => {
    expect(await problemOf(() => readMessage(text(bytes)))).toEqual({ id, details: {} });
  });
});

test('a leak beside a message is not passed over', async () => {
  const bytes = text(`${armored}\n${pem('RSA PRIVATE KEY')}`);
  expect(await problemOf(() => readMessage(bytes))).toMatchObject({
    id: 'credential-in-plaintext',
  });
});

test('whatever the bytes are, the answer is a message or a problem', () => {
  const pieces = fc.constantFrom(
    armored,
    canonical,
    dearmored,
    ...lines,
    '> ',
    '\ufeff',
    '\r\n',
    '`',
    '-----',
  );
  const mixed = fc.array(fc.oneof(pieces, fc.string({ unit: anyCharacter })), { maxLength: 12 });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    mixed.map((parts) => text(parts.join(''))),
    mixed.map((parts) => utf16(parts.join(''))),
    fc.uint8Array({ maxLength: 50 }).map((tail) => Buffer.concat([binary, tail])),
  );
  fc.assert(
    fc.property(bytes, (given) => {
      try {
        expect(['binary', 'armored']).toContain(readMessage(given).type);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
      }
    }),
  );
});

test.each([
  '\n',
  ' ',
  '>',
  '-',
  '-----BEGIN PGP MESSAGE-----\n',
  '-----BEGIN ',
  'BEGIN PGP MESSAGE hQIMA+Gn6ET2OwjJ\n',
  '-----BEGIN PGP MESSAGE-----\n1 hQIMA+Gn6ET2OwjJAQ//aatU8+4MGFjR76Fau8gcLzKzIOdQMwy4RnJnBbRA6lr9\n',
  'hQIMA+Gn6ET2OwjJAQ//aatU8+4MGFjR76Fau8gcLzKzIOdQMwy4RnJnBbRA6lr9\n',
  'LS0tLS1CRUdJTiBQR1AgTUVTU0FHRS0tLS0t',
  'QkVHSU4gUEdQIE1FU1NBR0UtLS0tLQoKaFFJTUErR242RVQyT3dqSkFRLy9hYXRVOCs0\n',
  'Aa0=',
  '<a',
  '&#43;',
  '\\u002b',
  '%2B',
  'eyJ',
  'eyJaaaaaaaa.',
  'ZXlK',
  'token: ',
  'kind ',
  '-----BEGIN PRIVATE KEY-----',
  '1 clusters: users: {',
])('a megabyte of %j keeps nobody busy', async (piece) => {
  const bytes = text(piece.repeat(2 ** 20 / piece.length));
  expect(await cpuTimeOf(() => problemOf(() => readMessage(bytes)))).toBeLessThan(1500);
});

const headers = `
X-Encrypted-By2: tool 1.2
Comment: a very long comment that somebody wrote, and
that a mail program wrapped

`;

function inLines(bytes: Buffer | string): string {
  return Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/.{1,76}/g, '$&\n');
}

function cutInside(message: string): string {
  const [begin = '', blank = '', first = '', ...rest] = message.split('\n');
  return [begin, blank, `${first.slice(0, 20)} [message clipped]`, ...rest].join('\n');
}

function pem(label: string): string {
  const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n'.repeat(4);
  return `-----BEGIN ${label}-----\n${body}-----END ${label}-----\n`;
}
