import type { ProblemDetails } from '../problem.ts';
import { fail, ProblemError } from '../problem.ts';
import { archiveFormatOf, gunzip } from './archive.ts';
import { decodeText, latin1Of, readMessage } from './openpgp-in-file.ts';
import { officeFile, otherContentOf } from './other-content.ts';
import { foreignPackingOf } from './packing.ts';

type Other = ProblemDetails['decrypted-other']['what'];

/** Throws `decrypted-other` for what was encrypted and is no text with a kubeconfig. */
export function refuseOther(decrypted: Uint8Array): void {
  const what = archiveIn(decrypted) ?? otherIn(decrypted) ?? messageIn(decrypted);
  if (what) fail('decrypted-other', { what });
}

function archiveIn(bytes: Uint8Array): Other | undefined {
  const format = archiveFormatOf(bytes);
  if (format === 'zip' && latin1Of(bytes).includes(officeFile)) return 'Office document';
  return format === 'gzip' && isTarInGzip(bytes) ? 'tar' : format;
}

const headBytes = 64 * 1024;

function isTarInGzip(bytes: Uint8Array): boolean {
  try {
    return archiveFormatOf(gunzip(bytes, headBytes)) === 'tar';
  } catch {
    // Damaged, or larger than a kubeconfig and a few others: then it is called by its outside.
    return false;
  }
}

function otherIn(bytes: Uint8Array): Other | undefined {
  const text = decodeText(bytes) ?? latin1Of(bytes);
  return foreignPackingOf(bytes) ?? otherContentOf(bytes, text);
}

function messageIn(bytes: Uint8Array): Other | undefined {
  try {
    readMessage(bytes);
    return 'OpenPGP message';
  } catch (error) {
    // A kubeconfig is none, and here everything may be in it.
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
