import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isProblem } from '../problem.ts';
import type { ClusterRequest } from '../request/request.ts';
import { type MarkerKey, type MarkerPlace, signMarker, verifyMarker } from './marker.ts';
import { wordsDigest } from './own-words.ts';
import type { Status } from './status.ts';
import { supersededSchema } from './superseded.ts';

/** Of the pull request of the deployment. */
const deployment = z.object({
  /** Those up to this number were given up. */
  retracted: z.number(),
  /** When the next step failed last; ISO 8601. */
  failedAt: z.string().optional(),
});

/** Of what was examined under one name: another name makes another cluster of the same submission. */
const confirmation = z.object({
  by: z.string(),
  /** ISO 8601 */
  at: z.string().optional(),
  examined: z.string(),
});

export type DeploymentMemory = Readonly<z.infer<typeof deployment>>;

/** What the bot writes where others can edit it. */
export const ownTexts = ['comment', 'pull', 'deployment'] as const;
export type OwnText = (typeof ownTexts)[number];

const schema = z.object({
  /** What the status comment says. Signed by the bot itself, so its shape needs no second look. */
  status: z
    .custom<Status>((value) => typeof value === 'object' && value !== null)
    .transform(withKnownProblems),
  examined: z
    .object({
      /** See `examinationKey`. */
      key: z.string(),
      /** See `otherAttachmentsKey`. */
      otherAttachments: z.string().optional(),
      outcome: z.enum(['problem', 'failed', 'passed']),
      /** ISO 8601 */
      at: z.string(),
      /** When the checks began to fail; ISO 8601. */
      failingSince: z.string().optional(),
    })
    .optional(),
  /**
   * The turns that comments of their own have told of: those of the last day, and the last one; `at`
   * in ISO 8601.
   */
  told: z
    .array(z.object({ turn: z.string(), at: z.string(), called: z.literal(true).optional() }))
    .optional(),
  /** The comment whose place this one took, with all that it remembered. */
  follows: z.number().optional(),
  /** When a comment first told this result, where it was edited since; ISO 8601, of GitHub. */
  resultSince: z.string().optional(),
  /** Credentials that were public, see `keyedDigest`: they count no more, encrypted or not. */
  leaked: z.array(z.string()),
  /** Those of them that somebody else than the author has posted, in this order. */
  leakedByOthers: z.array(z.string()).optional(),
  /** The commands that were answered, by their keys. */
  answered: z.array(z.string()),
  /** Who confirmed the control plane, and of which examination. */
  confirmed: confirmation.optional(),
  /** Who confirmed that another server is still the same cluster, and of which examination. */
  confirmedServer: confirmation.optional(),
  /** Who confirmed that all who can decrypt it are meant to, of which examination, see `Readers`. */
  confirmedRecipients: z
    .object({
      by: z.string(),
      at: z.string().optional(),
      examined: z.string(),
      readers: z.string(),
    })
    .optional(),
  /** Who confirmed that the author may ask, and for which request, see `requestKey`. */
  confirmedAuthor: z
    .object({ by: z.string(), at: z.string().optional(), request: z.string() })
    .optional(),
  cancelledBy: z.string().optional(),
  /** Pull requests up to this number were given up. */
  retracted: z.number(),
  /** The pull request on which a hold is the bot's own; 0 for none. */
  heldPull: z.number(),
  /** There once the issue has asked for something else while a pull request was open. */
  superseded: supersededSchema.optional(),
  /** There once the secrets are merged, and something else is left to wait for. */
  afterMerge: deployment
    .extend({
      /** Since when the merged cluster does not answer; ISO 8601. */
      silentSince: z.string().optional(),
      /** Who said that Prow is deployed with what was merged, and when; ISO 8601. */
      deployed: z.object({ by: z.string(), at: z.string().optional() }).optional(),
    })
    .optional(),
  /** There once a removal has something to do with the deployment. */
  undeployment: deployment.optional(),
  /** When a text that somebody else had changed was restored, within the last hour; ISO 8601. */
  restored: z.partialRecord(z.enum(ownTexts), z.array(z.string())).optional(),
  /** Whom of those who may command nothing it has answered within the last day; `at` in ISO 8601. */
  strangers: z.array(z.object({ id: z.number(), at: z.string() })).optional(),
});

/**
 * A problem that another version of the bot has written, and this one does not know, is looked for
 * anew.
 */
function withKnownProblems(status: Status): Status {
  const checks = 'checks' in status.phase ? status.phase.checks : [];
  const problems = [status.phase, ...checks].flatMap((one) =>
    'problem' in one ? [one.problem] : [],
  );
  const { refused } = status;
  const known = refused
    ? { ...status, refused: refused.filter((each) => isProblem(each.problem)) }
    : status;
  return problems.every(isProblem) ? known : { ...known, phase: { type: 'checking' } };
}

/** What the marker of a comment holds: besides, the digest of what stands around it. */
const marked = schema.extend({ said: z.string() });

/** What the bot remembers about a request, hidden in its status comment. */
export type Memory = Readonly<z.infer<typeof schema>>;

/** The issue, and the number of its repository. */
export interface IssuePlace {
  readonly repository: number;
  readonly issue: number;
}

/** What a status comment remembers. */
interface ReadMemory {
  readonly memory: Memory;
  /** Whether its marker is signed as it would be now. */
  readonly isCurrent: boolean;
  /** Whether it stands in the very words that it was written with. */
  readonly isWhole: boolean;
}

const placeOf = ({ repository, issue }: IssuePlace): MarkerPlace => ({
  ...{ kind: 'memory', repository },
  of: String(issue),
});

/** The text of a status comment, with its marker. */
export function writeMemory(
  text: string,
  memory: Memory,
  { place, key }: { readonly place: IssuePlace; readonly key: MarkerKey },
): string {
  const marker = signMarker({ ...memory, said: wordsDigest(text) }, placeOf(place), key);
  return `${text}\n${marker}`;
}

/** Reads back a status comment; undefined if its marker is not the bot's own writing. */
export function readMemory(
  body: string,
  place: IssuePlace,
  key: MarkerKey,
): ReadMemory | undefined {
  const opened = verifyMarker(body, placeOf(place), key);
  const { data } = marked.safeParse(opened?.data);
  if (!opened || !data) return undefined;
  const { said, ...memory } = data;
  const isWhole = said === wordsDigest(`${opened.before}\n${opened.after}`);
  return { memory, isCurrent: opened.isCurrent, isWhole };
}

/** More than the 2,500 comments that GitHub lets an issue have, and no more than one has room for. */
export const answeredLimit = 3000;

export function freshMemory(
  { operation, kind, name }: ClusterRequest,
  answered: readonly string[] = [],
): Memory {
  return {
    status: { operation, kind, name, phase: { type: 'checking' }, notices: [] },
    leaked: [],
    answered: [...answered],
    retracted: 0,
    heldPull: 0,
  };
}

/** Whether both are the same once they are written down: an absent field and an undefined one are. */
export function isSameMemory(one: Memory | undefined, other: Memory | undefined): boolean {
  return isDeepStrictEqual(asWritten(one), asWritten(other));
}

function asWritten(memory: Memory | undefined): unknown {
  return memory && JSON.parse(JSON.stringify(memory));
}
