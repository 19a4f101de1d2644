import type { ChangeSummary } from '../secrets/secrets.ts';
import { codeLine } from './escape.ts';

/** What changes, as the lines of a diff without a secret in it. */
export function changeLines(change: ChangeSummary): readonly string[] {
  const { file, entry, isNew, context, cluster, user, server } = change;
  const sign = isNew ? '+' : ' ';
  const place =
    entry === undefined
      ? [`${sign} ${codeLine(file)}`]
      : [`  ${codeLine(file)}`, `${sign}   ${codeLine(entry)}:`];
  return [
    ...place,
    `+     cluster ${codeLine(cluster)}: server ${codeLine(server, 200)}`,
    `+     user ${codeLine(user)}: credentials (not shown)`,
    `+     context ${codeLine(context)}: cluster ${codeLine(cluster)}, user ${codeLine(user)}`,
  ];
}

/** Stands for a recipient whose public key the bot does not have. */
export const unknownOwner = 'unknown to the bot';

/** What was proved to be the same as before, as one sentence. */
export function unchangedSentence(change: ChangeSummary): string {
  const { unchangedEntries, unchangedFiles, unchangedContexts } = change;
  const entries =
    unchangedEntries === undefined
      ? ''
      : `${count(unchangedEntries, 'other entry', 'other entries')} and `;
  const files = count(unchangedFiles, 'other file', 'other files');
  const contexts =
    unchangedContexts === undefined
      ? ''
      : ` Of the merged kubeconfig, by value: ${count(unchangedContexts, 'other context', 'other contexts')}.`;
  return `Proved to be the same as before, byte for byte: ${entries}${files}.${contexts}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
