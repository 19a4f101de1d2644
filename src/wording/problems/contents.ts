import type {
  otherContents as contentNames,
  packings as packingNames,
} from '../../problems/attachment.ts';
import type { Phrases } from './problem-text.ts';

/** What a file is packed with. */
export const packings: Phrases<(typeof packingNames)[number]> = {
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
  cabinet: 'a cabinet of Windows (`.cab`)',
  'zip without Deflate': 'zip in another way than Deflate',
};

/** What a file, or what was encrypted, is instead. */
export const otherContents: Phrases<(typeof contentNames)[number]> = {
  SOPS: 'a file encrypted with SOPS',
  age: 'a file encrypted with age',
  'S/MIME': 'a message of S/MIME',
  'Ansible Vault': 'a file encrypted with Ansible Vault',
  'git-crypt': 'a file encrypted with git-crypt',
  OpenSSL: 'a file encrypted with `openssl enc`',
  SealedSecret: 'a SealedSecret',
  mail: 'a mail',
  'web page': 'a web page',
  PDF: 'a PDF',
  'Office document': 'a document of an office program',
  image: 'an image',
};
