import type { attachmentProblems } from '../../problems/attachment.ts';
import { commandWords } from '../commands.ts';
import { inlineCode } from '../escape.ts';
import { encryptKubeconfig, receiveKey, script } from '../kubectl.ts';
import { otherContents, packings } from './contents.ts';
import type { ProblemTexts } from './problem-text.ts';

const attachAgain = 'Attach the encrypted file anew, in the issue or in a comment.';

/**
 * How to make a leaked credential worthless. The names are the leaker's to fill in. The words stand
 * behind `:`, which does nothing: zsh takes no comments where somebody types.
 */
const revocations = {
  kubeconfig: `: "A token of a service account: delete the secret that holds it."
kubectl delete secret "$SECRET" --namespace "$NAMESPACE"
: "Another user: delete its binding; a client certificate can't be revoked otherwise."
kubectl delete clusterrolebinding "$BINDING"`,
  token: `: "The token of a secret: delete the secret."
kubectl delete secret "$SECRET" --namespace "$NAMESPACE"
: "A token of kubectl create token: delete the service account, then create it anew."
kubectl delete serviceaccount "$SERVICE_ACCOUNT" --namespace "$NAMESPACE"`,
  'private key': `: "A client certificate can't be revoked: delete what its user is allowed to do."
kubectl delete clusterrolebinding "$BINDING"
: "A key of OpenPGP: publish the revocation that this writes."
gpg --output revocation.asc --gen-revoke "$KEY_ID"`,
} as const;

export const attachmentTexts: Pick<ProblemTexts, keyof typeof attachmentProblems> = {
  'submission-missing': (_, { keyId }) => ({
    what: 'There is no encrypted kubeconfig in this issue yet.',
    fix: 'Encrypt it, then attach the file or paste its text, in the issue or in a comment by its author.',
    command: script(receiveKey(keyId), encryptKubeconfig(keyId)),
  }),
  'attachment-gone': () => ({
    what: 'GitHub has no file at the address of the attachment.',
    fix: attachAgain,
  }),
  'attachment-unavailable': () => ({
    what: 'GitHub does not hand out the attachment at the moment.',
    fix: 'Wait: the bot tries again by itself.',
  }),
  'attachment-redirect': () => ({
    what: 'The address of the attachment leads away from the storage of GitHub.',
    fix: 'Attach the encrypted file to the issue itself instead of linking to it.',
  }),
  'attachment-host': ({ host }) => ({
    what: `GitHub keeps the attachment on ${inlineCode(host)}, which the bot does not know as a store of GitHub.`,
    fix: 'If it is one, add it to `ATTACHMENT_HOSTS` and restart the bot.',
  }),
  'attachment-too-large': ({ limitBytes }) => ({
    what: `The attachment is larger than ${readableSize(limitBytes)}.`,
    fix: 'Attach one encrypted kubeconfig and nothing else.',
  }),
  'attachment-archive-broken': ({ format }) => ({
    what: `The attachment is a damaged ${format} file.`,
    fix: 'Pack the encrypted file again, or attach it with the ending `.txt` and no packing.',
  }),
  'attachment-archive-password': (_, { keyId }) => ({
    what: "The attachment is a zip with a password, which the bot can't open, and which is not the encryption that is asked for.",
    fix: 'Encrypt the kubeconfig with gpg and attach what it writes.',
    command: encryptKubeconfig(keyId),
  }),
  'attachment-packing': ({ format }, { keyId }) => ({
    what: `The attachment is packed with ${packings[format]}, which the bot does not undo.`,
    fix: 'Attach the encrypted file without packing; its name has to end in `.txt`.',
    command: encryptKubeconfig(keyId),
  }),
  'attachment-archive-files': ({ count }) => ({
    what: `The attached archive holds ${count} files instead of one.`,
    fix: 'Attach an archive with the encrypted kubeconfig and nothing else in it.',
  }),
  'attachment-not-openpgp': ({ what }, { keyId }) => ({
    what:
      what === 'something else'
        ? 'The submission is not a message encrypted with OpenPGP.'
        : `The submission is ${otherContents[what]}, not a message encrypted with OpenPGP.`,
    fix: 'Encrypt the kubeconfig with gpg and attach what it writes.',
    command: encryptKubeconfig(keyId),
  }),
  'attachment-unfinished': () => ({
    what: 'GitHub had not taken the whole file yet when the text was saved, so nothing is attached.',
    fix: 'Attach it in a new comment, and send that once `Uploading` has become a link; the name of the file has to end in `.txt`, `.zip` or `.gz`.',
  }),
  'attachment-elsewhere': (_, { keyId }) => ({
    what: 'The issue links to a file elsewhere, and the bot reads only what is attached to the issue or pasted into it.',
    fix: 'Attach the encrypted file to the issue itself; its name has to end in `.txt`, as GitHub takes no `.gpg` or `.asc`.',
    command: encryptKubeconfig(keyId),
  }),
  'credential-in-plaintext': ({ what }) => ({
    what: `A ${what} was posted here unencrypted, so everybody has to be taken to know it.`,
    fix: 'Revoke it at once (deleting it from the issue does not help), then make a new one and encrypt it.',
    command: revocations[what],
  }),
  'credential-leaked': () => ({
    what: 'The kubeconfig holds a credential that was posted in this issue unencrypted.',
    fix: 'Revoke that credential, make a new one, and submit a kubeconfig with it: encrypting the old one does not make it secret again.',
    command: revocations.kubeconfig,
  }),
  'submission-copied': () => ({
    what: 'The same credential was submitted in another issue before, and that request is still open.',
    fix: `Go on in that issue, or comment ${commandWords('retry')} here once it is given up; if somebody copied your file, submit a kubeconfig with a new credential.`,
  }),
};

/** A limit as people write it. */
export function readableSize(bytes: number): string {
  const kibibytes = Math.floor(bytes / 1024);
  return kibibytes % 1024 === 0 ? `${kibibytes / 1024} MiB` : `${kibibytes} KiB`;
}
