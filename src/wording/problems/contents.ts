import type { ProblemDetails } from '../../problem.ts';
import type { Phrases } from './problem-text.ts';

/** What a file is packed with. */
export const packings: Phrases<ProblemDetails['attachment-packing']['format']> = {
  RAR: 'RAR',
  '7-Zip': '7-Zip',
  xz: '`xz`',
  bzip2: '`bzip2`',
  Zstandard: 'Zstandard (`zstd`)',
  LZ4: 'LZ4',
  LZMA: 'LZMA',
  lzip: '`lzip`',
  compress: '`compress`',
  cpio: '`cpio`',
  ar: '`ar`',
  cabinet: 'a Windows cabinet (`.cab`)',
  'zip without Deflate': 'zip, with another method than Deflate',
};

type OtherContent = Exclude<ProblemDetails['attachment-not-openpgp']['what'], 'something else'>;

/** What a file is instead of an OpenPGP message. */
export const otherContents: Phrases<OtherContent> = {
  SOPS: 'a file encrypted with SOPS',
  age: 'a file encrypted with age',
  'S/MIME': 'an S/MIME message',
  'Ansible Vault': 'a file encrypted with Ansible Vault',
  'git-crypt': 'a file encrypted with git-crypt',
  OpenSSL: 'a file encrypted with `openssl enc`',
  SealedSecret: 'a SealedSecret',
  mail: 'an email',
  'web page': 'a web page',
  PDF: 'a PDF',
  'Office document': 'an office document',
  image: 'an image',
  'empty file': 'an empty file',
};
