import { z } from 'zod';
import { clusterKinds, operationNames } from '../request/request.ts';
import { type MarkerKey, type MarkerPlace, signAnew, signMarker, verifyMarker } from './marker.ts';

const base = z.object({ commit: z.string(), state: z.string() });

const kind = z.enum(clusterKinds);

/** A credential, and since when the bot knows it. */
export const claim = z.object({
  /** All that stands for it, see `keyedDigests`. */
  credentials: z.array(z.string()).readonly(),
  /** When the bot first proposed it; ISO 8601. */
  since: z.string(),
});

export type Claim = Readonly<z.infer<typeof claim>>;

const schema = z.object({
  /** What it does, whatever the title becomes. */
  request: z.object({ operation: z.enum(operationNames), kind, name: z.string() }),
  /** Which request and submission the pull request is made of, see `examinationKey`. */
  examined: z.string(),
  /** A removal brings in no credential. */
  claim: claim.optional(),
  /** Who can decrypt what it encrypts, see `ChangeSummary`. */
  readers: z.array(z.string()).readonly(),
  /** Tells them again where some of them are new, so that a maintainer has to confirm them. */
  newReaders: z.string().optional(),
  /** Tells the change again on another base, where that can be told. */
  effect: z.string().optional(),
  /** The number of the author, whose request it is and stays. */
  owner: z.number(),
  /** Who else has edited the title or the submission last. */
  edits: z.array(
    z.object({
      what: z.enum(['title', 'submission', 'another text']),
      by: z.object({ id: z.number(), login: z.string() }),
    }),
  ),
  /** What of its words changes while it is open; another version of the bot may know of none. */
  sections: z.object({ review: z.string(), cluster: z.string(), seenAt: z.string() }).optional(),
  /** The commit that a reviewer is to see. */
  commit: z.string(),
  /** The commit that it was made on, and the state of the secrets there. */
  base,
});

const deploymentSchema = z.object({
  kind,
  name: z.string(),
  /** Tells the change again on another base; another version of the bot may know of none. */
  effect: z.string().optional(),
  /** The commit that a reviewer is to see. */
  commit: z.string(),
  /** The commit that it was made on, and the state of the files that it may change. */
  base,
});

/** What an open pull request proposes, remembered in its own body. */
export type Proposal = Readonly<z.infer<typeof schema>>;

/** What an open pull request of the deployment proposes, remembered in the same way. */
export type DeploymentProposal = Readonly<z.infer<typeof deploymentSchema>>;

/** The branch of a pull request, and the number of its repository. */
export interface PullPlace {
  readonly repository: number;
  readonly branch: string;
}

/** What a pull request says. */
export interface PullWords {
  readonly title: string;
  readonly body: string;
}

/** What a pull request's body tells of itself. */
interface Read<Found> {
  readonly proposal: Found;
  /** The body with the marker signed as it would be now, where it is signed otherwise. */
  readonly signedAnew?: string;
}

export function markerPlace(
  kind: MarkerPlace['kind'],
  { repository, branch }: PullPlace,
): MarkerPlace {
  return { kind, repository, of: branch };
}

interface Signing {
  readonly place: PullPlace;
  readonly key: MarkerKey;
}

/** The words of a pull request with the proposal hidden in them, and themselves in the proposal. */
export function writeProposal(
  words: PullWords,
  proposal: Proposal,
  { place, key }: Signing,
): PullWords {
  const marker = signMarker({ ...proposal, words }, markerPlace('proposal', place), key);
  return { title: words.title, body: `${words.body}\n${marker}` };
}

/** Reads the proposal in a pull request's body; undefined if it isn't the bot's own writing. */
export function readProposal(
  body: string,
  place: PullPlace,
  key: MarkerKey,
): Read<Proposal> | undefined {
  return read(body, { schema, place: markerPlace('proposal', place), key });
}

export function writeDeployment(
  words: PullWords,
  proposal: DeploymentProposal,
  { place, key }: Signing,
): PullWords {
  const marker = signMarker({ ...proposal, words }, markerPlace('deployment', place), key);
  return { title: words.title, body: `${words.body}\n${marker}` };
}

export function readDeployment(
  body: string,
  place: PullPlace,
  key: MarkerKey,
): Read<DeploymentProposal> | undefined {
  return read(body, { schema: deploymentSchema, place: markerPlace('deployment', place), key });
}

/** The text of a pull request that stands on a newer base than it was written for. */
export function noteBase(
  body: string,
  newer: Proposal['base'],
  { kind: what, place, key }: Signing & { readonly kind: 'proposal' | 'deployment' },
): string {
  return signAnew(body, markerPlace(what, place), key, { base: newer });
}

interface Reading<Found> {
  readonly schema: z.ZodType<Found>;
  readonly place: MarkerPlace;
  readonly key: MarkerKey;
}

function read<Found>(
  body: string,
  { schema: shape, place, key }: Reading<Found>,
): Read<Found> | undefined {
  const opened = verifyMarker(body, place, key);
  const { data: proposal } = shape.safeParse(opened?.data);
  if (!opened || !proposal) return undefined;
  return opened.isCurrent ? { proposal } : { proposal, signedAnew: signAnew(body, place, key) };
}
