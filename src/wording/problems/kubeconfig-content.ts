import type { ProblemDetails } from '../../problem.ts';
import { encryptKubeconfig, script } from '../kubectl.ts';
import {
  decodeKubeconfig,
  decodeKubeconfigOnWindows,
  flattenKubeconfigOnWindows,
  unwrapKubeconfig,
} from '../submitted-file.ts';
import type { Phrases, ProblemTexts, TextContext } from './problem-text.ts';
import { encrypt, remake } from './remedies.ts';

const objects: Phrases<ProblemDetails['kubeconfig-other-object']['object']> = {
  Secret: 'What was encrypted is a Secret, and the kubeconfig is in it.',
  ConfigMap: 'What was encrypted is a ConfigMap, and the kubeconfig is in it.',
  List: 'What was encrypted is a list of objects, not one kubeconfig.',
  'service account token':
    'What was encrypted is the Secret with the token of a service account, not a kubeconfig.',
  token: 'What was encrypted is a token alone, not a kubeconfig.',
  field:
    'What was encrypted has the whole kubeconfig in one of its fields, as Terraform and the tools of clouds put it out.',
};

/** What was encrypted instead, and what to do with it. */
const contents: Readonly<
  Record<ProblemDetails['kubeconfig-other-content']['what'], readonly [string, string]>
> = {
  archive: ['an archive, or packed', 'Encrypt the kubeconfig itself'],
  OpenPGP: [
    'an OpenPGP message or key itself',
    'Encrypt the kubeconfig once, to the key of the bot',
  ],
  sops: ['encrypted with SOPS', 'Decrypt it first (`sops --decrypt`)'],
  age: ['encrypted with age', 'Decrypt it first (`age --decrypt`)'],
  'Ansible Vault': ['encrypted with Ansible Vault', 'Decrypt it first (`ansible-vault decrypt`)'],
  'S/MIME': ['an S/MIME message', 'Encrypt the kubeconfig itself, with OpenPGP'],
  mail: ['a mail, with its headers', 'Encrypt the kubeconfig that is attached to it'],
  'web page': ['a web page, such as one to log in', 'Download the kubeconfig itself'],
  document: ['a document of a word processor, or a PDF', 'Encrypt the kubeconfig as plain text'],
  certificate: ['a certificate alone', 'Encrypt a kubeconfig, which has the certificate in it'],
  'private key': ['a private key alone', 'Encrypt a kubeconfig, which has credentials in it'],
  command: ['a command, or begins with one', 'Encrypt what it puts out'],
  'answer of kubectl': ['what kubectl says, not a kubeconfig', 'See that kubectl works first'],
  path: ['the path of a file', 'Encrypt what is in that file'],
};

type NotYaml = Exclude<ProblemDetails['kubeconfig-not-yaml']['reason'], 'encoding'>;

const faults: Phrases<NotYaml> = {
  syntax: 'is neither YAML nor JSON',
  tabs: 'is indented with tabs, which YAML does not take',
  'other blanks':
    'is indented with other blanks than the usual one, as copying from a page leaves them, which YAML does not take',
  'control characters':
    'has control characters in it, such as the colours of a terminal or zeros at its end',
  'other text':
    'has other text around the kubeconfig, such as a prompt, a code fence or what another program says',
};

/** Where it was found, as far as that is known. */
export function inLine(line: number | undefined): string {
  return line === undefined ? '' : ` (line ${line})`;
}

const onWindows = (command: string, { keyId }: TextContext) =>
  script(command, encryptKubeconfig(keyId));

function fromObject(
  { object, key }: ProblemDetails['kubeconfig-other-object'],
  context: TextContext,
): string {
  const isWrapped = object === 'Secret' || object === 'ConfigMap';
  const unwrap = isWrapped ? [unwrapKubeconfig({ isEncoded: object === 'Secret', key })] : [];
  return script(...unwrap, remake(context));
}

type Content =
  | 'kubeconfig-not-yaml'
  | 'kubeconfig-other-content'
  | 'kubeconfig-empty'
  | 'kubeconfig-base64'
  | 'kubeconfig-other-object';

/** What was encrypted is no kubeconfig, or not by itself. */
export const contentTexts: Pick<ProblemTexts, Content> = {
  'kubeconfig-not-yaml': ({ reason, line }, context) =>
    reason === 'encoding'
      ? {
          what: 'What was encrypted is not text in UTF-8 or UTF-16.',
          fix: 'Let kubectl write the kubeconfig, and do not add to the file with `>>`.',
          command: remake(context),
          powershell: onWindows(flattenKubeconfigOnWindows, context),
        }
      : {
          what: `What was encrypted ${faults[reason]}${inLine(line)}.`,
          fix: 'Encrypt the kubeconfig as kubectl writes it; these commands make one.',
          command: remake(context),
        },
  'kubeconfig-other-content': ({ what }, context) => ({
    what: `What was encrypted is ${contents[what][0]}.`,
    fix: `${contents[what][1]}; these commands make a kubeconfig anew.`,
    command: remake(context),
  }),
  'kubeconfig-empty': ({ what }, context) => ({
    what:
      what === 'file'
        ? 'What was encrypted is an empty file.'
        : 'The kubeconfig lists no cluster, no context and no user.',
    fix: 'See that `kubectl config current-context` names the cluster, in the shell and as the user that you use, and write the kubeconfig again.',
    command: script('kubectl config current-context', remake(context)),
  }),
  'kubeconfig-base64': ({ writtenBy }, context) => ({
    what: 'What was encrypted is the kubeconfig in Base64.',
    fix: 'Decode it, and encrypt what comes out.',
    command: encrypt(context, decodeKubeconfig),
    ...(writtenBy === 'certutil' && {
      powershell: onWindows(decodeKubeconfigOnWindows, context),
    }),
  }),
  'kubeconfig-other-object': (details, context) => ({
    what: objects[details.object],
    fix: 'Submit a kubeconfig with the token of a service account; these commands make one.',
    command: fromObject(details, context),
  }),
};
