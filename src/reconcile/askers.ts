import type { Edited, Mandate } from '../reply/pull-request.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { Account, Comment, Issue, IssueTracker } from './github.ts';
import { type MandatePorts, requireMandate } from './mandate.ts';
import { isSamePerson } from './person.ts';

/** Where something stands that was read. */
export type Source = Pick<Comment, 'nodeId'>;

export interface Said {
  readonly issue: Pick<Issue, 'nodeId' | 'author'>;
  /** The text that holds the submission; a removal needs none. */
  readonly source?: Source;
}

/** Somebody else than the author who has edited what is asked for. */
interface Editor {
  readonly what: Edited['what'];
  readonly by: Account;
}

export interface Asked {
  /** Why the author may ask, where that matters and the author is who asks. */
  readonly mandate?: Mandate;
  readonly edits: readonly Edited[];
}

interface AskerPorts extends MandatePorts {
  readonly tracker: MandatePorts['tracker'] & Pick<IssueTracker, 'readLastEdits'>;
}

/**
 * Who asks: whoever has edited the title last, for what is to be done, and the text, for what is
 * submitted. With write access one can edit what others wrote, and must not speak with their rights.
 * Where a mandate is needed, each of them needs one.
 */
export async function findWhoAsks(
  said: Said,
  request: ClusterRequest & { readonly needsMandate: boolean },
  ports: AskerPorts,
): Promise<Asked> {
  const editors = await findEditors(said, ports.tracker);
  const mandateFor = async (asker: Account) =>
    request.needsMandate ? requireMandate(asker, request, ports) : undefined;
  const edits: Edited[] = [];
  for (const { what, by } of editors) {
    edits.push({ what, by: { id: by.id, login: by.login }, mandate: await mandateFor(by) });
  }
  // The author asks for what nobody else has edited.
  const asksAuthor = editors.length < (said.source ? 2 : 1);
  return { edits, mandate: asksAuthor ? await mandateFor(said.issue.author) : undefined };
}

/** GitHub is always asked: its times are to the second, and an edit in the first moves none. */
async function findEditors(
  { issue, source }: Said,
  tracker: Pick<IssueTracker, 'readLastEdits'>,
): Promise<readonly Editor[]> {
  const edits = await tracker.readLastEdits(issue.nodeId, source?.nodeId ?? issue.nodeId);
  const found = [
    { what: 'title', edit: edits.title },
    { what: 'submission', edit: source && edits.text },
  ] as const;
  return found.flatMap(({ what, edit }) =>
    edit && !isSamePerson(edit.by, issue.author) ? [{ what, by: edit.by }] : [],
  );
}
