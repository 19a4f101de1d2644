import type { requestProblems } from '../../problems/request.ts';
import type { ClusterKind } from '../../request/request.ts';
import { commandWords } from '../commands.ts';
import { inlineCode } from '../escape.ts';
import { kindNames, titleOf } from '../kinds.ts';
import { readableTime } from '../time.ts';
import type { ProblemTexts } from './problem-text.ts';
import { rotate } from './remedies.ts';

const rules: Readonly<Record<ClusterKind, string>> = {
  'build-cluster':
    'at most 63 lowercase letters, digits and hyphens, with a letter or a digit at both ends',
  'external-provider': 'at most 63 letters, digits, underscores and hyphens, with a letter first',
};

const editTitle = 'Edit the title of the issue: choose another name';

export const requestTexts: Pick<ProblemTexts, keyof typeof requestProblems> = {
  'name-invalid': ({ kind, name, meant }) => ({
    what: name
      ? `The name ${inlineCode(name)} cannot be used for a cluster of this kind.`
      : 'The title does not name a cluster.',
    fix: meant
      ? `Change the title of the issue to ${inlineCode(titleOf({ kind, ...meant }))}.`
      : `Edit the title of the issue: choose a name of ${rules[kind]}.`,
  }),
  'name-reserved': ({ name }) => ({
    what: `The name ${inlineCode(name)} already has a meaning in Prow, in Ansible or in the secrets.`,
    fix: `${editTitle}.`,
  }),
  'name-taken': ({ name }) => ({
    what: `The name ${inlineCode(name)} is already in use.`,
    fix: `${editTitle}; an existing entry is never overwritten.`,
  }),
  'issue-too-long': ({ attachments }) =>
    attachments === undefined
      ? {
          what: 'The texts in this issue are longer than the bot reads.',
          fix: 'Shorten your texts here, or open a new issue with the same title and your newest file.',
        }
      : {
          what: `The newest ${attachments} attachments of this issue are not OpenPGP messages, and the bot does not read more than these.`,
          fix: 'Attach the encrypted kubeconfig again in a new comment here.',
        },
  'name-unknown': ({ kind, name }) => ({
    what: `There is no ${kindNames[kind]} ${inlineCode(name)} in the secrets.`,
    fix: 'Edit the title of the issue: write the name that jobs use.',
  }),
  'credentials-unchanged': (_, context) => ({
    what: 'The secrets already hold the same credentials.',
    fix: 'Create new credentials and submit a kubeconfig with them, or close this issue.',
    command: rotate(context),
  }),
  'changed-too-often': ({ until }) => ({
    what: 'The request was changed or withdrawn again and again while its pull request was open for review.',
    fix: `Wait: the bot opens the next pull request after ${readableTime(until)}, for what the issue asks for then.`,
  }),
  'author-unconfirmed': () => ({
    what: 'The author does not have write access here, and did not request this cluster in an issue.',
    fix: `If you know that the author is allowed to ask for this, comment ${commandWords('confirm-author')} here.`,
  }),
  'recipients-unconfirmed': ({ keys, hasOtherGitCryptKey }) => ({
    what: `Since the last merged pull request of the bot, more people can decrypt the secrets: ${newcomers(keys, hasOtherGitCryptKey)}.`,
    fix: `If the new recipients are allowed to read all secrets, comment ${commandWords('confirm-recipients')} here; if not, encrypt the secrets without them (until then, the bot encrypts nothing to them).`,
  }),
};

function newcomers(keys: readonly string[], hasOtherGitCryptKey: boolean): string {
  const named = keys.map((key) => `the key ${inlineCode(key)}`);
  return [...named, ...(hasOtherGitCryptKey ? ['whoever has another git-crypt key'] : [])].join(
    ', ',
  );
}
