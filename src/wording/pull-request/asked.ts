import { inlineCode } from '../escape.ts';
import { timeInWords } from '../time.ts';

export interface IssueReference {
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  /** Login */
  readonly author: string;
  /** Undefined where GitHub does not tell. */
  readonly association?: Association | undefined;
  readonly url: string;
}

/** Why somebody may have changed what is registered. */
export type Authorization =
  | { readonly type: 'write-access' | 'added-it' }
  | {
      readonly type: 'confirmed';
      /** Login */
      readonly by: string;
      /** ISO 8601 */
      readonly at?: string | undefined;
    };

/** What somebody else than the author of the issue has edited last, and so asks for. */
export interface Edited {
  readonly what: 'title' | 'submission' | 'another text';
  readonly by: { readonly id: number /** Login */; readonly login: string };
  /** Why they may, where that matters. */
  readonly authorization?: Authorization;
}

/** What GitHub shows of the author of an issue: who keeps a membership private is shown without. */
const associations = {
  OWNER: 'owner of the repository',
  MEMBER: 'member of the organization',
  COLLABORATOR: 'collaborator of the repository',
  CONTRIBUTOR: 'contributor to the repository',
  FIRST_TIME_CONTRIBUTOR: 'no contribution to the repository yet',
  FIRST_TIMER: 'no contribution to anything on GitHub yet',
  MANNEQUIN: 'a placeholder for an imported account',
  NONE: 'neither a member nor a contributor',
} as const;

export type Association = keyof typeof associations;

/** Who has filed the issue and, where others have edited it, whose words they are now. */
export function askedBy(
  { author, association, url }: IssueReference,
  {
    authorization,
    edits = [],
  }: { readonly authorization?: Authorization; readonly edits?: readonly Edited[] },
): readonly string[] {
  const verb = edits.length > 0 ? 'Filed' : 'Asked';
  const known = association === undefined ? '' : ` (GitHub shows: ${associations[association]})`;
  const who = `${inlineCode(author)}${known}`;
  return [
    `- ${verb} by: ${who} in ${url}${authorizationWords(authorization)}`,
    ...edits.map(
      ({ what, by, authorization: theirs }) =>
        `- **${changed[what]}**: last edited by ${inlineCode(by.login)}${authorizationWords(theirs)}`,
    ),
  ];
}

const changed = {
  title: "The title is not the author's",
  submission: "The submission is not the author's",
  'another text': 'Another text of the author was changed',
} as const;

function authorizationWords(authorization: Authorization | undefined): string {
  switch (authorization?.type) {
    case undefined:
      return '';
    case 'write-access':
      return ', who has write access there';
    case 'added-it':
      return ', who asked to have it added';
    case 'confirmed': {
      const { by, at } = authorization;
      return `, as ${inlineCode(by)} confirmed${at === undefined ? '' : ` on ${timeInWords(at)}`}`;
    }
  }
}
