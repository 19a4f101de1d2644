import type { KubeconfigPlace } from '../../secrets/secrets.ts';
import type { Status } from '../../state/status.ts';
import { inlineCode } from '../escape.ts';
import { kindNames } from '../kinds.ts';
import { renderCommands, renderNotice } from './notices.ts';
import { renderLeak, renderPhase } from './phases.ts';

/** What the status comment knows of the bot that writes it. */
export interface StatusContext {
  /** The page with a section for each problem. */
  readonly problemsUrl: string;
  /** The contributors' guide. */
  readonly guideUrl: string;
  readonly botName: string;
  /** The key that kubeconfigs have to be encrypted to. */
  readonly keyId: string;
  /** `owner/name` of the repositories with the secrets and with the issues. */
  readonly secretsRepository: string;
  readonly infraRepository: string;
  /** Where jobs find the kubeconfig of a provider of that name. */
  readonly placeOf: (name: string) => KubeconfigPlace;
}

const headings: Readonly<Record<Status['operation'], string>> = {
  add: '',
  rotate: 'New credentials for ',
  remove: 'Removal of ',
};

const disputed = [
  '> [!WARNING]',
  '> **Somebody keeps changing what the bot writes,** here or in a pull request of it. The bot has restored it three times and leaves it alone for an hour. An open pull request is on hold meanwhile; a maintainer finds out who it is.',
].join('\n');

/**
 * The status comment, in Markdown: where the request stands, what happens next and who has to do
 * something. It is public, and holds nothing that came out of a ciphertext.
 */
export function renderStatus(status: Status, context: StatusContext): string {
  const sections = [
    `### ${headings[status.operation]}${kindNames[status.kind]} ${inlineCode(status.name)}`,
    ...(status.leaked ? [renderLeak(status.leaked, context)] : []),
    ...(status.isDisputed ? [disputed] : []),
    renderPhase(status, context),
    ...status.notices.map(renderNotice),
    renderCommands(status.notices.some(({ type }) => type === 'help')),
    `<sub>${inlineCode(context.botName)} keeps this comment up to date. [How to prepare a cluster](${context.guideUrl}) · [All problems and what to do](${context.problemsUrl})</sub>`,
  ];
  return `${sections.join('\n\n')}\n`;
}
