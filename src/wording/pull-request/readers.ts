import type { ChangeSummary, Recipient } from '../../secrets/secrets.ts';
import { inlineCode } from '../escape.ts';
import { unusable } from '../problems/keys.ts';
import { unknownOwner } from './diff.ts';

/** Readers as `ChangeSummary` names them: who came and who went since the last merged change. */
export interface ReadersDifference {
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** Who can decrypt what is written, and how that differs from the bot's last merged change. */
export function renderReaders(
  changes: readonly ChangeSummary[],
  difference: ReadersDifference | undefined,
): readonly string[] {
  const recipients = changes.flatMap((change) => change.recipients);
  const tables = changes.flatMap((change) => [whose(change), recipientsTable(change.recipients)]);
  const keys = `${recipients.length} ${recipients.length === 1 ? 'key' : 'keys'}`;
  return [
    ...(difference ? compared(difference, recipients) : [notCompared]),
    ...replacedSubkeys(recipients),
    // Whoever has to look at each of them must not have to look for them.
    ...(difference ? [`<details><summary>All ${keys}</summary>`, ...tables, '</details>'] : tables),
  ];
}

const notCompared =
  'No merged pull request of the bot shows who could decrypt it before, so check each of them.';

function whose({ sharedKey }: ChangeSummary): string {
  return sharedKey === undefined
    ? 'The same recipients as before this change. The bot has the public key of each:'
    : `The users of the git-crypt key ${inlineCode(sharedKey)}, by the names of the files that share it:`;
}

function compared(
  { added, gone }: ReadersDifference,
  recipients: readonly Recipient[],
): readonly string[] {
  if (added.length === 0 && gone.length === 0) {
    return ["They are the same as in the bot's last merged pull request."];
  }
  const lines = [
    ...added.map((reader) => `- New: ${described(reader, recipients)}`),
    ...gone.map((reader) => `- Gone: ${described(reader, recipients)}`),
  ];
  return ["**Not the same** as in the bot's last merged pull request:", lines.join('\n')];
}

function described(reader: string, recipients: readonly Recipient[]): string {
  const [, kind = '', id = ''] = /^([^:]*):(.*)$/s.exec(reader) ?? [];
  if (kind !== 'openpgp') return `the git-crypt key with the digest ${inlineCode(id)}`;
  const owner = recipients.find(({ fingerprint }) => fingerprint === id)?.userId;
  return owner ? `${inlineCode(owner)} (${inlineCode(id)})` : inlineCode(id);
}

function replacedSubkeys(recipients: readonly Recipient[]): readonly string[] {
  const lines = recipients.flatMap(({ keyId, replaces = [] }) =>
    replaces.map(
      (replaced) =>
        `- ${inlineCode(keyId)} in place of ${inlineCode(replaced.keyId)}, which ${unusable[replaced.reason]}`,
    ),
  );
  if (lines.length === 0) return [];
  return [
    'These are other subkeys of the same people: each belongs to the same key as the old one, and its owner has signed it.',
    lines.join('\n'),
  ];
}

function recipientsTable(recipients: readonly Recipient[]): string {
  const rows = recipients.map(
    ({ keyId, userId }) =>
      `| ${inlineCode(keyId)} | ${userId === '' ? unknownOwner : inlineCode(userId)} |`,
  );
  return ['| Key | Owner |', '|---|---|', ...rows].join('\n');
}
