import { fail, type ProblemDetails } from '../../problem.ts';

type Content = ProblemDetails['kubeconfig-other-content']['what'];

/** How files begin that are no text. */
const octets: readonly (readonly [Content, readonly string[]])[] = [
  [
    'archive',
    ['PK\x03\x04', 'PK\x05\x06', '\x1f\x8b', '\x1f\x9d', '7z\xbc\xaf', 'Rar!\x1a', '\xfd7zXZ'],
  ],
  ['archive', ['BZh', '(\xb5/\xfd', '\x04"M\x18', 'LZIP', 'MSCF', '!<arch>']],
  ['OpenPGP', ['\x84', '\x85', '\xc1']],
  ['document', ['%PDF-', '{\\rtf', '\xd0\xcf\x11\xe0']],
];

/** How texts begin that people encrypt by mistake. */
const beginnings: readonly (readonly [Content, RegExp])[] = [
  ['archive', /^[\s\S]{257}ustar/],
  ['OpenPGP', /^\s*-----BEGIN PGP /],
  ['age', /^(?:age-encryption\.org\/|\s*-----BEGIN AGE )/],
  ['Ansible Vault', /^\s*\$ANSIBLE_VAULT;/],
  ['S/MIME', /^\s*-----BEGIN (?:PKCS7|CMS)-----/],
  [
    'mail',
    /^(?:Return-Path|Received|Delivered-To|MIME-Version|Content-Type|Message-ID|Subject|From): /i,
  ],
  ['web page', /^\s*<(?:!doctype|html|\?xml)/i],
  ['certificate', /^\s*-----BEGIN (?:TRUSTED )?CERTIFICATE-----/],
  ['private key', /^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['command', /^\s*(?:\$ )?(?:kubectl|oc|kubeadm|gcloud|aws|az) [a-z]/],
  [
    'answer of kubectl',
    /^\s*(?:Error from server|The connection to the server|Kubernetes control plane|CURRENT +NAME)/,
  ],
  [
    'path',
    /^\s*(?:(?:\/|~\/|\.\.?\/|[A-Za-z]:\\)\S*|[\w.-]+\.(?:ya?ml|json|conf|asc|gpg|txt))\s*$/,
  ],
];

/** What tells these wherever it stands. */
const signs: readonly (readonly [Content, RegExp])[] = [
  ['sops', /ENC\[AES256_GCM,|^"?sops"?:/m],
  ['S/MIME', /^Content-Type: application\/(?:x-)?pkcs7-mime/im],
];

const longestBeginning = 1024;

/** Refuses by name what is no kubeconfig: its octets, one a character, or its text. */
export function refuseOtherContent(text: string): void {
  const head = text.slice(0, longestBeginning);
  const [what] =
    octets.find(([, all]) => all.some((each) => head.startsWith(each))) ??
    signs.find(([, sign]) => sign.test(text)) ??
    beginnings.find(([, beginning]) => beginning.test(head)) ??
    [];
  if (what) fail('kubeconfig-other-content', { what });
}
