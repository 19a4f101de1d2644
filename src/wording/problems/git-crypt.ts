import type { ProblemDetails } from '../../problem.ts';
import type { gitCryptProblems } from '../../problems/git-crypt.ts';
import { escapeText, inlineCode } from '../escape.ts';
import { inSubshell, shellWord } from '../shell.ts';
import { yamlFaults } from './operator.ts';
import type { Phrases, ProblemTexts } from './problem-text.ts';

const whoBroughtItIn =
  "git log --format='%h %an %s' --name-status -- .git-crypt '*.gitattributes' secrets/kubeconfigs";

/** The key of the bot is the reader's to name. */
const addUser = inSubshell(
  "FINGERPRINT=$(gpg --list-secret-keys --with-colons | grep '^fpr' | head -n 1 | cut -d : -f 10)",
  'git-crypt add-gpg-user --trusted "$FINGERPRINT"',
);

const kubeconfigFaults: Phrases<ProblemDetails['git-crypt-kubeconfig']['reason']> = {
  'no context': 'has no context for its cluster that refers to a cluster and a user',
  'several contexts': 'has more contexts than the one of its cluster',
  'not editable': 'is not a kubeconfig that can be changed in place',
};

export const gitCryptTexts: Pick<ProblemTexts, keyof typeof gitCryptProblems> = {
  'git-crypt-not-applied': ({ path }) => ({
    what: `By its \`.gitattributes\`, as far as the bot reads them, the secrets repository would not encrypt ${inlineCode(path)} with git-crypt.`,
    fix: 'Set `filter=git-crypt` for the folder, with no later rule that undoes it or sets `text` or `eol`, and with patterns without `?`, quotes, escapes and `[!…]` and with at most three stars.',
    command: 'git check-attr filter text eol -- secrets/kubeconfigs/any',
  }),
  'git-crypt-in-clear': ({ path }) => ({
    what: `The file ${inlineCode(path)} in the secrets repository is **not encrypted**: everybody who can read the repository can read it.`,
    fix: 'Revoke the credentials in the file, and encrypt it.',
    command: 'git-crypt status -f && git commit --message "Encrypt what was in clear"',
  }),
  'git-crypt-damaged': ({ path }) => ({
    what: `The encrypted file ${inlineCode(path)} is cut off, was changed, or is encrypted with another key than its \`.gitattributes\` say.`,
    fix: 'Restore the file from an earlier commit, or encrypt it again.',
    command: 'git-crypt unlock && git-crypt status',
  }),
  'git-crypt-kubeconfig': ({ path, reason }) => ({
    what: `The file ${inlineCode(path)} ${kubeconfigFaults[reason]}.`,
    fix: 'Write the file as `kubectl config view --raw` does, and commit it.',
    command: `git-crypt unlock && kubectl config view --raw --kubeconfig=${shellWord(path)}`,
  }),
  'git-crypt-not-yaml': ({ path, reason, line }) => ({
    what: `The decrypted file ${inlineCode(path)} ${yamlFaults[reason]}${line ? ` (line ${line})` : ''}, so the bot cannot tell which names it uses.`,
    fix: 'Repair the file and commit it.',
    command: `git-crypt unlock && kubectl config view --kubeconfig=${shellWord(path)}`,
  }),
  'git-crypt-key-missing': ({ keyName }) => ({
    what: `The git-crypt key ${inlineCode(keyName)} of the secrets repository is not shared with any of the bot's OpenPGP keys.`,
    fix: `Add the bot's key as a user of that git-crypt key (\`--key-name ${escapeText(keyName)}\` unless it is the default), or set \`PGP_PRIVATE_KEY_PATH\` to a key that is one.`,
    command: addUser,
  }),
  'git-crypt-key-unreadable': ({ path }) => ({
    what: `The content of ${inlineCode(path)} is not a git-crypt key that the bot can use.`,
    fix: "Delete the file and add the bot's key again with git-crypt 0.7.",
    command: addUser,
  }),
  'git-crypt-key-unproved': ({ keyName }) => ({
    what: `No kubeconfig is encrypted with the newest git-crypt key ${inlineCode(keyName)}, so anybody who can push could have added it.`,
    fix: 'Find out who added the key; if it is not meant to be there, remove it, and if it is, encrypt all kubeconfigs again and commit them.',
    command: whoBroughtItIn,
  }),
  'git-crypt-keys-differ': () => ({
    what: 'The kubeconfigs in the secrets repository are encrypted with more than one git-crypt key, but git-crypt reads only one.',
    fix: 'Find out who added the other keys, remove what is not meant to be there, and encrypt the rest with one key.',
    command: whoBroughtItIn,
  }),
};
