import type { ChangeSummary } from '../secrets/secrets.ts';
import { codeLine } from './escape.ts';

/** What changes, as the lines of a diff without a secret in it. */
export function changeLines(change: ChangeSummary): readonly string[] {
  const { file, entry, entryIsNew, context, cluster, user, server } = change;
  return [
    `  ${codeLine(file)}`,
    `${entryIsNew ? '+' : ' '}   ${codeLine(entry)}:`,
    `+     cluster ${codeLine(cluster)}: server ${codeLine(server, 200)}`,
    `+     user ${codeLine(user)}: credentials (not shown)`,
    `+     context ${codeLine(context)}: cluster ${codeLine(cluster)}, user ${codeLine(user)}`,
  ];
}

/** What was proved to be the same as before, as one sentence. */
export function unchangedSentence(change: ChangeSummary): string {
  const { unchangedEntries, unchangedFiles, unchangedContexts } = change;
  const entries = count(unchangedEntries, 'other entry', 'other entries');
  const files = count(unchangedFiles, 'other file', 'other files');
  const contexts =
    unchangedContexts === undefined
      ? ''
      : ` Of the merged kubeconfig, by value: ${count(unchangedContexts, 'other context', 'other contexts')}.`;
  return `Proved to be the same as before, byte for byte: ${entries} and ${files}.${contexts}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
