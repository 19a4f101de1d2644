import type { AttachmentHost } from '../attachment/address.ts';
import type { FoundSubmissions } from '../attachment/found-submissions.ts';
import { type FoundLeak, findLeak } from '../attachment/leaks.ts';
import { submissionsIn } from '../attachment/submissions.ts';
import { parseCommands, type SaidCommands } from '../request/parse-commands.ts';

/** What an issue's text or a comment says that matters to the bot. */
export interface TextFindings extends SaidCommands {
  readonly submissions: FoundSubmissions;
  readonly leak?: FoundLeak;
  /** To read it took more than it may. Nothing is known of it then. */
  readonly isUnreadable?: true;
}

export interface ForeignText {
  readonly text: string;
  /** Where its attachments lie. */
  readonly host: AttachmentHost;
  /** The login of the bot, by which people may address it. */
  readonly bot?: string | undefined;
}

export function readText({ text, host, bot }: ForeignText): TextFindings {
  return {
    ...parseCommands(text, bot),
    submissions: submissionsIn(text, host),
    leak: findLeak(text),
  };
}
