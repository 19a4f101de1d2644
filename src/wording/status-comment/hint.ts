import {
  type ClusterRequest,
  clusterKinds,
  type Operation,
  operationNames,
  operations,
} from '../../request/request.ts';
import type { Hint } from '../../state/hint.ts';
import { inlineCode } from '../escape.ts';
import { titleOf } from '../kinds.ts';
import { turns } from './answer.ts';
import { renderLeak } from './leak.ts';
import { renderCommands, type StatusContext } from './status-comment.ts';

/** What the bot says in an issue that is not a request, in Markdown. */
export function renderHint({ asks, isHelp, leak }: Hint, context: StatusContext): string {
  const sections = [
    ...(leak ? [renderLeak(leak.what, context)] : []),
    ...(asks === undefined ? [] : [asks === 'something' ? titles : title(asks)]),
    ...(isHelp && !asks ? [none] : []),
    ...(isHelp ? [renderCommands(true)] : []),
    `<sub>${inlineCode(context.botName)} · [How to ask for a cluster](${context.guideUrl})</sub>`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function title(asks: Partial<ClusterRequest> & Pick<ClusterRequest, 'operation' | 'kind'>): string {
  const named = asks.name === undefined ? ', with the name of the cluster for `<name>`' : '';
  return `${turns.author} Change the title of this issue to ${inlineCode(titleOf(asks))}${named}. The bot then continues on its own.`;
}

const titles = `${turns.author} Change the title of this issue to one of these, with the name of the cluster for \`<name>\`. The issue contains a message for the bot, but its title is not a request.\n\n${listOf(operationNames.filter((each) => operations[each].needsSubmission))}`;

const none = `The title of this issue is not a request, so commands have no effect here. The bot reads issues with these titles:\n\n${listOf(operationNames)}`;

function listOf(asked: readonly Operation[]): string {
  const requests = asked.flatMap((operation) => clusterKinds.map((kind) => ({ operation, kind })));
  return requests.map((request) => `- ${inlineCode(titleOf(request))}`).join('\n');
}
