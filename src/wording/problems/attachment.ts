import type { ProblemDetails } from '../../problem.ts';
import type { attachmentProblems } from '../../problems/attachment.ts';
import { commandWords } from '../commands.ts';
import { inlineCode } from '../escape.ts';
import { otherContents, packings } from './contents.ts';
import type { ProblemTexts, TextContext } from './problem-text.ts';
import { encrypt, remake, renew } from './remedies.ts';

const attachAgain = 'Attach the encrypted file again in a new comment here.';

/**
 * How to make a leaked credential worthless. Where it is one of the service account, all that it has
 * end at once.
 */
const revocations: Readonly<
  Record<ProblemDetails['credential-in-plaintext']['what'], (context: TextContext) => string>
> = {
  kubeconfig: renew,
  token: renew,
  // It can't be revoked itself; what its user is allowed to do can, by whoever finds the user there.
  'private key': (context) =>
    remake(context, {
      before: ['kubectl get clusterrolebindings,rolebindings --all-namespaces --output=wide'],
    }),
};

export const attachmentTexts: Pick<ProblemTexts, keyof typeof attachmentProblems> = {
  'submission-missing': (_, context) => ({
    what: 'This issue does not have an encrypted kubeconfig yet.',
    fix: 'Encrypt your kubeconfig and attach the encrypted file to this issue.',
    command: encrypt(context),
  }),
  'attachment-gone': () => ({
    what: 'GitHub does not have a file at the address of the attachment.',
    fix: attachAgain,
  }),
  'attachment-unavailable': () => ({
    what: 'GitHub does not provide the attachment at the moment.',
    fix: 'Wait: the bot tries again on its own.',
  }),
  'attachment-redirect': () => ({
    what: 'The address of the attachment leads to a server that does not store files for GitHub.',
    fix: 'Attach the encrypted file to the issue itself instead of linking to it.',
  }),
  'attachment-host': ({ host }) => ({
    what: `GitHub keeps the attachment on ${inlineCode(host)}, which the bot does not know as a file store of GitHub.`,
    fix: 'If that host belongs to GitHub, add it to `ATTACHMENT_HOSTS` and restart the bot.',
  }),
  'attachment-too-large': ({ limitBytes }) => ({
    what: `The attachment is larger than ${readableSize(limitBytes)}.`,
    fix: 'Attach one encrypted kubeconfig and nothing else.',
  }),
  'attachment-archive-broken': ({ format }) => ({
    what: `The attachment is a damaged ${format} file.`,
    fix: 'Pack the encrypted file again, or attach it without packing and with a name that ends in `.txt`.',
  }),
  'attachment-archive-password': (_, context) => ({
    what: 'The attachment is a zip file with a password, which the bot cannot open and which does not replace encryption with OpenPGP.',
    fix: 'Encrypt the kubeconfig with gpg and attach the encrypted file.',
    command: encrypt(context),
  }),
  'attachment-packing': ({ format }, context) => ({
    what: `The attachment is packed with ${packings[format]}, which the bot does not unpack.`,
    fix: 'Attach the encrypted file without packing it; its name must end in `.txt`.',
    command: encrypt(context),
  }),
  'attachment-archive-files': ({ count }) => ({
    what: `The attached archive holds ${count} files instead of one.`,
    fix: 'Attach only the encrypted kubeconfig, or an archive with nothing else in it.',
  }),
  'attachment-not-openpgp': ({ what }, context) => ({
    what:
      what === 'something else'
        ? 'The submission is not a message encrypted with OpenPGP.'
        : `The submission is ${otherContents[what]}, not a message encrypted with OpenPGP.`,
    fix: 'Encrypt the kubeconfig with gpg and attach the encrypted file.',
    command: encrypt(context),
  }),
  'attachment-unfinished': () => ({
    what: 'The text was saved before the upload of the file was complete, so no file is attached.',
    fix: 'Attach the file in a new comment, and send the comment when `Uploading` has become a link; the name of the file must end in `.txt`, `.zip` or `.gz`.',
  }),
  'attachment-elsewhere': (_, context) => ({
    what: 'The issue links to a file on another server, but the bot reads only what is attached to the issue or pasted into it.',
    fix: 'Attach the encrypted file to the issue itself, with a name that ends in `.txt`.',
    command: encrypt(context),
  }),
  'credential-in-plaintext': ({ what }, context) => ({
    what: `A ${what} was posted here without encryption, so everybody can have a copy of it.`,
    fix: `Revoke the ${what} now (deleting it from the issue does not help), then create a new one and encrypt it.`,
    command: revocations[what](context),
  }),
  'credential-leaked': (_, context) => ({
    what: 'The kubeconfig contains a credential that was posted without encryption, in this issue or in another.',
    fix: 'Revoke the posted credential and submit a kubeconfig with a new one: encrypting the old one does not help.',
    command: renew(context),
  }),
  'submission-copied': () => ({
    what: 'The same credential was submitted earlier in another issue, and that request is still open.',
    fix: `Continue in the other issue, or comment ${commandWords('retry')} here when that one is closed; if somebody copied your file, submit a kubeconfig with a new credential.`,
  }),
};

/** A limit as people write it. */
export function readableSize(bytes: number): string {
  const kibibytes = Math.floor(bytes / 1024);
  return kibibytes % 1024 === 0 ? `${kibibytes / 1024} MiB` : `${kibibytes} KiB`;
}
