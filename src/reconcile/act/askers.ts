import type { ClusterRequest } from '../../request/request.ts';
import type { Authorization, Edited } from '../../wording/pull-request/asked.ts';
import { type Account, type Issue, type IssueTracker, isSamePerson } from '../github.ts';
import type { Source } from '../snapshot.ts';
import { type AuthorizePorts, authorize } from './authorize.ts';

export interface Said {
  readonly issue: Pick<Issue, 'nodeId' | 'author'>;
  /** The text that holds the submission; a removal needs none. */
  readonly source?: Source;
  /** All texts of the author: what somebody else took out of one may be what the author asks for. */
  readonly texts?: readonly string[];
}

/** Somebody else than the author who has edited what is asked for. */
interface Editor {
  readonly what: Edited['what'];
  readonly by: Account;
}

export interface Asked {
  /** Why the author may ask, where that matters and the author is who asks. */
  readonly authorization?: Authorization;
  readonly edits: readonly Edited[];
}

export interface AskerPorts extends AuthorizePorts {
  readonly tracker: AuthorizePorts['tracker'] & Pick<IssueTracker, 'readLastEdits' | 'readEdits'>;
}

/**
 * Who asks: whoever has edited the title last, for what is to be done, and the text, for what is
 * submitted. With write access one can edit what others wrote, and must not speak with their rights.
 * Where an authorization is needed, each of them needs one.
 */
export async function findWhoAsks(
  said: Said,
  request: ClusterRequest & { readonly needsAuthorization: boolean },
  ports: AskerPorts,
): Promise<Asked> {
  const editors = await findEditors(said, ports.tracker);
  const authorizationFor = async (asker: Account) =>
    request.needsAuthorization ? authorize(asker, request, ports) : undefined;
  const edits: Edited[] = [];
  for (const { what, by } of editors) {
    edits.push({
      what,
      by: { id: by.id, login: by.login },
      authorization: await authorizationFor(by),
    });
  }
  // The author asks for what nobody else has edited.
  const own = editors.filter(({ what }) => what !== 'another text');
  const asksAuthor = own.length < (said.source ? 2 : 1);
  return {
    edits,
    authorization: asksAuthor ? await authorizationFor(said.issue.author) : undefined,
  };
}

/** GitHub is always asked: its times are to the second, and an edit in the first moves none. */
async function findEditors(
  { issue, source, texts = [] }: Said,
  tracker: AskerPorts['tracker'],
): Promise<readonly Editor[]> {
  const edits = await tracker.readLastEdits(issue.nodeId, source?.nodeId ?? issue.nodeId);
  const found = [
    { what: 'title', edit: edits.title },
    { what: 'submission', edit: source && edits.text },
    ...(await editsOfOthers(source, texts, tracker)),
  ] as const;
  return found.flatMap(({ what, edit }) =>
    edit && !isSamePerson(edit.by, issue.author) ? [{ what, by: edit.by }] : [],
  );
}

/**
 * One of each person. With an older submission the author does not ask for what that person left of
 * the newer one.
 */
async function editsOfOthers(
  source: Source | undefined,
  texts: readonly string[],
  tracker: Pick<IssueTracker, 'readEdits'>,
) {
  const others = source ? texts.filter((nodeId) => nodeId !== source.nodeId) : [];
  if (others.length === 0) return [];
  const written = await tracker.readEdits(others);
  const edits = new Map(
    [...written.values()].flatMap(({ edit }) => (edit ? [[edit.by.id, edit] as const] : [])),
  );
  return [...edits.values()].map((edit) => ({ what: 'another text', edit }) as const);
}
