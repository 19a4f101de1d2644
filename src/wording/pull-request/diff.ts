import type { ChangeSummary } from '../../secrets/secrets.ts';
import { codeLine } from '../escape.ts';

/** What changes, as the lines of a diff without a secret in it. */
export function changeLines(change: ChangeSummary): readonly string[] {
  const { file, entry, isNew, isGone } = change;
  const mark = isNew ? '+' : isGone ? '-' : ' ';
  return entry === undefined
    ? [`${mark} ${codeLine(file)}`, ...partLines(change)]
    : [`  ${codeLine(file)}`, `${mark}   ${codeLine(entry)}:`, ...partLines(change)];
}

function partLines(change: ChangeSummary): readonly string[] {
  switch (change.operation) {
    case 'add':
      return [clusterLine('+', change), userLine('+', change), contextLine('+', change)];
    case 'rotate':
      return [...replacedLines(change), contextLine(' ', change)];
    case 'remove': {
      const mark = (part: 'cluster' | 'user') => (change.remaining?.includes(part) ? ' ' : '-');
      return [
        clusterLine(mark('cluster'), change),
        userLine(mark('user'), change),
        contextLine('-', change),
      ];
    }
  }
}

/** The names stay; a server and an authority that stay are shown once. */
function replacedLines(change: ChangeSummary): readonly string[] {
  const { server, tlsServerName } = change;
  const { replaced = { server, tlsServerName, isAuthoritySame: true } } = change;
  const user = [
    userLine('-', change),
    `+     user ${codeLine(change.user)}: other credentials (not shown)`,
  ];
  const isServerSame = replaced.server === server && replaced.tlsServerName === tlsServerName;
  if (isServerSame && replaced.isAuthoritySame) {
    return [clusterLine(' ', change), ...user];
  }
  const authority = replaced.isAuthoritySame ? '' : ', another certificate authority';
  return [
    clusterLine('-', { ...change, ...replaced, tlsServerName: replaced.tlsServerName }),
    `${clusterLine('+', change)}${authority}`,
    ...user,
  ];
}

function clusterLine(mark: string, { cluster, server, tlsServerName }: ChangeSummary): string {
  const name = tlsServerName ? `, certificate for ${codeLine(tlsServerName, 200)}` : '';
  return `${mark}     cluster ${codeLine(cluster)}: server ${codeLine(server, 200)}${name}`;
}

function userLine(mark: string, { user }: ChangeSummary): string {
  return `${mark}     user ${codeLine(user)}: credentials (not shown)`;
}

function contextLine(mark: string, { context, cluster, user }: ChangeSummary): string {
  return `${mark}     context ${codeLine(context)}: cluster ${codeLine(cluster)}, user ${codeLine(user)}`;
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
  return `Proven to be the same as before, byte for byte: ${entries}${files}.${contexts}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
