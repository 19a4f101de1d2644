import { openssl } from '../../../kubeconfig/openssl.ts';
import { type Certificate, readCertificate } from '../../../kubeconfig/x509/certificate.ts';
import { isFault } from '../../../kubeconfig/x509/fault.ts';
import { mostShown } from '../../../kubeconfig/x509/trust.ts';
import type { OpenRecord } from './handshake-keys.ts';
import { headerLength, recordTypes } from './records.ts';
import { unreadError, unreadFailure } from './refusal.ts';

const nothing = Buffer.alloc(0);

/** What of a handshake is looked at before OpenSSL gets it. */
export interface ShownCertificates {
  /** Takes the next record, and throws where OpenSSL must not see it. */
  readonly see: (record: Buffer) => Promise<void>;
  readonly certificates: () => readonly Certificate[];
}

/** Reads what a server shows, each in DER. Throws where OpenSSL must not see one. */
export type ReadShown = (shown: readonly Buffer[]) => readonly Certificate[];

/** Remembers the last, as a server shows the same to each connection. */
export function createReadShown(): ReadShown {
  let last:
    | { readonly shown: readonly Buffer[]; readonly read: readonly Certificate[] }
    | undefined;
  return (shown) => {
    const isSame =
      last?.shown.length === shown.length && last.shown.every((der, at) => shown[at]?.equals(der));
    if (last && isSame) return last.read;
    last = { shown, read: shown.map(readOne) };
    return last.read;
  };
}

function readOne(der: Buffer, index: number): Certificate {
  const certificate = readCertificate(der, openssl);
  if (isFault(certificate)) throw unreadError({ fault: certificate, position: index + 1 });
  return certificate;
}

const messageTypes = { certificate: 11, compressedCertificate: 25 };

/**
 * Reads the certificates that a server shows, from the very records. OpenSSL verifies a chain of
 * whatever keys in one turn of the event loop, and Node asks nobody before: ten authorities with
 * DSA keys of 10,000 bits take half a second. So what Go can't read, it does not get.
 *
 * There is one message with certificates in a handshake; after it nothing is looked at. What is
 * out of order OpenSSL ends itself, and both see the records in the same order.
 */
export function createShownCertificates(
  opener: Promise<OpenRecord>,
  readShown = createReadShown(),
): ShownCertificates {
  let messages: Buffer = nothing;
  let certificates: readonly Certificate[] | undefined;
  const see = async (record: Buffer) => {
    if (certificates !== undefined) return;
    const isSealed = record[0] === recordTypes.applicationData;
    const more = isSealed ? inside((await opener)(record)) : plain(record);
    const { whole, rest } = takeMessages(Buffer.concat([messages, more]));
    messages = rest;
    const shown = whole.find(isShown);
    if (shown) certificates = readShown(shownIn(shown, isSealed));
  };
  return {
    // However it fails, the server is told nothing about it, and people no more than that.
    see: (record) =>
      see(record).catch((error) => {
        throw unreadFailure(error) ? error : unreadError({ fault: 'not a certificate' });
      }),
    certificates: () => certificates ?? [],
  };
}

function plain(record: Buffer): Buffer {
  return record[0] === recordTypes.handshake ? record.subarray(headerLength) : nothing;
}

/** What was sealed ends with its type, and with zeros that hide how long it is. */
function inside(opened: Buffer): Buffer {
  const end = opened.findLastIndex((octet) => octet !== 0);
  return opened[end] === recordTypes.handshake ? opened.subarray(0, end) : nothing;
}

function takeMessages(bytes: Buffer) {
  const whole: Buffer[] = [];
  let rest = bytes;
  while (rest.length >= 4) {
    const length = 4 + rest.readUIntBE(1, 3);
    if (rest.length < length) break;
    whole.push(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  return { whole, rest };
}

/** Compressed ones are not offered, and nobody here reads them. */
function isShown([type]: Buffer): boolean {
  return type === messageTypes.certificate || type === messageTypes.compressedCertificate;
}

function shownIn(message: Buffer, isSealed: boolean): readonly Buffer[] {
  if (message[0] !== messageTypes.certificate) throw unreadError({ fault: 'not a certificate' });
  const body = message.subarray(4);
  const shown = isSealed ? certificatesOf13(body) : certificatesOf12(body);
  if (shown.length > mostShown) throw unreadError({ fault: 'too many' });
  return shown;
}

/** In TLS 1.2 (RFC 5246, 7.4.2) after the length of all; OpenSSL ends where that is wrong. */
function certificatesOf12(body: Buffer): readonly Buffer[] {
  return listOf(body.subarray(3), (bytes) => bytes);
}

/** In TLS 1.3 (RFC 8446, 4.4.2) a context stands before them, and behind each are extensions. */
function certificatesOf13(body: Buffer): readonly Buffer[] {
  const context = body.readUInt8(0);
  return listOf(body.subarray(1 + context + 3), (bytes) =>
    bytes.subarray(2 + bytes.readUInt16BE(0)),
  );
}

/** Throws where one ends before it should. */
function listOf(bytes: Buffer, skip: (bytes: Buffer) => Buffer): readonly Buffer[] {
  const all: Buffer[] = [];
  let rest = bytes;
  while (rest.length > 0 && all.length <= mostShown) {
    const end = 3 + rest.readUIntBE(0, 3);
    all.push(rest.subarray(3, end));
    rest = skip(rest.subarray(end));
  }
  return all;
}
