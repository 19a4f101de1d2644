import * as z from 'zod/mini';
import type { ProblemTable } from './row.ts';

/** Packing that the bot does not undo. */
const packings = [
  'RAR',
  '7-Zip',
  'xz',
  'bzip2',
  'Zstandard',
  'LZ4',
  'LZMA',
  'lzip',
  'compress',
  'cpio',
  'ar',
  'cabinet',
  'zip without Deflate',
] as const;

/** What people take for what is asked for. */
const otherContents = [
  'SOPS',
  'age',
  'S/MIME',
  'Ansible Vault',
  'git-crypt',
  'OpenSSL',
  'SealedSecret',
  'mail',
  'web page',
  'PDF',
  'Office document',
  'image',
  'empty file',
] as const;

export const attachmentProblems = {
  'submission-missing': { responsible: 'author', details: {} },
  'attachment-gone': { responsible: 'author', details: {} },
  'attachment-unavailable': { responsible: 'nobody', details: {} },
  'attachment-redirect': { responsible: 'author', details: {} },
  'attachment-host': { responsible: 'operator', details: { host: z.string() } },
  'attachment-too-large': { responsible: 'author', details: { limitBytes: z.number() } },
  'attachment-archive-broken': {
    responsible: 'author',
    details: { format: z.enum(['gzip', 'zip', 'tar']) },
  },
  'attachment-archive-password': { responsible: 'author', details: {} },
  'attachment-packing': { responsible: 'author', details: { format: z.enum(packings) } },
  'attachment-archive-files': { responsible: 'author', details: { count: z.number() } },
  'attachment-not-openpgp': {
    responsible: 'author',
    details: { what: z.enum([...otherContents, 'something else']) },
  },
  'attachment-unfinished': { responsible: 'author', details: {} },
  'attachment-elsewhere': { responsible: 'author', details: {} },
  'credential-in-plaintext': {
    responsible: 'author',
    details: { what: z.enum(['kubeconfig', 'token', 'private key']) },
  },
  'credential-leaked': { responsible: 'author', details: {} },
  'submission-copied': { responsible: 'author', details: {} },
} satisfies ProblemTable;
