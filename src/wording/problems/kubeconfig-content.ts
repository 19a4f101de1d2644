import type { ProblemDetails } from '../../problem.ts';
import type { Phrases, ProblemTexts, TextContext } from './problem-text.ts';
import { remake, remakeOnWindows, unwrapped } from './remedies.ts';

const objects: Phrases<ProblemDetails['kubeconfig-other-object']['object']> = {
  Secret: 'What was encrypted is a Secret that contains the kubeconfig.',
  ConfigMap: 'What was encrypted is a ConfigMap that contains the kubeconfig.',
  List: 'What was encrypted is a list of objects, not a kubeconfig.',
  'service account token':
    'What was encrypted is the Secret with the token of a service account, not a kubeconfig.',
  token: 'What was encrypted is only a token, not a kubeconfig.',
  field:
    'What was encrypted contains the whole kubeconfig in one of its fields, as the output of Terraform and cloud tools does.',
};

/** What was encrypted instead, and what to do with it. */
const contents: Readonly<
  Record<ProblemDetails['kubeconfig-other-content']['what'], readonly [string, string]>
> = {
  archive: ['an archive or compressed', 'Encrypt the kubeconfig itself'],
  OpenPGP: ['an OpenPGP message or key', "Encrypt the kubeconfig only once, to the bot's key"],
  sops: ['encrypted with SOPS', 'Decrypt it first (`sops --decrypt`)'],
  age: ['encrypted with age', 'Decrypt it first (`age --decrypt`)'],
  'Ansible Vault': ['encrypted with Ansible Vault', 'Decrypt it first (`ansible-vault decrypt`)'],
  'S/MIME': ['an S/MIME message', 'Encrypt the kubeconfig itself, with OpenPGP'],
  mail: ['an email with its headers', 'Encrypt the kubeconfig that is attached to the email'],
  'web page': ['a web page, such as a login page', 'Download the kubeconfig itself'],
  document: ['an office document or a PDF', 'Encrypt the kubeconfig as plain text'],
  certificate: ['only a certificate', 'Encrypt a kubeconfig that contains the certificate'],
  'private key': ['only a private key', 'Encrypt a kubeconfig that contains credentials'],
  command: ['a command, or begins with one', 'Encrypt the output of the command'],
  'answer of kubectl': ['a message of kubectl, not a kubeconfig', 'Make sure that kubectl works'],
  path: ['the path of a file', 'Encrypt the content of that file'],
};

type NotYaml = Exclude<ProblemDetails['kubeconfig-not-yaml']['reason'], 'encoding'>;

const faults: Phrases<NotYaml> = {
  syntax: 'is neither YAML nor JSON',
  tabs: 'is indented with tabs, which YAML does not allow',
  'other blanks':
    'is indented with characters other than spaces, as after copying from a web page, which YAML does not allow',
  'control characters': 'contains control characters, such as terminal colors or zeros at its end',
  'other text':
    'contains other text around the kubeconfig, such as a prompt, a code fence or the output of another program',
};

/** Where it was found, as far as that is known. */
export function inLine(line: number | undefined): string {
  return line === undefined ? '' : ` (line ${line})`;
}

function fromObject(
  { object, key }: ProblemDetails['kubeconfig-other-object'],
  context: TextContext,
): string {
  const isWrapped = object === 'Secret' || object === 'ConfigMap';
  return remake(context, isWrapped ? unwrapped({ isEncoded: object === 'Secret', key }) : {});
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
          fix: 'Write the kubeconfig with kubectl, and do not append to the file with `>>`.',
          command: remake(context),
          powershell: remakeOnWindows(context),
        }
      : {
          what: `What was encrypted ${faults[reason]}${inLine(line)}.`,
          fix: 'Encrypt a kubeconfig exactly as kubectl writes it; these commands create one.',
          command: remake(context),
        },
  'kubeconfig-other-content': ({ what }, context) => ({
    what: `What was encrypted is ${contents[what][0]}.`,
    fix: `${contents[what][1]}; these commands create a new kubeconfig.`,
    command: remake(context),
  }),
  'kubeconfig-empty': ({ what }, context) => ({
    what:
      what === 'file'
        ? 'What was encrypted is an empty file.'
        : 'The kubeconfig lists no cluster, no context and no user.',
    fix: 'Make sure that `kubectl config current-context` prints a context of the cluster, and write the kubeconfig again.',
    command: remake(context),
  }),
  'kubeconfig-base64': ({ writtenBy }, context) => ({
    what: 'What was encrypted is the kubeconfig encoded in Base64.',
    fix: 'Encrypt a kubeconfig exactly as kubectl writes it; these commands create one.',
    command: remake(context),
    ...(writtenBy === 'certutil' && { powershell: remakeOnWindows(context) }),
  }),
  'kubeconfig-other-object': (details, context) => ({
    what: objects[details.object],
    fix: 'Submit a kubeconfig with the token of a service account.',
    command: fromObject(details, context),
  }),
};
