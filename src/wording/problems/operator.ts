import type { ProblemDetails } from '../../problem.ts';
import type { operatorProblems } from '../../problems/operator.ts';
import { escapeText, inlineCode } from '../escape.ts';
import { hold } from '../hold.ts';
import { shellWord } from '../shell.ts';
import { readableSize } from './attachment.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';

export const yamlFaults: Phrases<ProblemDetails['secrets-yaml']['reason']> = {
  'duplicate key': 'has a key twice',
  'several documents': 'has more than one document',
  syntax: 'is not YAML',
  encoding: 'is not text in UTF-8',
  shape: 'is not one mapping of plain names in block style, or repeats a part by an alias',
};

const undecryptable: Phrases<ProblemDetails['secrets-undecryptable']['reason']> = {
  damaged: 'are not an OpenPGP message, or are damaged',
  'not encrypted': '**are not encrypted**, so everybody who can read the repository can read them',
  password: 'are encrypted with a password, not to keys',
  'too many recipients': 'are encrypted to more keys than the bot tries',
  'signing key': "are encrypted to the bot's signing key and not to its subkey for encryption",
  unsupported: 'are encrypted in a way that is outdated or that the bot does not read',
};

const notBegun: Phrases<ProblemDetails['helper-not-begun']['death']> = {
  time: 'it took too long',
  memory: 'it took too much memory',
  crash: 'it stopped',
  garbage: 'its answer was not valid',
};

const entryFaults: Phrases<ProblemDetails['secrets-kubeconfig-entry']['reason']> = {
  ...yamlFaults,
  'no text': 'is missing or is not text',
  'no context': 'has no context of that name that refers to a cluster and a user',
  'not editable': 'is not a kubeconfig that can be changed in place',
};

/** What GitHub says. Only plain sentences come this far. */
function inItsWords(said: string | undefined, status?: number): string {
  const code = status === undefined ? '' : ` (HTTP ${status})`;
  return said === undefined ? code : `${code}: ${inlineCode(said, 300)}`;
}

const checkLayout = 'Check `SECRETS_REPOSITORY`, `SECRETS_BRANCH` and `SECRETS_ARCHIVE`.';

export const operatorTexts: Pick<ProblemTexts, keyof typeof operatorProblems> = {
  'secrets-missing': ({ path }) => ({
    what: `There is no file ${inlineCode(path)} in the secrets repository.`,
    fix: checkLayout,
  }),
  'secrets-undecryptable': ({ path, reason }) => ({
    what: `The secrets in ${inlineCode(path)} ${undecryptable[reason]}.`,
    fix:
      reason === 'not encrypted'
        ? 'Revoke the secrets, create new ones, and encrypt the archive as `hack/manage-secrets.sh` expects it.'
        : 'Restore the archive from an earlier commit, or encrypt it again as `hack/manage-secrets.sh` expects it.',
    command: 'gpg --decrypt secrets.tar.asc | tar --list',
  }),
  'secrets-too-large': ({ limitBytes }) => ({
    what: `The decrypted secrets are larger than ${readableSize(limitBytes)}.`,
    fix: 'Remove what does not belong in the secrets.',
    command: 'gpg --decrypt secrets.tar.asc | tar --list --verbose',
  }),
  'secrets-too-costly': () => ({
    what: 'Opening the secrets takes more time or memory than the bot allows.',
    fix: 'Remove what does not belong in the secrets, and give the bot enough CPU.',
  }),
  'secrets-crash': () => ({
    what: 'The program that opens the secrets stopped while it did that.',
    fix: 'Check the log of the bot for the reason, and whether the machine has enough memory.',
  }),
  'secrets-tar': ({ reason }) => ({
    what: `The secrets are not a tar archive that the bot can change safely: ${escapeText(reason)}.`,
    fix: 'Pack the secrets again with GNU tar and encrypt them.',
    command: 'gpg --decrypt secrets.tar.asc | tar --list --verbose',
  }),
  'secrets-file-missing': ({ file }) => ({
    what: `The archive of the secrets does not contain exactly one file ${inlineCode(file)}.`,
    fix: 'Check `SECRETS_FILE` and the archive.',
    command: 'gpg --decrypt secrets.tar.asc | tar --list',
  }),
  'secrets-yaml': ({ file, reason, line }) => ({
    what: `The file ${inlineCode(file)} in the secrets ${yamlFaults[reason]}${line ? ` (line ${line})` : ''}, so the bot cannot change it safely.`,
    fix: 'Repair the file and encrypt the archive again.',
    command: 'gpg --decrypt secrets.tar.asc | tar --extract --to-stdout main.yml | yq keys',
  }),
  'secrets-kubeconfig-entry': ({ file, entry, reason, line }) => ({
    what: `The entry ${inlineCode(entry)} of ${inlineCode(file)} in the secrets ${entryFaults[reason]}${line ? ` (line ${line} of it)` : ''}.`,
    fix: 'Repair the entry and encrypt the archive again.',
    command: `gpg --decrypt secrets.tar.asc | tar --extract --to-stdout main.yml | yq --raw-output ${shellWord(`.${entry}`)} | kubectl config view --kubeconfig /dev/stdin`,
  }),
  'secrets-not-provable': ({ file }) => ({
    what: `The bot cannot prove that a change of ${inlineCode(file)} leaves everything else as it is.`,
    fix: 'Write the file in a plainer form of YAML, with `kubeconfig` as a block scalar, and encrypt it again.',
  }),
  'secrets-current-context': ({ name }) => ({
    what: `The kubeconfig in the secrets has ${inlineCode(name)} as its \`current-context\`, and nothing can load it without that context.`,
    fix: 'Make another context the current one, and encrypt the secrets again.',
  }),
  'secrets-shared': ({ name }) => ({
    what: `Another context in the secrets refers to the cluster or the user of ${inlineCode(name)}, and would also get the new credentials.`,
    fix: 'Give each context a cluster and a user of its own, and encrypt the secrets again.',
  }),
  'file-unreadable': ({ variable, code }) => ({
    what: `${inlineCode(variable)} names a file that cannot be read (${escapeText(code)}).`,
    fix: 'Correct the path, or give the bot the permission to read the file.',
  }),
  'app-not-installed': ({ repository }) => ({
    what: `The GitHub App is not installed on ${inlineCode(repository)}.`,
    fix: 'Install the App there, or correct the name of the repository in the configuration.',
  }),
  'app-permission': ({ repository, permission, level }) => ({
    what: `The GitHub App does not have the permission ${inlineCode(`${permission}: ${level}`)} on ${inlineCode(repository)}.`,
    fix: 'Add the permission in the settings of the App, then accept it in the settings of the installation.',
  }),
  'repository-renamed': ({ repository }) => ({
    what: `The repository ${inlineCode(repository)} has another name or owner now.`,
    fix: 'Put the new name into the configuration and restart the bot.',
  }),
  'app-suspended': ({ repository }) => ({
    what: `The installation of the GitHub App on ${inlineCode(repository)} is suspended.`,
    fix: 'Unsuspend the App in the settings of the installation.',
  }),
  'github-refused': ({ repository, status, said }) => ({
    what: `GitHub refuses what the bot asks for${repository ? ` in ${inlineCode(repository)}` : ''}${inItsWords(said, status)}.`,
    fix: 'Look for the request in the log, then check whether the App is suspended or lacks a permission, the IP allow list, rulesets, secret scanning, and whether the repository is archived.',
  }),
  'github-failed': ({ status }) => ({
    what: `GitHub does not answer the bot as it should (HTTP ${status}).`,
    fix: 'Wait: the bot tries again on its own.',
  }),
  'hold-refused': ({ said }) => ({
    what: `GitHub does not let the bot put the label ${hold} on a pull request that must not be merged yet, so the bot leaves none open${inItsWords(said)}.`,
    fix: 'Give the App the permission `pull_requests: write`, and check that the repository is not archived; then the bot opens a pull request.',
  }),
  'branch-has-other-commits': ({ branch }) => ({
    what: `Somebody else has committed to the bot's branch ${inlineCode(branch)}, and the bot does not overwrite those commits.`,
    fix: 'Delete the branch, or merge its pull request by hand.',
  }),
  'helper-not-begun': ({ death }) => ({
    what: `A process that the bot needs for its work did not start: ${notBegun[death]}.`,
    fix: 'Make sure that the machine has enough CPU and memory, and that the bot can start processes.',
  }),
  internal: () => ({
    what: 'The bot failed for a reason that it does not know.',
    fix: 'Check the log of the bot and report what it says.',
  }),
};
