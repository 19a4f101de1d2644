import { z } from 'zod';
import { type MarkerKey, type MarkerPlace, openMarker, sealAnew, sealMarker } from './marker.ts';

const base = z.object({ commit: z.string(), state: z.string() });

const kind = z.enum(['build-cluster', 'external-provider']);

const schema = z.object({
  /** What it does, whatever the title becomes. */
  request: z.object({
    // Once there was nothing but additions.
    operation: z.enum(['add', 'rotate', 'remove']).default('add'),
    kind,
    name: z.string(),
  }),
  /** Which request and submission the pull request is made of, see `examinationKey`. */
  examined: z.string(),
  /** Tells the credential in it, see `keyedDigest`, and when the bot first proposed it (ISO 8601). */
  credential: z.string().optional(),
  /** The same digest as older keys made it: pull requests that were not looked at since hold those. */
  earlier: z.array(z.string()).optional(),
  since: z.string().optional(),
  /** Who can decrypt it, see `ChangeSummary`. Once that was not written down. */
  readers: z.array(z.string()).readonly().optional(),
  /** Tells them again where some of them are new, so that a maintainer has to confirm them. */
  newReaders: z.string().optional(),
  /** The number of the author, whose request it is and stays. */
  owner: z.number().optional(),
  /** Who else has edited the title or the submission last. */
  edits: z
    .array(
      z.object({
        what: z.enum(['title', 'submission', 'another text']),
        by: z.object({ id: z.number(), login: z.string() }),
      }),
    )
    .optional(),
  /** The commit that a reviewer is to see. */
  commit: z.string(),
  /** The commit that it was made on, and the state of the secrets there. */
  base,
});

const deploymentSchema = z.object({
  // Once it was not written down.
  kind: kind.optional(),
  name: z.string(),
  /** The commit that a reviewer is to see. */
  commit: z.string(),
  /** The commit that it was made on, and the state of the files that it may change. */
  base,
});

/** What an open pull request proposes, remembered in its own body. */
export type Proposal = Readonly<z.infer<typeof schema>>;

/** What an open pull request of the deployment proposes, remembered in the same way. */
export type DeploymentProposal = Readonly<z.infer<typeof deploymentSchema>>;

/** What a pull request claims: credentials, see `keyedDigests`, and since when; ISO 8601. */
interface Claim {
  readonly credentials?: readonly string[];
  readonly since?: string | undefined;
}

/** All that stands for the credential in a pull request. */
export function credentialsOf(proposal: Proposal | undefined): readonly string[] {
  const { credential, earlier = [] } = proposal ?? {};
  return credential === undefined ? [] : [credential, ...earlier];
}

/** What a pull request claims, and since when; it goes on to what takes its place. */
export function claimIn(proposal: Proposal | undefined): Claim {
  const credentials = [...credentialsOf(proposal)];
  return credentials.length > 0 ? { credentials, since: proposal?.since } : {};
}

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
  /** The body with the marker sealed as it would be now, where it is sealed otherwise. */
  readonly resealed?: string;
}

export function markerPlace(
  kind: MarkerPlace['kind'],
  { repository, branch }: PullPlace,
): MarkerPlace {
  return { kind, repository, of: branch };
}

interface Sealing {
  readonly place: PullPlace;
  readonly key: MarkerKey;
}

/** The words of a pull request with the proposal hidden in them, and themselves in the proposal. */
export function writeProposal(
  words: PullWords,
  proposal: Proposal,
  { place, key }: Sealing,
): PullWords {
  const marker = sealMarker({ ...proposal, words }, markerPlace('proposal', place), key);
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
  { place, key }: Sealing,
): PullWords {
  const marker = sealMarker({ ...proposal, words }, markerPlace('deployment', place), key);
  return { title: words.title, body: `${words.body}\n${marker}` };
}

export function readDeployment(
  body: string,
  place: PullPlace,
  key: MarkerKey,
): Read<DeploymentProposal> | undefined {
  return read(body, { schema: deploymentSchema, place: markerPlace('deployment', place), key });
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
  const opened = openMarker(body, place, key);
  const { data: proposal } = shape.safeParse(opened?.data);
  if (!opened || !proposal) return undefined;
  return opened.isCurrent ? { proposal } : { proposal, resealed: sealAnew(body, place, key) };
}
