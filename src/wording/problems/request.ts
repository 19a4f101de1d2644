import type { requestProblems } from '../../problems/request.ts';
import type { ClusterKind } from '../../request/request.ts';
import { commandWords } from '../commands.ts';
import { inlineCode } from '../escape.ts';
import { kindNames } from '../kinds.ts';
import { readableTime } from '../time.ts';
import type { ProblemTexts } from './problem-text.ts';

const rules: Readonly<Record<ClusterKind, string>> = {
  'build-cluster': 'at most 63 lower-case letters, digits and hyphens, with no hyphen at an end',
  'external-provider':
    'a letter first, then at most 62 more letters, digits, underscores and hyphens',
};

const editTitle = 'Edit the title of the issue and choose another name';

export const requestTexts: Pick<ProblemTexts, keyof typeof requestProblems> = {
  'name-invalid': ({ kind, name }) => ({
    what: name
      ? `The name ${inlineCode(name)} can't be used for a cluster of this kind.`
      : 'The title names no cluster.',
    fix: `Edit the title of the issue and choose a name with ${rules[kind]}.`,
  }),
  'name-reserved': ({ name }) => ({
    what: `The name ${inlineCode(name)} has a meaning of its own in Prow, in Ansible or in the secrets.`,
    fix: `${editTitle}.`,
  }),
  'name-taken': ({ name }) => ({
    what: `The name ${inlineCode(name)} is in use already.`,
    fix: `${editTitle}; an entry is never overwritten.`,
  }),
  'issue-too-long': ({ attachments }) =>
    attachments === undefined
      ? {
          what: 'You have written more in this issue than the bot reads.',
          fix: 'Close it and file a new issue with the same title and your newest submission.',
        }
      : {
          what: `The newest ${attachments} attachments of this issue hold no OpenPGP message, and the bot looks into no more.`,
          fix: 'Attach the encrypted kubeconfig anew, in a comment.',
        },
  'name-unknown': ({ kind, name }) => ({
    what: `The secrets hold no ${kindNames[kind]} ${inlineCode(name)}.`,
    fix: 'Edit the title of the issue and write the name as jobs refer to it.',
  }),
  'credentials-unchanged': () => ({
    what: 'The secrets hold these very credentials already.',
    fix: 'Make new credentials and send those, or close the issue.',
  }),
  'changed-too-often': ({ until }) => ({
    what: 'What this issue asks for was changed or given up again and again, each time while its pull request was open for review.',
    fix: `The bot opens the next one after ${readableTime(until)}, for what the issue asks for then.`,
  }),
  'author-unconfirmed': () => ({
    what: 'The author has no write access here, and did not add this cluster by an issue.',
    fix: `A maintainer who knows that the author may ask for this comments ${commandWords('confirm-author')}.`,
  }),
  'recipients-unconfirmed': ({ keys, hasOtherGitCryptKey }) => ({
    what: `New among the secrets' recipients since the bot's last merged pull request: ${newcomers(keys, hasOtherGitCryptKey)}.`,
    fix: `A maintainer who knows that they may read all secrets comments ${commandWords('confirm-recipients')}; until then nothing is encrypted to them, and if they may not, encrypt the secrets without them.`,
  }),
};

function newcomers(keys: readonly string[], hasOtherGitCryptKey: boolean): string {
  const named = keys.map((key) => `the key ${inlineCode(key)}`);
  return [...named, ...(hasOtherGitCryptKey ? ['whoever has another git-crypt key'] : [])].join(
    ', ',
  );
}
